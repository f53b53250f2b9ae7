package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.tenant.Project;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Answers a request: finds its route, sees whose key it carries and what that key may do, and
/// turns everything that goes wrong into a problem. Safe for use by many threads.
public final class Api {
    private static final Pattern PROJECT =
            Pattern.compile("/(?:(?:read|write)/)?v1/projects/([^/]+).*");
    private static final String ALLOWED = "Access-Control-Allow-Origin";

    private final Access.Gate gate;
    private final InstantSource clock;
    private final Map<String, List<Route>> routes = new HashMap<>();
    private final List<Endpoint> endpoints;

    /// @param endpoints those of the routes that the API's description is about
    Api(Access.Gate gate, List<Route> routes, List<Endpoint> endpoints, InstantSource clock) {
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
        Fence.check(route, caller);
        if (route.access() == Endpoint.Access.ADMIN && !caller.isAdmin())
            throw forbidden("the admin key");
        if (caller.within().isEmpty() && !caller.may(route.scopes())) {
            var names = new TreeSet<String>();
            route.scopes().forEach(scope -> names.add(scope.wireName()));
            names.add("full");
            throw forbidden("a key with the scope " + String.join(" or ", names));
        }
        Caller bound = route.access() == Endpoint.Access.PROJECT ? bound(request, caller) : caller;
        return route.answer()
                .apply(gate.fence().pass(route, request.with(request.parameters(), bound)));
    }

    private Caller bound(Request request, Caller caller) {
        String name = request.parameter("project");
        Project project =
                gate.names()
                        .find(name)
                        .filter(found -> caller.isAdmin() || found.key().equals(caller.project()))
                        .orElseThrow(() -> Request.notFound("project", name));
        return caller.about(project);
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

    private static Refusal forbidden(String needed) {
        return new Refusal(
                Refusal.Kind.FORBIDDEN,
                "key.not-allowed",
                "This key may not do that.",
                "header X-Api-Key",
                "Use " + needed + ".");
    }

    private static String place(String method, int segments) {
        return method + segments;
    }
}
