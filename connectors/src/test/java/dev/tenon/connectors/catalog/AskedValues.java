package dev.tenon.connectors.catalog;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Finds what a customer has to be asked for.
final class AskedValues {
    private static final JsonMapper JSON = new JsonMapper();

    private static final Pattern HOLE = Pattern.compile("\\{\\{([A-Za-z0-9_.-]+)\\}\\}");
    private static final Set<String> URLS =
            Set.of("baseUrl", "url", "authorize", "request", "revoke");

    /// Names that need no value of the customer's.
    private static final Set<String> OF_THE_MOMENT =
            Set.of(
                    "accessToken",
                    "revokedToken",
                    "clientId",
                    "clientSecret",
                    "random",
                    "scope",
                    "tokenEndpoint");

    private AskedValues() {}

    /// Asks the customer for every name that nothing else has a value for: in URLs as a setting,
    /// else as a field.
    static void add(ObjectNode line, Map<String, JsonNode> vars, JsonNode system)
            throws SignInWriter.Lacking {
        var urls = new LinkedHashSet<String>();
        var others = new LinkedHashSet<String>();
        var templates = new ArrayList<String>();
        names(line, urls, others, templates);
        Set<String> told = new LinkedHashSet<>(OF_THE_MOMENT);
        if (line.path("consent").isMissingNode())
            told.removeAll(Set.of("clientId", "clientSecret"));
        if (text(line, "scheme").equals("PASSWORD"))
            told.addAll(Set.of("clientId", "clientSecret"));
        // One that we do not sign is made by the customer.
        if (line.has("assertion")) told.addAll(Set.of("assertion", "keyFingerprint"));
        dropAskedBefore(line);
        line.path("consent").path("kept").forEach(each -> told.add(each.asString()));
        line.path("tokens")
                .path("reply")
                .path("kept")
                .properties()
                .forEach(each -> told.add(each.getKey()));
        line.path("fields").forEach(each -> told.add(text(each, "name")));
        ObjectNode settings = JSON.createObjectNode();
        for (String name : urls) {
            if (told.contains(name) || name.equals("refreshToken")) continue;
            JsonNode var = vars.getOrDefault(name, JSON.createObjectNode());
            if (name.matches("(?i).*(password|secret|apikey|token)")) {
                throw new SignInWriter.Lacking("the secret {" + name + "} stands in a URL");
            }
            if (var.path("filled_after_auth").asBoolean()) {
                throw new SignInWriter.Lacking(
                        "nothing is said of where {" + name + "} comes from");
            }
            settings.set(name, SettingRules.setting(name, var, templates));
        }
        if (!settings.isEmpty()) line.set("settings", settings);
        others.removeAll(told);
        var given = new LinkedHashSet<String>();
        system.path("credential_fields").forEach(each -> given.add(each.asString()));
        others.removeAll(urls);
        ArrayNode fields =
                line.has("fields") ? (ArrayNode) line.get("fields") : JSON.createArrayNode();
        for (String name : others) {
            JsonNode var = vars.getOrDefault(name, JSON.createObjectNode());
            boolean isGiven = given.contains(name);
            boolean isComputed = Set.of("_cookies", "token", "jwt").contains(name);
            if ((isComputed && !isGiven) || name.startsWith("raw.")) {
                throw new SignInWriter.Lacking(
                        "nothing is said of where {" + name + "} comes from");
            }
            ObjectNode field =
                    fields.addObject()
                            .put("name", name)
                            .put("title", SettingRules.title(name, var));
            if (!text(var, "default").isEmpty()) field.put("fallback", text(var, "default"));
            if (var.path("optional").asBoolean()) field.put("optional", true);
        }
        if (!fields.isEmpty()) line.set("fields", fields);
    }

    /// What leads to the consent page has to be known before the callback tells it.
    private static void dropAskedBefore(ObjectNode line) {
        String page = text(line.path("consent"), "authorize");
        if (!line.path("consent").path("kept").isArray()) return;
        var kept = (ArrayNode) line.path("consent").path("kept");
        for (int i = kept.size() - 1; i >= 0; i--) {
            String hole = "{{" + kept.get(i).asString() + "}}";
            if (Stream.of(page.split(" \\| ", -1)).allMatch(url -> url.contains(hole))) {
                kept.remove(i);
            }
        }
    }

    private static void names(
            JsonNode node, Set<String> urls, Set<String> others, List<String> templates) {
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            boolean isUrl = URLS.contains(each.getKey());
            JsonNode value = each.getValue();
            if (value.isObject()) {
                names(value, urls, others, templates);
            } else if (value.isArray()) {
                value.forEach(one -> {
                    if (one.isObject()) names(one, urls, others, templates);
                });
            } else {
                if (isUrl) templates.addAll(List.of(value.asString("").split(" \\| ", -1)));
                Matcher names = HOLE.matcher(value.asString(""));
                while (names.find()) (isUrl ? urls : others).add(names.group(1));
            }
        }
    }

    private static String text(JsonNode node, String key) {
        return node.path(key).asString("").strip();
    }
}
