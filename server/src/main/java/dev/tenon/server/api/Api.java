package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.proxy.Proxy;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Answers a request: finds its route, sees whose key it carries and what that key may do, and
/// turns everything that goes wrong into a problem. Safe for use by many threads.
public final class Api {
    private static final Pattern PROJECT =
            Pattern.compile("/(?:(?:read|write)/)?v1/projects/([^/]+).*");
    private static final Reply PASSED = Reply.empty();
    private static final String ALLOWED = "Access-Control-Allow-Origin";

    private final Access.Gate gate;
    private final InstantSource clock;
    private final Map<String, List<Route>> routes = new HashMap<>();
    private final List<Endpoint> endpoints;
    private final ProxyCalls proxy;

    /// @param endpoints those of the routes that the API's description is about
    Api(
            Access.Gate gate,
            List<Route> routes,
            List<Endpoint> endpoints,
            ProxyCalls proxy,
            InstantSource clock) {
        this.proxy = proxy;
        this.endpoints = List.copyOf(endpoints);
        this.gate = gate;
        this.clock = clock;
        for (Route route : routes) {
            this.routes
                    .computeIfAbsent(
                            place(route.method(), route.segments().size()), _ -> new ArrayList<>())
                    .add(route);
        }
    }

    /// What there is to call, without the pages of the console.
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /// Nothing rests on nobody guessing it, so that it need not cost what a secret costs.
    private static String requestId() {
        var random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    /// Never throws.
    Reply answer(Request request) {
        var rescue = new Rescue(requestId(), clock);
        Reply reply =
                rescue.from(() ->
                        request.method().equals("OPTIONS")
                                ? preflight(request)
                                : route(request, rescue));
        return toPages(reply, request).with("X-Request-Id", rescue.requestId());
    }

    /// Whether a request is for [#pass].
    boolean isPassed(Request request) {
        boolean isPreflight =
                request.method().equals("OPTIONS")
                        && request.header("access-control-request-method").isPresent();
        return ProxyCalls.isProxied(request.path()) && !isPreflight;
    }

    /// Passes a request through to a provider. Never throws. Close what it answers.
    ///
    /// @param request without its body
    Passage pass(Request request, Passage.Body body) {
        var rescue = new Rescue(requestId(), clock);
        var answered = new AtomicReference<Proxy.@Nullable Answered>();
        Reply refused =
                rescue.from(() -> {
                    answered.set(proxy.pass(gate, request, body));
                    return PASSED;
                });
        if (answered.get() != null) return new Passage(answered.get(), refused);
        return new Passage(
                null, toPages(refused, request).with("X-Request-Id", rescue.requestId()));
    }

    /// A page for people says whom it is for; what was refused before anybody was known is for the
    /// pages of the project in the path, or of any.
    private Reply toPages(Reply reply, Request request) {
        boolean isDecided =
                reply.headers().containsKey("Vary")
                        || reply.headers().containsKey(ALLOWED)
                        || reply.headers().containsKey("Cross-Origin-Resource-Policy")
                        || request.method().equals("OPTIONS");
        return isDecided ? reply : reply.with(gate.origins().headers(request, reach(request)));
    }

    private Reply preflight(Request request) {
        return gate.origins().preflight(request, reach(request));
    }

    private static CrossOrigins.Reach reach(Request request) {
        String path = request.path();
        if (path.equals("/openapi.yaml") || path.matches("/v1/providers(/.*)?")) {
            return new CrossOrigins.Reach.EveryPage();
        }
        Matcher found = PROJECT.matcher(path);
        if (found.matches()) return new CrossOrigins.Reach.Named(found.group(1));
        return path.startsWith("/v1/")
                ? new CrossOrigins.Reach.AnyProject()
                : new CrossOrigins.Reach.NoPage();
    }

    private Reply route(Request request, Rescue rescue) {
        String[] path = request.path().substring(1).split("/", -1);
        for (Route route : routes.getOrDefault(place(request.method(), path.length), List.of())) {
            Optional<Map<String, String>> found = route.match(path);
            if (found.isPresent()) return call(route, request.with(found.get(), null), rescue);
        }
        throw noRoute(request, path);
    }

    private Reply call(Route route, Request request, Rescue rescue) {
        if (route.access() == Endpoint.Access.PUBLIC) return route.answer().apply(request);
        Caller caller = gate.callers().of(request);
        Allowance allowance = gate.callers().count(caller);
        CrossOrigins.Reach reach =
                route.access() == Endpoint.Access.PROJECT
                        ? new CrossOrigins.Reach.Named(request.parameter("project"))
                        : CrossOrigins.Reach.of(caller);
        return rescue.from(() -> perform(route, request, caller))
                .with(allowance.headers())
                .with(gate.origins().headers(request, reach));
    }

    private Reply perform(Route route, Request request, Caller caller) {
        Access.Gate.check(route, caller);
        Caller bound =
                route.access() == Endpoint.Access.PROJECT
                        ? gate.bound(caller, request.parameter("project"))
                        : caller;
        return route.answer()
                .apply(gate.fence().pass(route, request.with(request.parameters(), bound)));
    }

    private Refusal noRoute(Request request, String[] path) {
        var methods = new TreeSet<String>();
        routes.values().stream()
                .flatMap(List::stream)
                .filter(route -> route.match(path).isPresent())
                .forEach(route -> methods.add(route.method()));
        return new Refusal(
                Refusal.Kind.NOT_FOUND,
                "request.no-route",
                "There is nothing at " + request.method() + " " + request.path() + ".",
                "url",
                methods.isEmpty()
                        ? "See GET /openapi.yaml for what there is."
                        : "Use " + String.join(" or ", methods) + " there.");
    }

    private static String place(String method, int segments) {
        return method + segments;
    }
}
