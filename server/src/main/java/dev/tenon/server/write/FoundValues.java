package dev.tenon.server.write;

import dev.tenon.server.write.PresentRecords.Present;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Whether records have the values that were sent in a call whose answer was lost. Providers write
/// some values in their own way, so what means the same counts as the same. For use by one thread.
final class FoundValues {
    /// Also offsets without a colon, as Salesforce writes them.
    private static final DateTimeFormatter MOMENT =
            new DateTimeFormatterBuilder()
                    .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
                    .appendPattern("[XXX][XX]")
                    .toFormatter(java.util.Locale.ROOT);

    private final Map<String, Present> present;

    /// Reads the written fields of all of these.
    FoundValues(PresentRecords records, List<QueuedWrite> writes) {
        Set<String> fields = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (QueuedWrite write : writes) fields.addAll(write.content().fields().propertyNames());
        List<String> ids = writes.stream().map(QueuedWrite::recordId).distinct().toList();
        this.present = records.read(fields, ids);
    }

    /// Whether a record is there and has everything that was sent.
    boolean has(QueuedWrite write) {
        Present record = present.get(write.recordId());
        if (record == null) return false;
        ObjectNode there = record.tree();
        return write.content().fields().properties().stream()
                .allMatch(sent -> same(sent.getValue(), value(there, sent.getKey())));
    }

    private static @Nullable JsonNode value(ObjectNode record, String field) {
        for (Map.Entry<String, JsonNode> each : record.properties()) {
            if (each.getKey().equalsIgnoreCase(field)) return each.getValue();
        }
        return null;
    }

    private static boolean same(JsonNode sent, @Nullable JsonNode there) {
        if (isEmpty(sent) || there == null || isEmpty(there)) {
            return isEmpty(sent) && (there == null || isEmpty(there));
        }
        if (sent.isContainer() || there.isContainer()) return sent.equals(there);
        String one = sent.asString().strip();
        String two = there.asString().strip();
        return one.equals(two) || sameNumber(sent, there) || sameMoment(one, two);
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isNull() || (value.isString() && value.asString().isBlank());
    }

    private static boolean sameNumber(JsonNode one, JsonNode two) {
        if (!one.isNumber() && !two.isNumber()) return false;
        Optional<BigDecimal> first = number(one);
        return first.isPresent()
                && number(two).filter(it -> it.compareTo(first.get()) == 0).isPresent();
    }

    private static Optional<BigDecimal> number(JsonNode value) {
        try {
            return Optional.of(new BigDecimal(value.asString().strip()));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static boolean sameMoment(String one, String two) {
        Optional<Instant> first = moment(one);
        return first.isPresent() && first.equals(moment(two));
    }

    private static Optional<Instant> moment(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text, MOMENT).toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
