package dev.tenon.server.demo;

import dev.tenon.server.net.Egress;
import dev.tenon.server.net.Http;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Walks a customer's sign-in by HTTP, as a browser would: opens the link, keeps the cookie, allows
/// access on the provider's consent page, and follows the way back.
final class Consent {
    private static final int LARGEST = 1024 * 1024;

    private Consent() {}

    static void allow(String link, String org) {
        try (var http = new Http(new Egress(true))) {
            Http.Reply start = send(http, "GET", URI.create(link), Map.of(), "");
            String cookie = start.header("Set-Cookie").orElse("");
            URI provider = URI.create(location(start, "the sign-in link"));
            start.bytes(LARGEST);
            send(http, "GET", provider, Map.of(), "").bytes(LARGEST);
            URI form =
                    URI.create(
                            provider.getScheme()
                                    + "://"
                                    + provider.getRawAuthority()
                                    + provider.getRawPath());
            String fields =
                    provider.getRawQuery() + "&org=" + Client.escape(org) + "&decision=allow";
            Http.Reply allowed = send(http, "POST", form, Map.of(), fields);
            URI back = URI.create(location(allowed, "the consent page"));
            allowed.bytes(LARGEST);
            String pair = cookie.substring(0, Math.max(0, cookie.indexOf(';')));
            Http.Reply done = send(http, "GET", back, Map.of("Cookie", pair), "");
            int status = done.status();
            String page = new String(done.bytes(LARGEST), StandardCharsets.UTF_8);
            if (status != 200)
                throw new DemoFailure("the callback answered " + status + ": " + page);
        }
    }

    private static String location(Http.Reply reply, String what) {
        return reply.header("Location")
                .orElseThrow(
                        () -> new DemoFailure(what + " did not lead on, status " + reply.status()));
    }

    private static Http.Reply send(
            Http http, String method, URI uri, Map<String, String> headers, String form) {
        var all = new HashMap<>(headers);
        if (!form.isEmpty()) all.put("Content-Type", "application/x-www-form-urlencoded");
        return http.send(
                new Http.Call(
                        method,
                        uri,
                        all,
                        form.getBytes(StandardCharsets.UTF_8),
                        Duration.ofSeconds(30)));
    }
}
