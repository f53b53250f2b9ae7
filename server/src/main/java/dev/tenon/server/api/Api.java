package dev.tenon.server.api;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.SqlFailure;
import dev.tenon.server.tenant.Project;
import dev.tenon.spi.ProviderException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;

/// Answers a request: finds its route, sees whose key it carries and what that key may do, and
/// turns everything that goes wrong into a problem. Safe for use by many threads.
public final class Api {
    private static final System.Logger LOG = System.getLogger("tenon.api");

    private final ProjectNames names;
    private final Keys keys;
    private final InstantSource clock;
    private final Map<String, List<Route>> routes = new HashMap<>();
    private final List<Endpoint> endpoints;

    /// @param endpoints those of the routes that the API's description is about
    Api(
            ProjectNames names,
            Keys keys,
            List<Route> routes,
            List<Endpoint> endpoints,
            InstantSource clock) {
        this.endpoints = List.copyOf(endpoints);
        this.names = names;
        this.keys = keys;
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

    /// Never throws.
    Reply answer(Request request) {
        String requestId = UUID.randomUUID().toString();
        Reply reply;
        try {
            reply = route(request);
        } catch (Refusal refusal) {
            reply = Problems.of(refusal, requestId, clock.instant());
        } catch (ProviderException refused) {
            reply = Problems.of(Problems.of(refused), requestId, clock.instant());
        } catch (SqlFailure failure) {
            reply = unkept(failure, requestId);
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "request " + requestId + " failed", bug);
            reply = broken(500, "server.failed", "Something went wrong on the server.", requestId);
        }
        return reply.with("X-Request-Id", requestId);
    }

    private Reply unkept(SqlFailure failure, String requestId) {
        if (failure.isStrangeText()) {
            return invalid(
                    "request.bad-character",
                    "A text has a character that cannot be stored, such as U+0000.",
                    "Leave it out.",
                    requestId);
        }
        if (failure.isBadValue()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "request " + requestId + " has a bad value",
                    failure);
            return invalid(
                    "request.bad-value",
                    "A value of the request is out of range.",
                    "Look for a number or a time that is far too large or too small.",
                    requestId);
        }
        LOG.log(System.Logger.Level.ERROR, "request " + requestId + " failed", failure);
        return broken(503, "database.away", "The database did not do what was asked.", requestId);
    }

    private Reply invalid(String code, String what, String fix, String requestId) {
        var refusal = new Refusal(Refusal.Kind.INVALID, code, what, "request", fix);
        return Problems.of(refusal, requestId, clock.instant());
    }

    private Reply broken(int status, String code, String what, String requestId) {
        var diagnostic =
                new Diagnostic(
                        code,
                        what,
                        "request " + requestId,
                        "Try again; if it stays so, look for this request id in the server's log.");
        return Problems.of(status, List.of(diagnostic), requestId, clock.instant());
    }

    private Reply route(Request request) {
        String[] path = request.path().substring(1).split("/", -1);
        for (Route route : routes.getOrDefault(place(request.method(), path.length), List.of())) {
            Optional<Map<String, String>> found = route.match(path);
            if (found.isPresent()) return call(route, request.with(found.get(), null));
        }
        throw noRoute(request, path);
    }

    private Reply call(Route route, Request request) {
        if (route.access() == Endpoint.Access.PUBLIC) return route.answer().apply(request);
        Caller caller = keys.caller(request);
        if (route.access() == Endpoint.Access.ADMIN && !caller.isAdmin())
            throw forbidden("the admin key");
        if (!caller.may(route.scopes())) {
            var names = new TreeSet<String>();
            route.scopes().forEach(scope -> names.add(scope.wireName()));
            names.add("full");
            throw forbidden("a key with the scope " + String.join(" or ", names));
        }
        if (route.access() != Endpoint.Access.PROJECT) {
            return route.answer().apply(request.with(request.parameters(), caller));
        }
        String name = request.parameter("project");
        Project project =
                names.find(name)
                        .filter(found -> caller.isAdmin() || found.key().equals(caller.project()))
                        .orElseThrow(() -> Request.notFound("project", name));
        var bound = new Caller(project.key(), project, caller.name(), caller.scopes());
        return route.answer().apply(request.with(request.parameters(), bound));
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
