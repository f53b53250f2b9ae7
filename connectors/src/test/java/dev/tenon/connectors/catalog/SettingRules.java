package dev.tenon.connectors.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a setting of a URL may be. One without a pattern of its own gets one by its place in the
/// URL, so that no value leads elsewhere.
final class SettingRules {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?";
    private static final String HOST = "[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+(?::[0-9]{1,5})?";
    private static final String HOST_AND_PATH = HOST + "(?:/[A-Za-z0-9._~-]+)*/?";

    private SettingRules() {}

    /// @param templates the URLs of the system
    static ObjectNode setting(String name, JsonNode var, List<String> templates) {
        ObjectNode setting = JSON.createObjectNode();
        setting.put("title", title(name, var));
        String pattern = pattern(name, var, templates);
        setting.put("pattern", pattern);
        String example = example(var, pattern);
        if (!example.isEmpty()) setting.put("example", example);
        String fallback = text(var, "default");
        if (fallback.matches(pattern)) setting.put("fallback", fallback);
        if (var.path("optional").asBoolean()) setting.put("optional", true);
        return setting;
    }

    private static String pattern(String name, JsonNode var, List<String> templates) {
        if (var.path("enum").size() > 0) {
            List<String> values = new ArrayList<>();
            var.path("enum").forEach(each -> values.add(Pattern.quote(each.asString())));
            return String.join("|", values)
                    .replace("\\Q", "")
                    .replace("\\E", "")
                    .replace(".", "\\.");
        }
        String own = text(var, "pattern").replaceAll("^\\^|\\$$", "");
        if (!own.isEmpty() && isStrict(own)) return own;
        String hole = "{{" + name + "}}";
        if (templates.stream().anyMatch(each -> each.startsWith(hole))) {
            return "https://" + HOST_AND_PATH;
        }
        Pattern host = Pattern.compile("://" + Pattern.quote(hole) + "(?![A-Za-z0-9.:-])");
        return templates.stream().anyMatch(each -> host.matcher(each).find())
                ? HOST_AND_PATH
                : LABEL;
    }

    /// Whether a pattern can be used and takes nothing that would lead elsewhere.
    private static boolean isStrict(String pattern) {
        try {
            Pattern compiled = Pattern.compile(pattern);
            return List.of("a@b", "a/../b", "https://a@b", "a b", "a?b", "a#b", "evil.example/x?y")
                    .stream()
                    .noneMatch(each -> compiled.matcher(each).matches());
        } catch (PatternSyntaxException _) {
            return false;
        }
    }

    private static String example(JsonNode var, String pattern) {
        String own = text(var, "example");
        if (own.matches(pattern)) return own;
        for (String each :
                List.of(
                        "acme",
                        "acme.example.com",
                        "https://acme.example.com",
                        "12345",
                        "1",
                        "1.0")) {
            if (each.matches(pattern)) return each;
        }
        String first = var.path("enum").path(0).asString("");
        return first.matches(pattern) ? first : "";
    }

    static String title(String name, JsonNode var) {
        String label = text(var, "label");
        if (!label.isEmpty()) return label;
        String words =
                name.replaceAll("([a-z0-9])([A-Z])", "$1 $2").replace('_', ' ').replace('-', ' ');
        return words.substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                + words.substring(1).toLowerCase(java.util.Locale.ROOT);
    }

    private static String text(JsonNode node, String key) {
        return node.path(key).asString("").strip();
    }
}
