package dev.tenon.server.identity;

import tools.jackson.databind.JsonNode;

/// What a provider says of somebody, by name or by a path with dots.
final class Claims {
    private static final int LONGEST = 200;

    private Claims() {}

    /// A claim of this name, or else what the path leads to; a missing node when there is neither.
    static JsonNode at(JsonNode claims, String path) {
        if (claims.has(path)) return claims.path(path);
        JsonNode found = claims;
        for (String step : path.split("\\.", -1)) found = found.path(step);
        return found;
    }

    /// Whether a claim is a value, or has it among others.
    static boolean has(JsonNode claims, String path, String value) {
        JsonNode found = at(claims, path);
        if (!found.isArray()) return found.asString("").equals(value);
        return found.values().stream().anyMatch(each -> each.asString("").equals(value));
    }

    /// Foreign words, short and on one line.
    static String plain(String words) {
        String line = words.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
