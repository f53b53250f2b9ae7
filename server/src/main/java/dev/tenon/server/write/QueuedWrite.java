package dev.tenon.server.write;

import dev.tenon.server.db.Row;
import dev.tenon.server.json.Json;
import dev.tenon.spi.Writer;
import dev.tenon.spi.Writer.Condition;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The write of one record, as it stands in the queue.
///
/// @param position its place in the request
record QueuedWrite(
        long id,
        UUID operation,
        int position,
        Content content,
        Progress progress,
        WriteResult.RecordResult result) {

    /// What is to be written.
    ///
    /// @param keyField the field that identifies the record at the provider; null when there is
    ///   none
    /// @param actor the connection by which it is written; null for the installation's
    /// @param condition what must hold for it to be written; null for nothing
    /// @param bytes how long the fields and what goes with them are as JSON
    record Content(
            Writer.Operation kind,
            @Nullable String keyField,
            @Nullable String recordId,
            ObjectNode fields,
            Map<String, String> headers,
            boolean allOrNone,
            @Nullable UUID actor,
            @Nullable Condition condition,
            int bytes,
            Extras extras) {
        Content {
            headers = Map.copyOf(headers);
        }

        /// The same without some fields, and with nothing left to be decided.
        Content without(Set<String> names) {
            ObjectNode kept = fields.deepCopy();
            kept.remove(names);
            return new Content(
                    kind,
                    keyField,
                    recordId,
                    kept,
                    headers,
                    allOrNone,
                    actor,
                    condition,
                    bytes,
                    extras.settled(names));
        }
    }

    /// How far it has come.
    ///
    /// @param attempts how many calls it was part of
    /// @param together the most records it may share a call with
    /// @param isDoubtful whether a call was made whose outcome was not known
    /// @param isAwaited whether the caller waits for the outcome
    record Progress(
            int attempts,
            int together,
            boolean isDoubtful,
            boolean isAwaited,
            Instant dueAt,
            Instant deadline) {}

    /// The same without some fields, and with nothing left to be decided.
    QueuedWrite without(Set<String> fields) {
        return new QueuedWrite(id, operation, position, content.without(fields), progress, result);
    }

    /// The value by which the provider can find the record; null when there is none.
    @Nullable String keyValue() {
        String field = content.keyField();
        return field == null ? null : KeyValue.of(content.fields(), field);
    }

    /// The record's id, the provider's answer before the caller's word.
    String recordId() {
        String answered = result.recordId();
        String given = content.recordId();
        if (answered != null) return answered;
        return given == null ? "" : given;
    }

    static QueuedWrite read(Row row) throws SQLException {
        String fields = row.text("fields");
        String extras = row.text("extras");
        return new QueuedWrite(
                row.number("id"),
                row.uuid("operation_id"),
                row.integer("position"),
                new Content(
                        Writer.Operation.valueOf(row.text("kind").toUpperCase(Locale.ROOT)),
                        row.textOrNull("key_field"),
                        row.textOrNull("record_id"),
                        Json.parseObject(fields),
                        Json.map(Json.parse("{\"h\":" + row.text("headers") + "}"), "h"),
                        row.truth("all_or_none"),
                        row.uuidOrNull("acting_connection"),
                        condition(row),
                        fields.length() + extras.length(),
                        ExtrasJson.read(extras)),
                new Progress(
                        row.integer("attempts"),
                        row.integer("together"),
                        row.truth("doubtful"),
                        !row.truth("asynchronous"),
                        row.instant("due_at"),
                        row.instant("deadline")),
                WriteResult.RecordResult.read(row));
    }

    private static @Nullable Condition condition(Row row) throws SQLException {
        String version = row.textOrNull("if_match");
        if (version != null) return new Condition.IfMatch(version);
        Instant since = row.instantOrNull("if_unmodified_since");
        return since == null ? null : new Condition.IfUnmodifiedSince(since);
    }
}
