package dev.tenon.server.write;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// One record of a request as it will be sent, or why it will not be.
///
/// @param recordId the provider's id; null for creates and upserts
/// @param keyField the field that identifies the record at the provider; null when there is none
/// @param orderKey names the record, so that writes to it follow one another; null when nobody can
///   know it yet
/// @param fields values by the provider's names
/// @param extras what goes with them
/// @param problems empty when it can be sent
/// @param warnings what of it is left out
record PreparedRecord(
        @Nullable String recordId,
        @Nullable String keyField,
        @Nullable String orderKey,
        ObjectNode fields,
        Extras extras,
        List<WriteProblem> problems,
        List<WriteProblem> warnings) {
    PreparedRecord {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /// This record, kept back for the sake of its neighbours.
    PreparedRecord heldBack(String where) {
        var problem =
                WriteProblem.of(
                        "write.held-back",
                        "Another record of the batch is refused, and all or none are to be written.",
                        where,
                        "Correct the other record, and send the whole batch again.");
        return new PreparedRecord(
                recordId, keyField, orderKey, fields, extras, List.of(problem), warnings);
    }
}
