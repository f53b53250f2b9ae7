package dev.tenon.server.write;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.server.json.Json;
import dev.tenon.server.write.WriteBody.Entry;
import dev.tenon.spi.Writer;
import dev.tenon.spi.Writer.Association;
import dev.tenon.spi.Writer.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The records in the body of a write call: one under `record`, or many under `batch`. For use by
/// one thread.
final class EntriesJson {
    private static final Set<String> ELEMENT =
            Set.of("record", "associations", ConditionJson.VERSION, ConditionJson.SINCE);

    private final Members body;
    private final List<Diagnostic> problems;
    private final Writer.@Nullable Operation kind;
    private final boolean allOrNone;

    /// @param kind null when the body names none that is known
    EntriesJson(
            Members body,
            List<Diagnostic> problems,
            Writer.@Nullable Operation kind,
            boolean allOrNone) {
        this.body = body;
        this.problems = problems;
        this.kind = kind;
        this.allOrNone = allOrNone;
    }

    List<Entry> single() {
        JsonNode record = body.member("record");
        if (record == null) {
            body.problem(
                    "request.missing",
                    "There is neither a \"record\" nor a \"batch\".",
                    "record",
                    "Send one record as \"record\", or several as \"batch\".");
            return List.of();
        }
        return entry(record, "body", shared(), condition(body));
    }

    List<Entry> batch() {
        if (body.member("record") != null) {
            body.problem(
                    "write.record-and-batch",
                    "There is a \"record\" beside the \"batch\".",
                    "record",
                    "Send one of the two.");
        }
        ConditionJson.refuseBeside(body);
        JsonNode batch = body.array("batch");
        if (batch == null) return List.of();
        if (batch.isEmpty() || batch.size() > WriteBody.MOST) {
            body.problem(
                    "write.batch-size",
                    "The batch has " + batch.size() + " records.",
                    "batch",
                    "Send 1 to " + WriteBody.MOST + " records at once.");
            return List.of();
        }
        var entries = new ArrayList<Entry>();
        List<Association> shared = shared();
        for (int i = 0; i < batch.size(); i++) entries.addAll(element(batch.get(i), i, shared));
        return entries;
    }

    /// Beside the records: for each of them.
    private List<Association> shared() {
        return AssociationsJson.of(body, "body", problems);
    }

    private List<Entry> element(JsonNode element, int position, List<Association> shared) {
        String where = "body.batch[" + position + "]";
        if (!element.isObject()) {
            wrongType(where);
            return List.of();
        }
        var members = new Members(element, where, problems);
        members.only(ELEMENT);
        JsonNode record = members.member("record");
        if (record == null) {
            members.problem(
                    "request.missing",
                    "\"record\" is missing.",
                    "record",
                    "Put the record's fields into \"record\".");
            return List.of();
        }
        var associations = new ArrayList<>(shared);
        associations.addAll(AssociationsJson.of(members, where, problems));
        return entry(record, where, associations, condition(members));
    }

    private @Nullable Condition condition(Members members) {
        return new ConditionJson(members, kind, allOrNone).read();
    }

    /// The record itself; none when it is not one.
    private List<Entry> entry(
            JsonNode record,
            String where,
            List<Association> associations,
            @Nullable Condition condition) {
        if (!(record instanceof ObjectNode object)) {
            wrongType(where + ".record");
            return List.of();
        }
        boolean isNamedById = kind == Writer.Operation.UPDATE || kind == Writer.Operation.DELETE;
        if (!isNamedById) return List.of(new Entry(null, object, associations));
        ObjectNode fields = object.deepCopy();
        String name = fields.has("id") ? "id" : "Id";
        JsonNode id = fields.remove(name);
        boolean isId = id != null && (id.isString() || id.isIntegralNumber());
        if (!isId || id.asString().isBlank()) {
            problems.add(
                    new Diagnostic(
                            "write.missing-id",
                            "The record has no id.",
                            where + ".record.id",
                            "Send the provider's id of the record as \"id\"."));
            return List.of();
        }
        boolean isDelete = kind == Writer.Operation.DELETE;
        return List.of(
                new Entry(
                        id.asString(), isDelete ? Json.object() : fields, associations, condition));
    }

    private void wrongType(String where) {
        problems.add(
                new Diagnostic(
                        "request.wrong-type",
                        "This is not an object.",
                        where,
                        "Send an object with the record's fields."));
    }
}
