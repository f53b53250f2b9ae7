package dev.tenon.server.api;

import dev.tenon.connectors.catalog.Catalog;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.vault.Begun;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.CustomSignIns;
import dev.tenon.server.vault.KnownCredentials;
import dev.tenon.server.vault.SignIns;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Connections of credentials that the caller has, and sign-ins whose steps the caller takes.
public final class CredentialCalls {
    private final Db db;
    private final ProjectCalls projects;
    private final ConnectCalls connects;
    private final ConnectCalls.Stores stores;
    private final Ways ways;
    private final AfterSignIn after;
    private final ConnectAsks asks;
    private final ConnectionShapes shapes;

    public CredentialCalls(
            Db db,
            ProjectCalls projects,
            ConnectCalls connects,
            ConnectCalls.Stores stores,
            Ways ways,
            AfterSignIn after,
            Catalog catalog) {
        this.db = db;
        this.projects = projects;
        this.connects = connects;
        this.stores = stores;
        this.ways = ways;
        this.after = after;
        this.asks = new ConnectAsks(catalog, stores.groups());
        this.shapes = new ConnectionShapes(stores.groups(), stores.providers());
    }

    /// Makes a connection.
    Reply generate(Request request) {
        Project project = projects.project(request);
        JsonNode body = request.json();
        Map<String, Secret> secrets =
                ConnectAsks.secrets(body).orElseThrow(CredentialCalls::noSecrets);
        Connection made = connect(request, project, asks.of(body, secrets, null));
        return Reply.json(201, done(project, made));
    }

    /// Changes what a connection is made of. A new credential is tried before the old one goes.
    Reply change(Request request) {
        Project project = projects.project(request);
        Connection before = connects.connection(request, project);
        JsonNode body = request.json();
        Json.texts(body, "updateMask");
        JsonNode given = Json.requiredInner(body, "connection");
        Optional<Map<String, Secret>> secrets = ConnectAsks.secrets(given);
        Map<String, String> settings = ConnectAsks.settings(Json.inner(given, "providerMetadata"));
        @Nullable String workspace = Json.textOrNull(given, "providerWorkspaceRef");
        SignIns.Ask known =
                db.inTransaction(project.key().number(), tx -> asks.again(tx, before, settings));
        var ask =
                new SignIns.Ask(
                        known.provider(),
                        known.group(),
                        known.consumer(),
                        workspace == null ? known.workspaceRef() : workspace,
                        known.settings(),
                        secrets.orElse(Map.of()),
                        known.app(),
                        before.id());
        if (secrets.isPresent()) {
            return Reply.ok(done(project, connect(request, project, ask)));
        }
        return Reply.ok(
                done(
                        project,
                        ways.known()
                                .describe(
                                        project.key(),
                                        before,
                                        ask,
                                        after.described(request.by().name()))));
    }

    private Connection connect(Request request, Project project, SignIns.Ask ask) {
        return after.watched(
                project.key(),
                request.by().name(),
                ask,
                () -> ways.known().connect(project.key(), ask, connected(request)));
    }

    /// A step of a sign-in: the first, or the next one with what the person came back with.
    Reply step(Request request) {
        JsonNode body = request.json();
        Project project = projects.inBody(request, body);
        String session = Json.text(body, "sessionId", "");
        Map<String, String> callback = Json.map(body, "callbackParams");
        Map<String, Secret> secrets = ConnectAsks.secrets(body).orElse(Map.of());
        CustomSignIns.Step step =
                session.isEmpty()
                        ? first(request, project, asks.of(body, secrets, null))
                        : next(request, project, session, callback);
        ObjectNode json = Json.object();
        switch (step) {
            case CustomSignIns.Step.Redirect(var url, String next) ->
                    json.putObject("redirect").put("url", url.toString()).put("sessionId", next);
            case CustomSignIns.Step.Connected(Connection made) ->
                    json.set("connection", done(project, made));
        }
        return Reply.ok(json);
    }

    private CustomSignIns.Step first(Request request, Project project, SignIns.Ask ask) {
        return after.watched(
                project.key(),
                request.by().name(),
                ask,
                () ->
                        ways.custom()
                                .begin(
                                        project.key(),
                                        ask,
                                        Openers.page(request),
                                        connected(request)));
    }

    private CustomSignIns.Step next(
            Request request, Project project, String session, Map<String, String> callback) {
        JsonNode body = request.json();
        String group = Json.text(body, "groupRef", "");
        Optional<Begun> known = ways.custom().begun(project.key(), session);
        var trial =
                new AfterSignIn.Trial(
                        project.key(),
                        request.by().name(),
                        known.map(Begun::provider).orElse(Json.text(body, "provider", "")),
                        known.map(Begun::groupRef).orElse(group));
        return after.watched(
                trial,
                () ->
                        ways.custom()
                                .resume(
                                        project.key(),
                                        group,
                                        session,
                                        callback,
                                        connected(request)));
    }

    private BiConsumer<Tx, Connection> connected(Request request) {
        return after.connected(request.by().name());
    }

    private ObjectNode done(Project project, Connection connection) {
        after.done(connection);
        return shape(project, connection.id());
    }

    private ObjectNode shape(Project project, UUID id) {
        return db.inTransaction(
                project.key().number(),
                tx ->
                        shapes.of(
                                tx,
                                project,
                                stores.connections()
                                        .find(tx, project.key(), id)
                                        .orElseThrow(() ->
                                                Request.notFound("connection", id.toString()))));
    }

    private static Refusal noSecrets() {
        return new Refusal(
                Refusal.Kind.INVALID,
                "connection.no-credential",
                "The body has no credential.",
                "body",
                "Give one of " + String.join(", ", ConnectAsks.KINDS) + ".");
    }

    /// The ways to connect besides a browser's sign-in.
    public record Ways(KnownCredentials known, CustomSignIns custom) {}
}
