package dev.tenon.server.cli;

import dev.tenon.format.Plan;
import dev.tenon.format.PlanText;
import dev.tenon.server.cli.screen.Count;
import dev.tenon.server.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// A plan as the server sent it.
record PlanAnswer(JsonNode json) {
    /// The name under which the plan may be deployed.
    String id() {
        return Json.text(json, "planId", "");
    }

    /// The plan with how many customers it reaches, for people.
    String text() {
        Plan plan = plan();
        var text = new StringBuilder(PlanText.write(plan));
        for (Plan.IntegrationChange change : plan.integrations()) {
            long count = json.path("installations").path(change.name()).asLong(0);
            if (count == 0 || !touches(change.kind())) continue;
            text.append("\nTouches ").append(Count.of(count, "installation"));
            text.append(" of ").append(change.name()).append('.');
        }
        return text.toString().stripTrailing();
    }

    private static boolean touches(Plan.Kind kind) {
        return switch (kind) {
            case ADDED, REMOVED, CHANGED -> true;
            case UNCHANGED, KEPT -> false;
        };
    }

    /// The plan as a value.
    Plan plan() {
        var integrations = new ArrayList<Plan.IntegrationChange>();
        json.path("integrations").forEach(each -> integrations.add(integration(each)));
        var warnings = new ArrayList<Plan.Warning>();
        for (JsonNode each : json.path("warnings")) {
            warnings.add(
                    new Plan.Warning(
                            Json.text(each, "code", ""),
                            Json.text(each, "where", ""),
                            Json.text(each, "what", ""),
                            Json.text(each, "fix", "")));
        }
        return new Plan(
                integrations,
                warnings,
                json.path("destructive").asBoolean(false),
                Json.text(json, "fingerprint", ""));
    }

    private static Plan.IntegrationChange integration(JsonNode json) {
        var objects = new ArrayList<Plan.ObjectChange>();
        for (JsonNode each : json.path("objects")) {
            objects.add(
                    new Plan.ObjectChange(
                            Json.text(each, "section", ""),
                            Json.text(each, "objectName", ""),
                            kind(each),
                            keys(each)));
        }
        JsonNode revision = json.get("revision");
        return new Plan.IntegrationChange(
                Json.text(json, "name", ""),
                kind(json),
                revision == null || revision.isNull() ? null : revision.asInt(0),
                objects,
                keys(json));
    }

    private static List<Plan.KeyChange> keys(JsonNode json) {
        var keys = new ArrayList<Plan.KeyChange>();
        for (JsonNode each : json.path("keys")) {
            keys.add(
                    new Plan.KeyChange(
                            Json.text(each, "path", ""), each.get("before"), each.get("after")));
        }
        return keys;
    }

    private static Plan.Kind kind(JsonNode json) {
        return Plan.Kind.valueOf(Json.text(json, "change", "").toUpperCase(Locale.ROOT));
    }
}
