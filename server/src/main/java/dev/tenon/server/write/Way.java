package dev.tenon.server.write;

import dev.tenon.server.json.Json;
import dev.tenon.server.write.WriteBody.Entry;
import dev.tenon.spi.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// How the records of a request will be written, and what the connector's offers take.
///
/// @param keyField the provider's name of the field that identifies records; null for none
/// @param mostBytes the most bytes that any call takes
record Way(
        Writer.Operation kind,
        @Nullable String keyField,
        Associations associations,
        int mostBytes) {
    /// @param together how many records must all be written, or none of them
    static Way of(Offers offers, Writer.Operation kind, @Nullable String keyField, int together) {
        List<Writer.Offer> all = offers.writer().offers(offers.object(), kind);
        List<Writer.Offer> taking = all.stream().filter(Writer.Offer::associations).toList();
        boolean isEnough =
                taking.stream()
                        .anyMatch(offer ->
                                together == 1
                                        || (offer.allOrNone() && offer.maxRecords() >= together));
        Associations others = taking.isEmpty() ? Associations.NONE : Associations.NOT_TOGETHER;
        return new Way(
                kind,
                keyField,
                isEnough ? Associations.TAKEN : others,
                all.stream().mapToInt(Writer.Offer::maxBytes).max().orElse(Integer.MAX_VALUE));
    }

    /// Whether records may be written together with their associations.
    enum Associations {
        TAKEN,
        /// Not so many with all or none of them.
        NOT_TOGETHER,
        NONE
    }

    /// Notes what no call can carry.
    ///
    /// @param text of the fields
    void check(Entry entry, ObjectNode fields, String text, Findings found) {
        if (!entry.associations().isEmpty()) checkAssociations(found);
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes <= mostBytes) return;
        found.problem(
                "write.record-too-large",
                "The record has %d bytes, and a call to the provider takes %d."
                        .formatted(bytes, mostBytes),
                largest(fields),
                "Shorten its longest values.");
    }

    private void checkAssociations(Findings found) {
        switch (associations) {
            case TAKEN -> {}
            case NONE -> noAssociations(found);
            case NOT_TOGETHER ->
                    found.problem(
                            "write.no-associations",
                            "The provider cannot write all or none of these records together with"
                                    + " their associations.",
                            "associations",
                            "Send fewer records, or let each stand for itself.");
        }
    }

    private void noAssociations(Findings found) {
        found.problem(
                "write.no-associations",
                "Records of this object are not associated with others when they are "
                        + done()
                        + ".",
                "associations",
                "Leave \"associations\" out, and write the reference field that points at the"
                        + " other record: by its id, or by its external id as in"
                        + " {\"AccountId\": {\"Ext__c\": \"x-1\"}}.");
    }

    private String done() {
        return switch (kind) {
            case CREATE -> "created";
            case UPDATE -> "updated";
            case UPSERT -> "upserted";
            case DELETE -> "deleted";
        };
    }

    private static String largest(ObjectNode fields) {
        String largest = "";
        int most = -1;
        for (var field : fields.properties()) {
            int bytes = Json.bytes(field.getValue()).length;
            if (bytes <= most) continue;
            most = bytes;
            largest = field.getKey();
        }
        return largest;
    }
}
