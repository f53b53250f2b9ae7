package dev.tenon.server.vault;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.json.Json;
import dev.tenon.spi.ConnectorInfo.Budget;
import dev.tenon.spi.ConnectorInfo.Per;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The budgets of a provider app in the form of the API.
final class AppBudgets {
    private static final int MOST = 20;
    private static final long LONGEST_WINDOW = Duration.ofDays(31).toSeconds();
    private static final long MOST_CALLS = 1_000_000_000;

    private AppBudgets() {}

    static ArrayNode json(List<Budget> budgets) {
        ArrayNode all = Json.array();
        for (Budget budget : budgets) {
            ObjectNode json = all.addObject();
            json.put("quota", budget.quota());
            json.put("per", budget.per().name().toLowerCase(Locale.ROOT));
            json.put("calls", budget.calls());
            json.put("seconds", budget.window().toSeconds());
        }
        return all;
    }

    /// @throws Refusal `provider-app.bad-budget`
    static List<Budget> of(JsonNode json) {
        if (json.isMissingNode() || json.isNull()) return List.of();
        if (!json.isArray() || json.size() > MOST) throw bad("", "not a list of at most " + MOST);
        var budgets = new ArrayList<Budget>();
        for (int at = 0; at < json.size(); at++) budgets.add(one(json.get(at), "[" + at + "]"));
        return budgets;
    }

    private static Budget one(JsonNode json, String place) {
        if (!json.isObject()) throw bad(place, "not an object");
        String quota = json.path("quota").asString("");
        if (!quota.matches("[a-z][a-z0-9-]{0,62}")) {
            throw bad(place + ".quota", "not the name of a quota, such as \"api\"");
        }
        return new Budget(
                quota,
                per(json.path("per").asString("app"), place + ".per"),
                number(json.path("calls"), MOST_CALLS, place + ".calls"),
                Duration.ofSeconds(
                        number(json.path("seconds"), LONGEST_WINDOW, place + ".seconds")));
    }

    private static Per per(String text, String place) {
        return switch (text) {
            case "app" -> Per.APP;
            case "connection" -> Per.CONNECTION;
            default -> throw bad(place, "neither \"app\" nor \"connection\"");
        };
    }

    private static long number(JsonNode json, long most, String place) {
        if (!json.isIntegralNumber() || json.longValue(0) < 1 || json.longValue(0) > most) {
            throw bad(place, "not a whole number from 1 to " + most);
        }
        return json.longValue(0);
    }

    private static Refusal bad(String place, String why) {
        return new Refusal(
                Refusal.Kind.INVALID,
                "provider-app.bad-budget",
                "A budget cannot be used: it is " + why + ".",
                "body.metadata.budgets" + place,
                "Write budgets such as {\"quota\": \"api\", \"per\": \"app\", \"calls\": 100,"
                        + " \"seconds\": 10}.");
    }
}
