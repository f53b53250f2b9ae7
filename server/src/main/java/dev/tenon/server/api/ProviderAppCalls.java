package dev.tenon.server.api;

import dev.tenon.connectors.catalog.Catalog;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.outbound.Providers;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.Audit;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.vault.ProviderApp;
import dev.tenon.server.vault.ProviderApps;
import dev.tenon.server.vault.WaysIn;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// Provider apps: the team's own clients at providers.
public final class ProviderAppCalls {
    private final Db db;
    private final ProjectCalls projects;
    private final ProviderApps apps;
    private final Providers providers;
    private final Audit audit;
    private final Catalog catalog;

    public ProviderAppCalls(
            Db db,
            ProjectCalls projects,
            ProviderApps apps,
            Providers providers,
            Audit audit,
            Catalog catalog) {
        this.db = db;
        this.projects = projects;
        this.apps = apps;
        this.providers = providers;
        this.audit = audit;
        this.catalog = catalog;
    }

    Reply save(Request request) {
        Project project = projects.project(request);
        JsonNode body = request.json();
        String provider = CatalogNames.canonical(catalog, Json.required(body, "provider"));
        WaysIn.get(providers::info, provider);
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
                    ProviderApp app = apps.save(tx, project.key(), draft);
                    note(tx, project, request, "provider-app.saved", provider);
                    return Reply.ok(Shapes.providerApp(app, project.id().toString()));
                });
    }

    Reply list(Request request) {
        Project project = projects.project(request);
        return Reply.ok(
                db.inTransaction(
                        project.key().number(),
                        tx ->
                                Shapes.list(
                                        apps.all(tx, project.key()),
                                        app -> Shapes.providerApp(app, project.id().toString()))));
    }

    Reply delete(Request request) {
        Project project = projects.project(request);
        UUID id = request.id("app");
        db.inTransaction(
                project.key().number(),
                tx -> {
                    if (!apps.delete(tx, project.key(), id))
                        throw Request.notFound("app", id.toString());
                    note(tx, project, request, "provider-app.deleted", id.toString());
                    return id;
                });
        return Reply.empty();
    }

    /// What is given is changed; a secret that is not given stays.
    Reply change(Request request) {
        Project project = projects.project(request);
        UUID id = request.id("app");
        JsonNode body = request.json();
        Json.texts(body, "updateMask");
        JsonNode given = Json.requiredInner(body, "providerApp");
        return db.inTransaction(
                project.key().number(),
                tx -> {
                    ProviderApp before =
                            apps.find(tx, project.key(), id)
                                    .orElseThrow(() -> Request.notFound("app", id.toString()));
                    ProviderApp changed = apps.change(tx, before, draft(before, given));
                    note(tx, project, request, "provider-app.changed", before.provider());
                    return Reply.ok(Shapes.providerApp(changed, project.id().toString()));
                });
    }

    private static ProviderApps.Draft draft(ProviderApp before, JsonNode given) {
        String secret = Json.text(given, "clientSecret", "");
        var client =
                new ProviderApp.Client(
                        Json.text(given, "clientId", before.client().id()),
                        secret.isEmpty() ? before.client().secret() : new Secret(secret));
        List<String> scopes = given.has("scopes") ? Json.texts(given, "scopes") : before.scopes();
        return new ProviderApps.Draft(
                before.provider(),
                client,
                scopes,
                Json.shortEnough(
                        Json.text(given, "externalRef", before.externalRef()),
                        "body.providerApp.externalRef"),
                given.has("metadata")
                        ? ProviderApps.settings(Json.inner(given, "metadata"))
                        : before.settings());
    }

    private void note(Tx tx, Project project, Request request, String action, String subject) {
        audit.note(tx, project.key(), request.by().name(), action, subject, Map.of());
    }
}
