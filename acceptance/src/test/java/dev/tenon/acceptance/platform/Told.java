package dev.tenon.acceptance.platform;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What somebody who follows one dataset has been told, applied in the order it came, with what was
/// wrong about it. Any thread may use it.
final class Told {
    private final String who;
    private final Changes real;
    private final Map<String, Last> records = new TreeMap<>();
    private final List<String> wrongs = new ArrayList<>();
    private long seq;

    /// @param real what really happened to the records
    Told(String who, Changes real) {
        this.who = who;
        this.real = real;
    }

    /// What was told of a record last.
    ///
    /// @param fields as they were told; null when it was deleted
    /// @param selection how often the selection of fields had changed by then
    private record Last(
            long seq, @Nullable JsonNode fields, Instant modified, Instant at, int selection) {}

    /// What happened where the records are.
    interface Changes {
        /// How often the selection of fields has changed, or could have.
        int selection();

        /// How often something happened to a record after a moment.
        long since(String id, Instant moment);
    }

    /// Takes a row of the feed or of a message.
    synchronized void take(JsonNode row, Instant now) {
        String id = row.path("id").asString("");
        long next = row.path("seq").asLong(-1);
        if (next <= seq) wrong(id, "seq " + next + " came after " + seq);
        seq = next;
        boolean gone = row.path("changeType").asString("").equals("deleted");
        JsonNode fields = gone ? null : row.path("fields");
        Instant modified = moment(row.path("modifiedAt"));
        Last before = records.get(id);
        var last = new Last(next, fields, modified, now, real.selection());
        records.put(id, last);
        if (before == null) return;
        if (modified.isBefore(before.modified) && !gone) {
            wrong(id, "version of " + modified + " was told after that of " + before.modified);
        }
        boolean isNew = row.path("changeType").asString("").equals("created");
        boolean isSame = fields != null && fields.equals(before.fields) && !isNew;
        boolean couldDiffer =
                last.selection != before.selection
                        || real.since(id, before.at.minusSeconds(30)) > 1;
        if (isSame && !couldDiffer) wrong(id, "told again though nothing changed: " + fields);
        if (gone && before.fields == null && real.since(id, before.at.minusSeconds(30)) < 2) {
            wrong(id, "told as deleted twice");
        }
    }

    private void wrong(String id, String what) {
        wrongs.add(who + ", record " + id + ": " + what);
    }

    /// The largest sequence number that was told.
    synchronized long seq() {
        return seq;
    }

    /// What was wrong about it, so far.
    synchronized List<String> wrongs() {
        return List.copyOf(wrongs);
    }

    /// What there is by all that was told.
    ///
    /// @param only these fields
    synchronized Map<String, Map<String, String>> state(List<String> only) {
        var state = new TreeMap<String, Map<String, String>>();
        records.forEach((id, last) -> {
            if (last.fields != null) state.put(id, narrowed(values(last.fields), only));
        });
        return state;
    }

    /// The values that are there, as text; a number in its shortest form.
    static Map<String, String> values(JsonNode fields) {
        var values = new TreeMap<String, String>();
        fields.properties()
                .forEach(field -> {
                    JsonNode value = field.getValue();
                    if (value.isNull()) return;
                    String text =
                            value.isNumber()
                                    ? value.decimalValue().stripTrailingZeros().toPlainString()
                                    : value.asString("");
                    values.put(field.getKey(), text);
                });
        return values;
    }

    static Map<String, String> narrowed(Map<String, String> fields, List<String> only) {
        var narrowed = new TreeMap<>(fields);
        narrowed.keySet().retainAll(only);
        return narrowed;
    }

    private static Instant moment(JsonNode text) {
        String written = text.asString("");
        return written.isEmpty() ? Instant.EPOCH : Instant.parse(written);
    }
}
