package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.install.Installations;
import dev.tenon.server.install.Installed;
import dev.tenon.server.json.Json;
import dev.tenon.server.tenant.ProjectId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// Keeps a customer's token to its customer. Stands before every route: whatever names a group, a
/// person, a connection or an installation, in the path, the query or the body, must be the token's
/// own; and a request for what belongs to a group is about the token's group when it names none.
/// Safe for use by many threads.
public final class Fence {
    private final Db db;
    private final Sight sight;
    private final Installations installations;

    public Fence(Db db, Sight sight, Installations installations) {
        this.db = db;
        this.sight = sight;
        this.installations = installations;
    }

    /// @throws Refusal `jwt.not-allowed` for a token at a route that is not for tokens
    static void check(Route route, Caller caller) {
        boolean isOpen = route.customers() != Endpoint.Customers.REFUSED;
        if (caller.within().isPresent() && !isOpen) throw refused(route);
    }

    /// The request as the route may see it.
    ///
    /// @throws Refusal `jwt.other-customer`, `jwt.other-person`, or that there is no such thing
    Request pass(Route route, Request request) {
        Optional<Within> within = request.by().within();
        return within.isEmpty() ? request : pass(route, request, within.get());
    }

    private Request pass(Route route, Request request, Within within) {
        var named = new Named(request, within);
        if (!named.connections.isEmpty() || !named.installations.isEmpty()) check(request, named);
        if (route.customers() == Endpoint.Customers.ALIKE) return request;
        if (request.method().equals("GET"))
            return request.query("groupRef").isEmpty() ? about(request, within) : request;
        if (named.isNobody()) throw nobody();
        return request;
    }

    private void check(Request request, Named named) {
        Caller caller = request.by();
        ProjectId project = Objects.requireNonNull(caller.project());
        db.inTransaction(
                project.number(),
                tx -> {
                    named.connections.forEach(id -> checkConnection(tx, caller, project, id));
                    named.installations.forEach(id -> checkInstallation(tx, request, project, id));
                    return project;
                });
    }

    /// One that there is not is left to the route, which says so in the same words.
    private void checkConnection(Tx tx, Caller caller, ProjectId project, UUID id) {
        boolean isForeign =
                sight.connections()
                        .find(tx, project, id)
                        .filter(sight.of(tx, caller).negate())
                        .isPresent();
        if (isForeign) throw Request.notFound("connection", id.toString());
    }

    private void checkInstallation(Tx tx, Request request, ProjectId project, UUID id) {
        Optional<Installed> found = installations.find(tx, project, id);
        if (found.isEmpty()) return;
        Within within = request.by().within().orElseThrow();
        boolean isOwn =
                sight.groups()
                        .find(tx, project, within.groupRef())
                        .filter(own -> own.key().equals(found.get().installation().group()))
                        .isPresent();
        if (!isOwn) throw Request.notFound("installation", id.toString());
        if (!request.method().equals("GET")) {
            sight.check(tx, request.by(), found.get().installation());
        }
    }

    private static Request about(Request request, Within within) {
        String own = "groupRef=" + URLEncoder.encode(within.groupRef(), StandardCharsets.UTF_8);
        return request.asking(request.query().isEmpty() ? own : own + "&" + request.query());
    }

    private static Refusal refused(Route route) {
        return new Refusal(
                Refusal.Kind.FORBIDDEN,
                "jwt.not-allowed",
                "A customer's token may not do that.",
                "header Authorization",
                "Call this from your backend, with "
                        + (route.access() == Endpoint.Access.ADMIN
                                ? "the admin key."
                                : "an API key."));
    }

    private static Refusal nobody() {
        return new Refusal(
                Refusal.Kind.INVALID,
                "request.missing",
                "The request names no customer.",
                "body.groupRef",
                "Add \"groupRef\" to the body.");
    }

    /// What a request names. Reading it checks the names of groups and persons.
    private static final class Named {
        private final List<UUID> connections = new ArrayList<>();
        private final List<UUID> installations = new ArrayList<>();
        private boolean isNamed;

        Named(Request request, Within within) {
            id(request.parameters().getOrDefault("connection", ""), connections);
            id(request.parameters().getOrDefault("installation", ""), installations);
            id(request.query("connectionId"), connections);
            id(request.query("installationId"), installations);
            names(request.query("groupRef"), request.query("consumerRef"), within, "query.");
            if (request.method().equals("GET") || request.body().length == 0) return;
            JsonNode body = request.json();
            body(body, within);
            if (body.path("installation").isObject()) body(body.path("installation"), within);
        }

        private void body(JsonNode json, Within within) {
            String group = Json.text(json, "groupRef", "");
            names(group, Json.text(json, "consumerRef", ""), within, "body.");
            id(Json.text(json, "connectionId", ""), connections);
            id(Json.text(json, "installationId", ""), installations);
        }

        private void names(String group, String consumer, Within within, String where) {
            if (!group.isEmpty()) {
                within.checkGroup(group, where + "groupRef");
                isNamed = true;
            }
            within.checkConsumer(consumer, where + "consumerRef");
        }

        /// What is no id is left to the route.
        private void id(String text, List<UUID> into) {
            try {
                if (text.isEmpty()) return;
                isNamed = true;
                into.add(UUID.fromString(text));
            } catch (IllegalArgumentException _) {
                // The route says that there is none.
            }
        }

        boolean isNobody() {
            return !isNamed;
        }
    }
}
