package dev.tenon.server.drift;

import dev.tenon.server.install.Installed;
import dev.tenon.server.json.Json;
import dev.tenon.server.schema.ChoiceChange;
import dev.tenon.server.schema.Drift;
import dev.tenon.server.schema.SchemaChange.FieldChanged;
import dev.tenon.server.vault.Connection;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.FieldInfo.Choice;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes what a `schema.changed` notification says: names, not whole schemas, and no more of them
/// than a person reads; the history has the rest.
final class ChangeNotice {
    private static final int MOST = 200;
    private static final int MOST_VALUES = 10;

    private ChangeNotice() {}

    static ObjectNode of(
            Connection connection,
            String object,
            Drift drift,
            List<Installed> users,
            List<StaleMapping> stale) {
        ObjectNode json = Json.object();
        json.put("connectionId", connection.id().toString());
        json.put("provider", connection.provider());
        json.put("objectName", object);
        json.put("objectChange", objectChange(drift));
        ArrayNode installations = json.putArray("installationIds");
        users.stream()
                .limit(MOST)
                .forEach(each -> installations.add(each.installation().id().toString()));
        json.set("createdFields", names(drift.created()));
        json.set("deletedFields", names(drift.deleted()));
        ArrayNode changed = json.putArray("changedFields");
        drift.changed().stream().limit(MOST).forEach(each -> changed.add(changed(each)));
        int all = drift.created().size() + drift.deleted().size() + drift.changed().size();
        json.put("fieldCount", all);
        ArrayNode warnings = json.putArray("warnings");
        stale.stream().limit(MOST).forEach(each -> warnings.add(each.json()));
        return json;
    }

    private static String objectChange(Drift drift) {
        if (drift.hasVanished()) return "vanished";
        return drift.hasAppeared() ? "appeared" : "changed";
    }

    private static ArrayNode names(List<FieldInfo> fields) {
        return Json.array(fields.stream().limit(MOST).map(FieldInfo::name).toList());
    }

    private static ObjectNode changed(FieldChanged change) {
        ObjectNode json = Json.object();
        json.put("fieldName", change.after().name());
        ArrayNode aspects = json.putArray("aspects");
        change.aspects().forEach(aspect -> aspects.add(aspect.wireName()));
        ArrayNode renamed = Json.array();
        for (ChoiceChange choice : change.choices()) {
            switch (choice) {
                case ChoiceChange.Renamed(var before, var after) -> renamed(renamed, before, after);
                case ChoiceChange.Relabelled(var before, var after) ->
                        renamed(renamed, before, after);
                case ChoiceChange.Added _, ChoiceChange.Removed _ -> {}
            }
        }
        if (!renamed.isEmpty()) json.set("renamedValues", renamed);
        return json;
    }

    private static void renamed(ArrayNode renamed, Choice before, Choice after) {
        if (renamed.size() >= MOST_VALUES) return;
        ObjectNode json = renamed.addObject();
        json.set("before", choice(before));
        json.set("after", choice(after));
    }

    private static ObjectNode choice(Choice choice) {
        return Json.object().put("value", choice.value()).put("label", choice.label());
    }
}
