package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.json.Characters;
import dev.tenon.server.json.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One request, whichever server received it.
///
/// @param path with its escapes
/// @param query without the question mark, with its escapes
/// @param headers by lower-case name
/// @param parameters what stands for the `{…}` of the route
/// @param caller whose key it carries; null on public routes
/// @param from the network address that it came from
public record Request(
        String method,
        String path,
        String query,
        Map<String, List<String>> headers,
        byte[] body,
        Map<String, String> parameters,
        @Nullable Caller caller,
        String from) {
    private static final Pattern SPAN = Pattern.compile("(\\d{1,6})([smhd]?)");

    /// A request that came from nowhere.
    public Request(
            String method,
            String path,
            String query,
            Map<String, List<String>> headers,
            byte[] body,
            Map<String, String> parameters,
            @Nullable Caller caller) {
        this(method, path, query, headers, body, parameters, caller, "");
    }

    /// A part of the path.
    public String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) throw new IllegalStateException("the route has no {" + name + "}");
        return value;
    }

    /// A part of the path that is an id.
    public UUID id(String name) {
        try {
            return UUID.fromString(parameter(name));
        } catch (IllegalArgumentException _) {
            throw notFound(name.replace("Id", ""), parameter(name));
        }
    }

    /// A header by its name in any case.
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT))).map(List::getFirst);
    }

    /// Who calls; on routes that need a key.
    Caller by() {
        if (caller == null) throw new IllegalStateException("a public route asks who calls");
        return caller;
    }

    /// A query parameter; empty text when it is absent.
    public String query(String name) {
        return queries(name).stream().findFirst().orElse("");
    }

    /// Whether there is such a query parameter, be it empty.
    public boolean hasQuery(String name) {
        return !queries(name).isEmpty();
    }

    /// A query parameter that must be there.
    String queryRequired(String name) {
        String value = query(name);
        if (!value.isEmpty()) return value;
        throw new Refusal(
                Refusal.Kind.INVALID,
                "request.missing",
                "The query parameter \"" + name + "\" is missing.",
                "query." + name,
                "Add ?" + name + "=… to the URL.");
    }

    /// A query parameter that is true or false; false when it is absent.
    boolean queryFlag(String name) {
        String value = query(name);
        if (value.isEmpty() || value.equals("false")) return false;
        if (value.equals("true")) return true;
        throw badQuery(name, value, "true or false");
    }

    /// A query parameter that is a whole number in bounds.
    int queryNumber(String name, int fallback, int least, int most) {
        String value = query(name);
        if (value.isEmpty()) return fallback;
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) return number;
        } catch (NumberFormatException _) {
            // Told below.
        }
        throw badQuery(name, value, "a whole number from " + least + " to " + most);
    }

    /// A query parameter such as `90`, `30s`, `5m` or `2h`; null when it is absent.
    @Nullable Duration queryDuration(String name) {
        String value = query(name);
        if (value.isEmpty()) return null;
        Matcher found = SPAN.matcher(value);
        if (!found.matches()) throw badQuery(name, value, "a time span such as 30s, 5m or 2h");
        long number = Long.parseLong(found.group(1));
        return switch (found.group(2)) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofSeconds(number);
        };
    }

    /// All query parameters; of one that comes twice, the first.
    Map<String, String> queries() {
        var all = new LinkedHashMap<String, String>();
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals < 1) continue;
            all.putIfAbsent(decode(part.substring(0, equals)), decode(part.substring(equals + 1)));
        }
        return all;
    }

    private List<String> queries(String name) {
        var values = new ArrayList<String>();
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? part : part.substring(0, equals);
            if (decode(key).equals(name))
                values.add(equals < 0 ? "" : decode(part.substring(equals + 1)));
        }
        return values;
    }

    static String decode(String text) {
        try {
            String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
            Characters.check(decoded, "url");
            return decoded;
        } catch (IllegalArgumentException _) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "request.bad-escape",
                    "The URL has a broken escape: " + text,
                    "url",
                    "Write %25 for a percent sign.");
        }
    }

    /// The body as a JSON object.
    JsonNode json() {
        JsonNode json = Json.parseForeign(body);
        if (!json.isObject()) throw Json.wrongType("", "an object");
        return json;
    }

    /// The fields of a form body.
    public Map<String, String> form() {
        var fields = new HashMap<String, String>();
        for (String part : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0)
                fields.put(decode(part.substring(0, equals)), decode(part.substring(equals + 1)));
        }
        return fields;
    }

    /// A cookie's value; empty when it is absent.
    public String cookie(String name) {
        for (String header : headers.getOrDefault("cookie", List.of())) {
            for (String pair : header.split(";", -1)) {
                String[] parts = pair.strip().split("=", 2);
                if (parts.length == 2 && parts[0].equals(name)) return unquoted(parts[1]);
            }
        }
        return "";
    }

    /// Some clients quote the values of cookies (RFC 6265, section 4.1.1).
    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    Request with(Map<String, String> found, @Nullable Caller who) {
        return new Request(method, path, query, headers, body, found, who, from);
    }

    Request with(byte[] content) {
        return new Request(method, path, query, headers, content, parameters, caller, from);
    }

    /// The same with another query.
    Request asking(String other) {
        return new Request(method, path, other, headers, body, parameters, caller, from);
    }

    /// What is said of a thing that is not there, or not for this caller.
    public static Refusal notFound(String what, String name) {
        return new Refusal(
                Refusal.Kind.NOT_FOUND,
                what + ".unknown",
                "There is no " + what + " \"" + name + "\".",
                what,
                "Check the name or id; things of other projects are not shown.");
    }

    private static Refusal badQuery(String name, String value, String expected) {
        return new Refusal(
                Refusal.Kind.INVALID,
                "request.bad-parameter",
                "\"" + value + "\" is not " + expected + ".",
                "query." + name,
                "Give " + expected + ".");
    }
}
