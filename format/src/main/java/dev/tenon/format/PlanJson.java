package dev.tenon.format;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A plan as JSON, for the API and for `--json`.
public final class PlanJson {
    private PlanJson() {}

    /// All of the plan; the values of changed keys are JSON, not text.
    public static ObjectNode write(Plan plan) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("fingerprint", plan.fingerprint());
        node.put("destructive", plan.destructive());
        node.put("needsDestructive", plan.needsDestructive());
        node.put("empty", plan.isEmpty());
        ArrayNode integrations = node.putArray("integrations");
        plan.integrations().forEach(each -> write(integrations.addObject(), each));
        ArrayNode warnings = node.putArray("warnings");
        for (Plan.Warning warning : plan.warnings()) {
            warnings.addObject()
                    .put("code", warning.code())
                    .put("where", warning.where())
                    .put("what", warning.what())
                    .put("fix", warning.fix());
        }
        return node;
    }

    private static void write(ObjectNode node, Plan.IntegrationChange change) {
        node.put("name", change.name());
        node.put("change", word(change.kind()));
        if (change.revision() != null) node.put("revision", change.revision());
        ArrayNode objects = node.putArray("objects");
        for (Plan.ObjectChange object : change.objects()) {
            ObjectNode written = objects.addObject();
            written.put("section", object.section());
            written.put("objectName", object.objectName());
            written.put("change", word(object.kind()));
            writeKeys(written, object.keys());
        }
        writeKeys(node, change.keys());
    }

    private static void writeKeys(ObjectNode node, List<Plan.KeyChange> keys) {
        ArrayNode array = node.putArray("keys");
        for (Plan.KeyChange key : keys) {
            ObjectNode written = array.addObject().put("path", key.path());
            if (key.before() != null) written.set("before", key.before());
            if (key.after() != null) written.set("after", key.after());
        }
    }

    static String word(Plan.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
