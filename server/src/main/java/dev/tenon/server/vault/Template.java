package dev.tenon.server.vault;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.spi.ConnectorInfo;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Fills `{{name}}` in a provider's URLs, and lets a stand-in take the place of its hosts.
public final class Template {
    private static final Pattern NAME = Pattern.compile("\\{\\{(?:settings\\.)?([A-Za-z0-9_]+)}}");

    private Template() {}

    /// The URL with its names filled in.
    ///
    /// @throws Refusal `connection.setting-missing`
    public static URI url(String template, Map<String, String> values, Map<String, String> hosts) {
        var text = new StringBuilder();
        Matcher names = NAME.matcher(template);
        while (names.find()) {
            String value = values.get(names.group(1));
            if (value == null) throw missing(names.group(1));
            names.appendReplacement(text, Matcher.quoteReplacement(value));
        }
        names.appendTail(text);
        return standIn(URI.create(text.toString()), hosts);
    }

    /// The settings of a connection: what was given, checked, over the defaults.
    ///
    /// @throws Refusal `connection.bad-setting` when a value could lead a URL elsewhere
    static Map<String, String> settings(ConnectorInfo info, Map<String, String> given) {
        var values = new HashMap<String, String>();
        info.settings()
                .forEach((name, setting) -> {
                    String value = given.getOrDefault(name, setting.fallback());
                    if (value.isEmpty()) throw missing(name);
                    if (!value.matches(setting.pattern())) throw bad(name, value, setting);
                    values.put(name, value);
                });
        return values;
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

    private static Refusal bad(String name, String value, ConnectorInfo.Setting setting) {
        return new Refusal(
                Refusal.Kind.INVALID,
                "connection.bad-setting",
                "\"" + value + "\" cannot be the provider's \"" + name + "\".",
                "providerMetadata." + name,
                "Give a value such as \"" + setting.example() + "\".");
    }
}
