package dev.tenon.server.write;

import dev.tenon.format.EffectiveRead;
import dev.tenon.server.json.Json;
import dev.tenon.server.records.ObjectShape;
import dev.tenon.server.records.RecordShaper;
import dev.tenon.server.records.RecordShaper.Incoming;
import dev.tenon.server.records.Rendering;
import dev.tenon.server.records.Selection;
import dev.tenon.server.records.Slots;
import dev.tenon.server.records.StoredRecord;
import dev.tenon.server.records.View;
import dev.tenon.server.schema.Schemas;
import dev.tenon.server.write.PresentRecords.Present;
import dev.tenon.spi.Discovery.ObjectSchema;
import dev.tenon.spi.FieldInfo.FieldType;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Writer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/// Shows records whose condition did not hold, as the provider has them right then: as the store
/// shows them when the installation reads the object, else all fields under the provider's names.
/// Safe for use by many threads.
final class CurrentRecords {
    private final Schemas schemas;

    CurrentRecords(Schemas schemas) {
        this.schemas = schemas;
    }

    /// The records of a call that were not written for their condition. When they cannot be read,
    /// for whatever reason, the answers of the call must not be lost with them.
    Seen of(Line line, WriteCall call, List<Writer.Result> results) {
        var ids = new ArrayList<String>();
        for (int i = 0; i < Math.min(results.size(), call.writes().size()); i++) {
            if (!(results.get(i) instanceof Writer.Result.Changed)) continue;
            ids.add(call.writes().get(i).recordId());
        }
        if (ids.isEmpty()) return Seen.NOTHING;
        try {
            return read(line, ids);
        } catch (ProviderException refusal) {
            System.getLogger("tenon.write")
                    .log(
                            System.Logger.Level.WARNING,
                            "changed records were not read: " + refusal.code());
            return Seen.NOTHING;
        } catch (RuntimeException bug) {
            System.getLogger("tenon.write")
                    .log(System.Logger.Level.ERROR, "reading changed records", bug);
            return Seen.NOTHING;
        }
    }

    private Seen read(Line line, List<String> ids) {
        Optional<ObjectSchema> schema =
                schemas.describe(line.connection(), line.target().connector(), line.object());
        if (schema.isEmpty()) return Seen.NOTHING;
        ObjectShape shape = shape(line.target(), schema.get());
        Writer.Comparison comparison = line.writer().comparison(line.object());
        var fields = new TreeSet<>(shape.selection().types().keySet());
        if (!comparison.versionField().isEmpty()) fields.add(comparison.versionField());
        Map<String, Present> present =
                new PresentRecords(line.reader(), line.object()).read(fields, ids);
        var shaper = new RecordShaper(shape.selection(), Slots.NONE);
        var shown = new HashMap<String, ObjectNode>();
        present.forEach((id, each) -> {
            for (Incoming record : shaper.shape(each.records()).records()) {
                shown.put(id, json(record, ConditionalSend.version(each, comparison), shape));
            }
        });
        List<String> gone = ids.stream().filter(id -> !present.containsKey(id)).toList();
        return new Seen(shown, gone);
    }

    private static ObjectShape shape(Target target, ObjectSchema schema) {
        EffectiveRead read = target.read();
        if (read != null && !read.disabled()) return ObjectShape.of(read, schema);
        var types = new TreeMap<String, FieldType>();
        schema.fields().stream()
                .filter(field -> field.type() != FieldType.BINARY)
                .forEach(field -> types.put(field.name(), field.type()));
        var view = new View(schema.object().name(), types, Map.of(), Map.of(), _ -> List.of());
        return new ObjectShape(
                Selection.of(types, false), view, Map.of(), List.of(), List.of(), List.of());
    }

    private static ObjectNode json(Incoming record, String version, ObjectShape shape) {
        var times = new StoredRecord.Times(record.modifiedAt(), Instant.EPOCH, null);
        var stored =
                new StoredRecord(
                        record.id(),
                        0,
                        StoredRecord.Change.UPDATED,
                        record.fields(),
                        null,
                        times,
                        0,
                        0);
        var fields = new Rendering.Output().raw("{");
        new Rendering(shape, null).write(stored, fields);
        fields.raw("}");
        ObjectNode json = Json.object().put("id", record.id());
        Json.putIfPresent(json, "modifiedAt", record.modifiedAt());
        if (!version.isEmpty()) json.put("version", version);
        json.setAll((ObjectNode) Json.parseForeign(fields.toByteArray()));
        return json;
    }

    /// What was seen after a call.
    ///
    /// @param records by id
    /// @param gone ids of records that are not there any more
    record Seen(Map<String, ObjectNode> records, List<String> gone) {
        static final Seen NOTHING = new Seen(Map.of(), List.of());

        Seen {
            records = Map.copyOf(records);
            gone = List.copyOf(gone);
        }

        /// A verdict on one record of the call with what belongs to it.
        Verdict completed(Verdict verdict, QueuedWrite write, WriteCall call) {
            return switch (verdict) {
                case Verdict.Changed(WriteProblem why, ObjectNode _) ->
                        new Verdict.Changed(
                                gone.contains(write.recordId()) ? ConditionWords.gone(write) : why,
                                records.get(write.recordId()));
                case Verdict.Written(String id, Boolean created, WriteProblem warning)
                        when warning == null && call.isCompared(write) ->
                        new Verdict.Written(id, created, ConditionWords.compared(write));
                case Verdict.Written _,
                        Verdict.Refused _,
                        Verdict.Again _,
                        Verdict.NotDone _,
                        Verdict.Doubtful _,
                        Verdict.Lost _ ->
                        verdict;
            };
        }
    }
}
