package dev.tenon.sandbox;

import dev.tenon.sandbox.fault.FaultAction;
import dev.tenon.sandbox.fault.FaultRule;
import dev.tenon.sandbox.fault.Faults;
import dev.tenon.sandbox.fault.Misfortune;
import dev.tenon.sandbox.web.Json;
import dev.tenon.sandbox.web.Paging;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Fault rules as JSON.
final class FaultForm {
    private static final String ACTIONS =
            "reply, latency, cut-before, cut-midway, half-body, silence, shrink, repeat, any, expire-locators,"
                    + " revoke-tokens, expire-access-tokens, stall-bulk-jobs, fail-bulk-jobs, mend-bulk-jobs,"
                    + " vanish-bulk-jobs, slow-bulk-jobs, lock-rows";

    private static final List<String> MEMBERS =
            List.of("path", "method", "probability", "skip", "times", "action", "seed");

    private FaultForm() {}

    /// Reads a rule.
    ///
    /// @throws IllegalArgumentException saying what is wrong
    static FaultRule read(JsonNode form) {
        for (String name : form.propertyNames()) {
            if (!MEMBERS.contains(name)) {
                throw new IllegalArgumentException(
                        "a rule has no \"" + name + "\"; it has " + String.join(", ", MEMBERS));
            }
        }
        return new FaultRule(
                form.path("path").asString(""),
                form.path("method").asString(""),
                form.path("probability").asDouble(1),
                form.path("skip").asInt(0),
                form.path("times").asInt(Integer.MAX_VALUE),
                action(form.path("action")),
                form.has("seed") ? Long.valueOf(form.path("seed").asLong()) : null);
    }

    private static FaultAction action(JsonNode action) {
        String type = action.path("type").asString("");
        return switch (type) {
            case "reply" ->
                    new FaultAction.Reply(
                            action.path("status").asInt(500),
                            action.path("contentType").asString("application/json"),
                            action.path("body").asString(""),
                            texts(action.path("headers")));
            case "latency" ->
                    new FaultAction.Latency(Duration.ofMillis(action.path("millis").asLong(1000)));
            case "cut-before" -> new FaultAction.CutBefore();
            case "cut-midway" -> new FaultAction.CutMidway();
            case "half-body" -> new FaultAction.HalfBody();
            case "silence" ->
                    new FaultAction.Silence(Duration.ofMillis(action.path("millis").asLong(1000)));
            case "shrink" -> new FaultAction.Cut(new Paging(true, false, 0));
            case "repeat" -> new FaultAction.Cut(new Paging(false, true, 0));
            case "any" -> new FaultAction.Any(kinds(action.path("of")));
            case "expire-locators",
                    "revoke-tokens",
                    "expire-access-tokens",
                    "stall-bulk-jobs",
                    "fail-bulk-jobs",
                    "mend-bulk-jobs",
                    "vanish-bulk-jobs",
                    "slow-bulk-jobs",
                    "lock-rows" ->
                    new FaultAction.Act(type, texts(action.path("with")));
            default ->
                    throw new IllegalArgumentException(
                            "there is no action \"" + type + "\"; there are " + ACTIONS);
        };
    }

    /// All of them unless some are named.
    private static Set<Misfortune> kinds(JsonNode named) {
        if (named.isMissingNode()) return EnumSet.allOf(Misfortune.class);
        var kinds = EnumSet.noneOf(Misfortune.class);
        for (JsonNode name : named) {
            String text = name.asString("");
            if (!text.matches("fail|stall|repeat|shrink")) {
                throw new IllegalArgumentException(
                        "there is no \"" + text + "\"; there are fail, stall, repeat, shrink");
            }
            kinds.add(Misfortune.valueOf(text.toUpperCase(Locale.ROOT)));
        }
        return kinds;
    }

    private static Map<String, String> texts(JsonNode object) {
        var texts = new LinkedHashMap<String, String>();
        object.properties().forEach(pair -> texts.put(pair.getKey(), pair.getValue().asString()));
        return texts;
    }

    /// Shows a rule and what it did.
    static JsonNode write(Faults.Standing standing) {
        FaultRule rule = standing.rule();
        var form =
                Json.object()
                        .put("id", standing.id())
                        .put("path", rule.path())
                        .put("method", rule.method());
        form.put("probability", rule.probability())
                .put("skip", rule.skip())
                .put("times", rule.times());
        Long seed = rule.seed();
        if (seed != null) form.put("seed", seed);
        form.put("action", rule.action().toString())
                .put("matched", standing.matched())
                .put("tripped", standing.tripped());
        return form;
    }
}
