package dev.tenon.server.vault;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.spi.ConnectorInfo;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Fills `{{name}}` in a provider's templates, and lets a stand-in take the place of its hosts.
public final class Template {
    private static final Pattern NAME =
            Pattern.compile("\\{\\{(?:settings\\.)?([A-Za-z0-9_.-]+)}}");

    /// No setting may hold these, whatever its pattern: with them a value could lead a URL to
    /// another host or path.
    private static final Pattern NEVER =
            Pattern.compile("@|\\.\\.|[\\\\?#%\\s\\p{Cntrl}]|//|[^\\x20-\\x7e]");

    private Template() {}

    /// The URL with its names filled in. Where there are alternatives, with ` | ` between them, the
    /// first that has all of its values.
    ///
    /// @throws Refusal `connection.setting-missing`
    public static URI url(String template, Map<String, String> values, Map<String, String> hosts) {
        String[] alternatives = template.split(" \\| ", -1);
        for (String alternative : alternatives) {
            Optional<String> filled = fill(alternative, values);
            if (filled.isPresent()) return standIn(URI.create(filled.get()), hosts);
        }
        throw missing(firstMissing(alternatives[alternatives.length - 1], values));
    }

    /// The text with its names filled in; nothing when one of them has no value.
    static Optional<String> fill(String template, Map<String, String> values) {
        var text = new StringBuilder();
        Matcher names = NAME.matcher(template);
        while (names.find()) {
            String value = values.get(names.group(1));
            if (value == null) return Optional.empty();
            names.appendReplacement(text, Matcher.quoteReplacement(value));
        }
        names.appendTail(text);
        return Optional.of(text.toString());
    }

    /// Whether a template names a value.
    static boolean names(String template, String name) {
        return NAME.matcher(template).results().anyMatch(found -> found.group(1).equals(name));
    }

    private static String firstMissing(String template, Map<String, String> values) {
        return NAME.matcher(template)
                .results()
                .map(found -> found.group(1))
                .filter(name -> !values.containsKey(name))
                .findFirst()
                .orElseThrow();
    }

    /// The settings of a connection: what was given, checked, over the defaults.
    ///
    /// @throws Refusal `connection.bad-setting` when a value could lead a URL elsewhere
    static Map<String, String> settings(ConnectorInfo info, Map<String, String> given) {
        var values = new HashMap<String, String>();
        info.settings()
                .forEach((name, setting) -> {
                    String value = given.getOrDefault(name, setting.fallback());
                    if (value.isEmpty()) {
                        if (setting.isRequired()) throw missing(name);
                        return;
                    }
                    if (!isHarmless(info, name, value)) throw bad(name, value, setting.example());
                    values.put(name, value);
                });
        return values;
    }

    /// Whether a value fits its setting, if there is one, and could lead no URL elsewhere.
    static boolean isHarmless(ConnectorInfo info, String name, String value) {
        ConnectorInfo.Setting setting = info.settings().get(name);
        boolean fits = setting == null || value.matches(setting.pattern());
        return fits && !NEVER.matcher(value.replaceFirst("^https://", "")).find();
    }

    private static URI standIn(URI url, Map<String, String> hosts) {
        @Nullable String origin = hosts.getOrDefault(String.valueOf(url.getHost()), hosts.get("*"));
        if (origin == null) return url;
        String base = origin.endsWith("/") ? origin.substring(0, origin.length() - 1) : origin;
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        return URI.create(base + url.getRawPath() + query);
    }

    private static Refusal missing(String name) {
        return new Refusal(
                Refusal.Kind.INVALID,
                "connection.setting-missing",
                "The provider needs the setting \"" + name + "\".",
                "providerMetadata." + name,
                "Give it in providerMetadata as {\"" + name + "\": {\"value\": …}}.");
    }

    static Refusal bad(String name, String value, String example) {
        return new Refusal(
                Refusal.Kind.INVALID,
                "connection.bad-setting",
                "\""
                        + value.substring(0, Math.min(200, value.length()))
                        + "\" cannot be the provider's \""
                        + name
                        + "\".",
                "providerMetadata." + name,
                "Give a value such as \"" + example + "\".");
    }
}
