package dev.tenon.server.console;

import dev.tenon.server.api.Reply;
import dev.tenon.server.api.Request;
import dev.tenon.server.api.Route;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A browser without scripts: follows routes and keeps the console's cookie.
final class Browser {
    private final List<Route> routes;
    String cookie = "";

    /// Where it is.
    String from = "192.0.2.1";

    Browser(Console console) {
        this.routes = console.routes();
    }

    /// Signs in, and must be let in.
    Browser with(String key) {
        Reply reply = signIn(key);
        if (reply.status() != 303)
            throw new AssertionError("the key opens nothing: " + html(reply));
        return this;
    }

    Reply signIn(String key) {
        return post("/console/sign-in", Map.of("key", key), Map.of());
    }

    Reply signIn(String email, String password) {
        return post("/console/sign-in", Map.of("email", email, "password", password), Map.of());
    }

    Reply post(String address, Map<String, String> form) {
        return post(address, form, Map.of());
    }

    Reply get(String address) {
        return send("GET", address, Map.of(), new byte[0]);
    }

    /// What htmx asks for to refresh a part of a page.
    Reply part(String address) {
        return send("GET", address, Map.of("hx-request", "true"), new byte[0]);
    }

    Reply post(String address, Map<String, String> form, Map<String, String> headers) {
        String body =
                form.entrySet().stream()
                        .map(field ->
                                field.getKey()
                                        + "="
                                        + URLEncoder.encode(
                                                field.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
        return send("POST", address, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    /// A page's text; it must be one.
    String page(String address) {
        Reply reply = get(address);
        if (reply.status() != 200) throw new AssertionError(reply.status() + ": " + html(reply));
        return html(reply);
    }

    static String html(Reply reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    private Reply send(String method, String address, Map<String, String> headers, byte[] body) {
        String[] parts = address.split("\\?", 2);
        var all = new HashMap<String, List<String>>();
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        if (!cookie.isEmpty()) all.put("cookie", List.of("other=1; " + Door.COOKIE + "=" + cookie));
        for (Route route : routes) {
            Optional<Map<String, String>> found = route.match(parts[0].substring(1).split("/", -1));
            if (!route.method().equals(method) || found.isEmpty()) continue;
            String query = parts.length == 2 ? parts[1] : "";
            Reply reply =
                    route.answer()
                            .apply(
                                    new Request(
                                            method,
                                            parts[0],
                                            query,
                                            all,
                                            body,
                                            found.get(),
                                            null,
                                            from));
            keepCookie(reply);
            return reply;
        }
        throw new AssertionError("there is no route " + method + " " + address);
    }

    private void keepCookie(Reply reply) {
        String set = reply.headers().get("Set-Cookie");
        if (set != null) cookie = set.substring(set.indexOf('=') + 1, set.indexOf(';'));
    }
}
