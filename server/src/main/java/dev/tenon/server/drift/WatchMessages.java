package dev.tenon.server.drift;

import dev.tenon.format.WatchSchema;
import dev.tenon.server.json.Json;
import dev.tenon.server.schema.Drift;
import dev.tenon.server.schema.FieldMetadata;
import dev.tenon.server.schema.SchemaChange.FieldChanged;
import dev.tenon.spi.FieldInfo;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Builds `schema.watch` messages in the compatible form: the kinds of change that are watched for,
/// in as many messages of at most 300 KB as they need. For use by one thread, once.
final class WatchMessages {
    private static final int LARGEST = 290 * 1024;

    private final ObjectNode envelope;
    private final int room;
    private final List<ObjectNode> messages = new ArrayList<>();
    private ObjectNode result = Json.object();
    private int size;

    /// @param envelope what every message says of where it comes from
    WatchMessages(ObjectNode envelope) {
        this.envelope = envelope;
        this.room = LARGEST - Json.bytes(envelope).length;
    }

    /// None when nothing changed that is watched for.
    ///
    /// @param fields all of the object: those it has now, or had last when it is gone
    List<ObjectNode> of(WatchSchema watch, Drift drift, List<FieldInfo> fields) {
        if (watch.fieldCreated()) {
            List<FieldInfo> created = drift.hasAppeared() ? fields : drift.created();
            created.forEach(field -> add("createdFields", whole(field)));
        }
        if (watch.fieldDeleted()) {
            List<FieldInfo> deleted = drift.hasVanished() ? fields : drift.deleted();
            deleted.forEach(field -> add("deletedFields", whole(field)));
        }
        boolean isSame = !drift.hasAppeared() && !drift.hasVanished();
        if (watch.fieldChanged() && isSame) {
            drift.changed().forEach(change -> add("changedFields", both(change)));
        }
        if (size > 0) close();
        return List.copyOf(messages);
    }

    private ObjectNode whole(FieldInfo field) {
        ObjectNode json = FieldMetadata.writeAll(field);
        return Json.bytes(json).length <= room / 2 ? json : withoutValues(json);
    }

    private ObjectNode both(FieldChanged change) {
        ObjectNode json = Json.object();
        json.set("oldSchema", whole(change.before()));
        json.set("newSchema", whole(change.after()));
        return json;
    }

    /// For a choice of thousands of values, which the history has.
    private static ObjectNode withoutValues(ObjectNode json) {
        json.remove("values");
        return json.put("valuesOmitted", true);
    }

    private void add(String list, ObjectNode change) {
        int more = Json.bytes(change).length + 1;
        if (size > 0 && size + more > room) close();
        result.withArray(list).add(change);
        size += more;
    }

    private void close() {
        ObjectNode message = envelope.deepCopy();
        ObjectNode lists = message.putObject("result");
        for (String list : List.of("createdFields", "deletedFields", "changedFields")) {
            lists.set(list, result.withArray(list));
        }
        messages.add(message);
        result = Json.object();
        size = 0;
    }
}
