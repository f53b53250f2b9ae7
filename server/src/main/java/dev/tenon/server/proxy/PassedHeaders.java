package dev.tenon.server.proxy;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Which headers pass. Those of one connection never do (RFC 9110, section 7.6.1).
final class PassedHeaders {
    private static final Set<String> OF_CONNECTION =
            Set.of(
                    "connection",
                    "keep-alive",
                    "proxy-authenticate",
                    "proxy-authentication-info",
                    "proxy-authorization",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "http2-settings",
                    "expect");

    /// What shows the caller's own credentials, or its network.
    private static final Set<String> OF_CALLER =
            Set.of(
                    "host",
                    "content-length",
                    "x-api-key",
                    "authorization",
                    "cookie",
                    "cookie2",
                    "forwarded",
                    "x-real-ip",
                    "via");

    /// What would hold for this server's own name in a browser.
    private static final Set<String> OF_ORIGIN =
            Set.of(
                    "set-cookie",
                    "set-cookie2",
                    "strict-transport-security",
                    "clear-site-data",
                    "alt-svc",
                    "x-amp-retry-after",
                    "x-amp-retryable");

    private PassedHeaders() {}

    /// Those of a call that the provider gets.
    ///
    /// @param headers by lower-case name
    static Map<String, String> onward(Map<String, List<String>> headers) {
        Set<String> named = named(headers.getOrDefault("connection", List.of()));
        var passed = new TreeMap<String, String>();
        headers.forEach((name, values) -> {
            if (!named.contains(name) && isOnward(name)) passed.put(name, joined(name, values));
        });
        return passed;
    }

    private static boolean isOnward(String name) {
        return !OF_CONNECTION.contains(name)
                && !OF_CALLER.contains(name)
                && !name.startsWith("x-amp-")
                && !name.startsWith("x-tenon-")
                && !name.startsWith("x-forwarded-")
                && !name.startsWith(":");
    }

    /// One that comes twice is one list, unless nobody may list its values.
    private static String joined(String name, List<String> values) {
        return name.equals("content-type") ? values.getFirst() : String.join(", ", values);
    }

    /// Those of a reply that the caller gets.
    static List<Map.Entry<String, String>> back(List<Map.Entry<String, String>> headers) {
        Set<String> named =
                named(
                        headers.stream()
                                .filter(header -> header.getKey().equalsIgnoreCase("connection"))
                                .map(Map.Entry::getValue)
                                .toList());
        Predicate<String> isBack =
                name ->
                        !named.contains(name)
                                && !OF_CONNECTION.contains(name)
                                && !OF_ORIGIN.contains(name)
                                && !name.startsWith("access-control-");
        return headers.stream()
                .filter(header -> isBack.test(header.getKey().toLowerCase(Locale.ROOT)))
                .toList();
    }

    private static Set<String> named(List<String> connection) {
        var named = new HashSet<String>();
        for (String value : connection) {
            for (String name : value.toLowerCase(Locale.ROOT).split(",", -1)) {
                named.add(name.strip());
            }
        }
        return named;
    }
}
