package dev.tenon.server.api;

import dev.tenon.connectors.catalog.Catalog;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.outbound.Providers;
import dev.tenon.server.tenant.Audit;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.tenant.Scope;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Connections;
import dev.tenon.server.vault.Credentials;
import dev.tenon.server.vault.SignIns;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.ProviderException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Connections: signing in, listing and ending them.
public final class ConnectCalls {
    private final Db db;
    private final ProjectCalls projects;
    private final Stores stores;
    private final SignIns signIns;
    private final AfterSignIn after;
    private final Credentials credentials;
    private final Catalog catalog;
    private final ConnectionEnding ending;
    private final ConnectionShapes shapes;
    private final ConnectAsks asks;

    public ConnectCalls(
            Db db,
            ProjectCalls projects,
            Stores stores,
            SignIns signIns,
            AfterSignIn after,
            Credentials credentials,
            Catalog catalog) {
        this.db = db;
        this.projects = projects;
        this.stores = stores;
        this.shapes = new ConnectionShapes(stores.groups(), stores.providers());
        this.signIns = signIns;
        this.after = after;
        this.credentials = credentials;
        this.catalog = catalog;
        this.ending = new ConnectionEnding(db, stores, credentials);
        this.asks = new ConnectAsks(catalog, stores.groups());
    }

    /// The project stands in the body here.
    Reply begin(Request request) {
        JsonNode body = request.json();
        Project project = projects.inBody(request, body);
        Json.flag(
                body, "enableCSRFProtection", true); // Sign-ins are always bound to their browser.
        SignIns.Ask ask = asks.of(body, Map.of(), null);
        return link(request, project, ask);
    }

    /// Signs in again for a connection that there is.
    Reply again(Request request) {
        Project project = projects.project(request);
        Connection connection = connection(request, project);
        SignIns.Ask ask =
                db.inTransaction(
                        project.key().number(), tx -> asks.again(tx, connection, Map.of()));
        return link(request, project, ask);
    }

    private Reply link(Request request, Project project, SignIns.Ask ask) {
        URI link =
                after.watched(
                        project.key(),
                        request.by().name(),
                        ask,
                        () -> signIns.begin(project.key(), ask, Openers.page(request)));
        return Reply.text(200, "text/plain", link.toString());
    }

    Reply list(Request request) {
        Project project = projects.project(request);
        String provider = request.query("provider");
        String groupRef = request.query("groupRef");
        String consumerRef = request.query("consumerRef");
        return db.inTransaction(
                project.key().number(),
                tx -> {
                    List<Connection> all =
                            of(tx, project, groupRef).stream()
                                    .filter(Sight.of(tx, stores.groups(), request.by()))
                                    .filter(each ->
                                            provider.isEmpty()
                                                    || each.provider()
                                                            .equals(catalog.canonical(provider)))
                                    .toList();
                    List<ObjectNode> shown =
                            shapes.of(tx, project, all).values().stream()
                                    .filter(json ->
                                            consumerRef.isEmpty()
                                                    || json.path("consumer")
                                                            .path("consumerRef")
                                                            .asString("")
                                                            .equals(consumerRef))
                                    .toList();
                    return Reply.ok(Json.array().addAll(shown));
                });
    }

    private List<Connection> of(Tx tx, Project project, String groupRef) {
        if (groupRef.isEmpty()) return stores.connections().all(tx, project.key());
        return stores.groups()
                .find(tx, project.key(), groupRef)
                .map(group -> stores.connections().of(tx, project.key(), List.of(group.key())))
                .orElse(List.of());
    }

    Reply get(Request request) {
        Project project = projects.project(request);
        Connection connection = connection(request, project);
        boolean withCreds = request.queryFlag("includeCreds");
        boolean withRefresh = request.queryFlag("includeRefreshToken");
        if (withCreds && !request.by().scopes().contains(Scope.FULL)) {
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN,
                    "key.not-allowed",
                    "This key may not see credentials.",
                    "query.includeCreds",
                    "Use a key with the scope full.");
        }
        if (request.queryFlag("refresh")) {
            credentials.renew(connection, info(connection));
        } else if (withCreds) {
            makeFresh(connection);
        }
        boolean isRenewed = withCreds || request.queryFlag("refresh");
        return db.inTransaction(
                project.key().number(),
                tx -> {
                    Connection now = isRenewed ? again(tx, project, connection) : connection;
                    ObjectNode json = shapes.of(tx, project, now);
                    if (withCreds) {
                        stores.audit()
                                .note(
                                        tx,
                                        project.key(),
                                        request.by().name(),
                                        "connection.credentials-shown",
                                        connection.id().toString(),
                                        Map.of());
                        credentials
                                .reveal(tx, now)
                                .ifPresent(shown -> SecretShapes.put(json, shown, withRefresh));
                    }
                    return Reply.ok(json);
                });
    }

    /// What is shown works; a dead credential is shown as it is, with the connection's status.
    private void makeFresh(Connection connection) {
        try {
            credentials.token(connection, info(connection));
        } catch (ProviderException.Revoked _) {
            // The reply's status tells.
        }
    }

    /// As it is after a renewal.
    private Connection again(Tx tx, Project project, Connection connection) {
        return stores.connections()
                .find(tx, project.key(), connection.id())
                .orElseThrow(() -> Request.notFound("connection", connection.id().toString()));
    }

    private ConnectorInfo info(Connection connection) {
        return stores.providers()
                .info(connection.provider())
                .orElseThrow(() -> Request.notFound("provider", connection.provider()));
    }

    Reply delete(Request request) {
        Project project = projects.project(request);
        Connection connection = connection(request, project);
        if (!ending.isUnused(project, connection)) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "connection.in-use",
                    "Installations still use this connection.",
                    "connection",
                    "Delete those installations first.");
        }
        ending.end(project, connection, request.by().name());
        return Reply.empty();
    }

    /// Ends connections.
    ConnectionEnding ending() {
        return ending;
    }

    /// The connection that a request names.
    Connection connection(Request request, Project project) {
        UUID id = request.id("connection");
        return db.inTransaction(
                        project.key().number(),
                        tx -> stores.connections().find(tx, project.key(), id))
                .orElseThrow(() -> Request.notFound("connection", id.toString()));
    }

    /// What it stands on.
    public Stores stores() {
        return stores;
    }

    /// What connections are made from.
    public record Stores(
            Groups groups,
            Connections connections,
            Providers providers,
            Audit audit,
            InUse inUse) {}

    /// Whether installations use a connection.
    @FunctionalInterface
    public interface InUse {
        boolean test(Tx tx, Connection connection);
    }
}
