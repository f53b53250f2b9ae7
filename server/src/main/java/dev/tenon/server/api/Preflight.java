package dev.tenon.server.api;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// What a browser is told before it sends a request of a page: methods and headers that it may use.
/// Cookies are never among them.
final class Preflight {
    static final String METHODS = "GET, POST, PATCH, PUT, DELETE";

    private static final List<String> HEADERS =
            List.of(
                    "content-type",
                    "x-api-key",
                    "authorization",
                    "idempotency-key",
                    "x-amp-client",
                    "x-amp-client-version",
                    "x-amp-project-id",
                    "x-amp-proxy-version");
    private static final Pattern OURS = Pattern.compile("x-tenon-[a-z0-9-]{1,64}");
    private static final int MOST = 32;

    private Preflight() {}

    static Reply reply(Request request) {
        return Reply.empty()
                .with("Access-Control-Allow-Methods", METHODS)
                .with("Access-Control-Allow-Headers", String.join(", ", headers(request)))
                .with("Access-Control-Max-Age", "600")
                .with("Vary", "Origin, Access-Control-Request-Headers");
    }

    /// Every header of ours may be sent, but a browser wants each by its name.
    private static Set<String> headers(Request request) {
        var headers = new LinkedHashSet<>(HEADERS);
        String asked = request.header("access-control-request-headers").orElse("");
        for (String name : asked.toLowerCase(Locale.ROOT).split(",", MOST)) {
            if (OURS.matcher(name.strip()).matches()) headers.add(name.strip());
        }
        return headers;
    }
}
