package dev.tenon.server.api;

import dev.tenon.connectors.catalog.Catalog;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.outbound.Providers;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.Audit;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.tenant.Scope;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Connections;
import dev.tenon.server.vault.Credentials;
import dev.tenon.server.vault.ProviderApp;
import dev.tenon.server.vault.ProviderApps;
import dev.tenon.server.vault.SignIns;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Provider apps, and connections: making, listing and ending them.
public final class ConnectCalls {
    private final Db db;
    private final ProjectCalls projects;
    private final Stores stores;
    private final SignIns signIns;
    private final Credentials credentials;
    private final Catalog catalog;
    private final ConnectionEnding ending;
    private final ConnectionShapes shapes;

    public ConnectCalls(
            Db db,
            ProjectCalls projects,
            Stores stores,
            SignIns signIns,
            Credentials credentials,
            Catalog catalog) {
        this.db = db;
        this.projects = projects;
        this.stores = stores;
        this.shapes = new ConnectionShapes(stores.groups(), stores.providers());
        this.signIns = signIns;
        this.credentials = credentials;
        this.catalog = catalog;
        this.ending = new ConnectionEnding(db, stores, credentials);
    }

    Reply saveApp(Request request) {
        Project project = projects.project(request);
        JsonNode body = request.json();
        String provider = CatalogNames.canonical(catalog, Json.required(body, "provider"));
        stores.providers().get(provider);
        var draft =
                new ProviderApps.Draft(
                        provider,
                        new ProviderApp.Client(
                                Json.required(body, "clientId"),
                                new Secret(Json.required(body, "clientSecret"))),
                        Json.texts(body, "scopes"),
                        Json.shortEnough(Json.text(body, "externalRef", ""), "body.externalRef"),
                        ProviderApps.settings(Json.inner(body, "metadata")));
        return db.inTransaction(
                project.key().number(),
                tx -> {
                    ProviderApp app = stores.apps().save(tx, project.key(), draft);
                    stores.audit()
                            .note(
                                    tx,
                                    project.key(),
                                    request.by().name(),
                                    "provider-app.saved",
                                    provider,
                                    Map.of());
                    return Reply.ok(Shapes.providerApp(app, project.id().toString()));
                });
    }

    Reply apps(Request request) {
        Project project = projects.project(request);
        return Reply.ok(
                db.inTransaction(
                        project.key().number(),
                        tx ->
                                Shapes.list(
                                        stores.apps().all(tx, project.key()),
                                        app -> Shapes.providerApp(app, project.id().toString()))));
    }

    Reply deleteApp(Request request) {
        Project project = projects.project(request);
        UUID id = request.id("app");
        db.inTransaction(
                project.key().number(),
                tx -> {
                    if (!stores.apps().delete(tx, project.key(), id))
                        throw Request.notFound("app", id.toString());
                    stores.audit()
                            .note(
                                    tx,
                                    project.key(),
                                    request.by().name(),
                                    "provider-app.deleted",
                                    id.toString(),
                                    Map.of());
                    return id;
                });
        return Reply.empty();
    }

    /// The project stands in the body here.
    Reply begin(Request request) {
        JsonNode body = request.json();
        String older = Json.text(body, "projectId", "");
        String name =
                older.isEmpty()
                        ? Json.required(body, "projectIdOrName")
                        : Json.text(body, "projectIdOrName", older);
        Caller caller = request.by();
        Project project =
                db.asSystem(tx -> stores.projects().find(tx, name))
                        .filter(found -> caller.isAdmin() || found.key().equals(caller.project()))
                        .orElseThrow(() -> Request.notFound("project", name));
        Json.flag(
                body, "enableCSRFProtection", true); // Sign-ins are always bound to their browser.
        @Nullable String app = Json.textOrNull(body, "providerAppId");
        @Nullable String consumer = Json.textOrNull(body, "consumerRef");
        var ask =
                new SignIns.Ask(
                        CatalogNames.canonical(catalog, Json.required(body, "provider")),
                        new SignIns.Named(
                                Json.name(body, "groupRef"), Json.textOrNull(body, "groupName")),
                        consumer == null || consumer.isEmpty()
                                ? Optional.empty()
                                : Optional.of(
                                        new SignIns.Named(
                                                Json.shortEnough(consumer, "body.consumerRef"),
                                                Json.textOrNull(body, "consumerName"))),
                        Json.text(body, "providerWorkspaceRef", ""),
                        settings(Json.inner(body, "providerMetadata")),
                        app == null || app.isEmpty() ? null : uuid(app));
        return Reply.text(200, "text/plain", signIns.begin(project.key(), ask).toString());
    }

    /// Signs in again for a connection that there is.
    Reply again(Request request) {
        Project project = projects.project(request);
        Connection connection = connection(request, project);
        SignIns.Ask ask =
                db.inTransaction(
                        project.key().number(),
                        tx -> {
                            var group = stores.groups().get(tx, connection.group());
                            Long consumer = connection.consumer();
                            return new SignIns.Ask(
                                    connection.provider(),
                                    new SignIns.Named(group.ref(), group.name()),
                                    consumer == null
                                            ? Optional.empty()
                                            : stores.groups()
                                                    .consumer(tx, connection.group(), consumer)
                                                    .map(one ->
                                                            new SignIns.Named(
                                                                    one.ref(), one.name())),
                                    connection.account().workspaceRef(),
                                    connection.account().metadata(),
                                    connection.account().app());
                        });
        return Reply.text(200, "text/plain", signIns.begin(project.key(), ask).toString());
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException _) {
            throw Request.notFound("app", text);
        }
    }

    /// `{name: {value: …}}`, or plainly `{name: …}`.
    private static Map<String, String> settings(JsonNode metadata) {
        var settings = new HashMap<String, String>();
        metadata.properties()
                .forEach(entry -> {
                    JsonNode value = entry.getValue();
                    JsonNode plain = value.isObject() ? value.path("value") : value;
                    if (!plain.isString()) {
                        throw Json.wrongType("providerMetadata." + entry.getKey(), "a text");
                    }
                    settings.put(entry.getKey(), plain.asString());
                });
        return settings;
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
            var info = stores.providers().get(connection.provider()).info();
            credentials.newerThan(credentials.token(connection, info), connection, info);
        }
        return db.inTransaction(
                project.key().number(),
                tx -> {
                    ObjectNode json = shapes.of(tx, project, connection);
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
                                .reveal(tx, connection)
                                .ifPresent(shown -> put(json, shown, withRefresh));
                    }
                    return Reply.ok(json);
                });
    }

    private static void put(ObjectNode json, Credentials.Secrets secrets, boolean withRefresh) {
        ObjectNode oauth = json.putObject("oauth2AuthorizationCode");
        ObjectNode access = oauth.putObject("accessToken");
        access.put("token", secrets.access().reveal());
        access.put("expiresAt", secrets.expiresAt().toString());
        Secret refresh = secrets.refresh();
        if (withRefresh && refresh != null)
            oauth.putObject("refreshToken").put("token", refresh.reveal());
        oauth.set("scopes", Json.array(List.of(secrets.scope().split(" ", -1))));
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

    /// What connections are made from.
    public record Stores(
            Projects projects,
            Groups groups,
            ProviderApps apps,
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
