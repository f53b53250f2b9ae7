package dev.tenon.server.api;

import dev.tenon.connectors.catalog.Catalog;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.format.Manifest;
import dev.tenon.format.ManifestReader;
import dev.tenon.format.Plan;
import dev.tenon.format.PlanJson;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.delivery.Deliveries;
import dev.tenon.server.deploy.DeployedRevision;
import dev.tenon.server.deploy.Deployments;
import dev.tenon.server.deploy.Integrations;
import dev.tenon.server.drift.SchemaWatch;
import dev.tenon.server.install.Installations;
import dev.tenon.server.install.Installed;
import dev.tenon.server.jobs.Jobs;
import dev.tenon.server.json.Json;
import dev.tenon.server.sync.Reads;
import dev.tenon.server.tenant.Audit;
import dev.tenon.server.tenant.Project;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Plans, deploys, rolls back and lists integrations.
public final class DeployCalls {
    private final Db db;
    private final ProjectCalls projects;
    private final Deployments deployments;
    private final Stores stores;
    private final Engines engines;
    private final ManifestReader reader = new ManifestReader(Catalog.bundled());

    public DeployCalls(
            Db db, ProjectCalls projects, Deployments deployments, Stores stores, Engines engines) {
        this.db = db;
        this.projects = projects;
        this.deployments = deployments;
        this.stores = stores;
        this.engines = engines;
    }

    Reply plan(Request request) {
        Project project = projects.project(request);
        JsonNode body = request.json();
        Json.textOrNull(body, "planId"); // A plan needs none.
        Manifest manifest = manifest(body);
        boolean destructive = request.queryFlag("destructive");
        return db.inTransaction(
                project.key().number(),
                tx -> {
                    stores.destinations().check(tx, project.key(), manifest);
                    Deployments.Planned planned =
                            deployments.plan(tx, project.key(), manifest, destructive);
                    List<Plan.Warning> missing =
                            stores.destinations().warnings(tx, project.key(), manifest);
                    ObjectNode json = PlanJson.write(planned.plan().with(missing));
                    json.put("planId", planned.plan().fingerprint());
                    ObjectNode installations = json.putObject("installations");
                    planned.installations().forEach(installations::put);
                    return Reply.ok(json);
                });
    }

    Reply deploy(Request request) {
        Project project = projects.project(request);
        JsonNode body = request.json();
        Manifest manifest = manifest(body);
        var options =
                new Deployments.Options(request.queryFlag("destructive"), request.by().name());
        Reply reply =
                db.inTransaction(
                        project.key().number(),
                        tx -> {
                            stores.destinations().check(tx, project.key(), manifest);
                            Deployments.Deployed deployed =
                                    deployments.deploy(
                                            tx,
                                            project.key(),
                                            manifest,
                                            options,
                                            Json.textOrNull(body, "planId"));
                            deployed.changed().forEach(each -> follow(tx, project, each, request));
                            return Reply.ok(
                                    Shapes.list(
                                            deployed.all(),
                                            each ->
                                                    Shapes.integration(
                                                            each, project.id().toString())));
                        });
        engines.jobs().hurry();
        return reply;
    }

    Reply rollback(Request request) {
        Project project = projects.project(request);
        JsonNode body = request.body().length == 0 ? Json.object() : request.json();
        String to = wanted(body.get("revision"));
        Reply reply =
                db.inTransaction(
                        project.key().number(),
                        tx -> {
                            DeployedRevision before =
                                    stores.integrations()
                                            .get(
                                                    tx,
                                                    project.key(),
                                                    request.parameter("integration"));
                            DeployedRevision now =
                                    deployments.rollback(tx, before, to, request.by().name());
                            follow(tx, project, now, request);
                            return Reply.ok(Shapes.integration(now, project.id().toString()));
                        });
        engines.jobs().hurry();
        return reply;
    }

    /// A revision's number or id; null for the one before the one in force.
    private static @Nullable String wanted(@Nullable JsonNode revision) {
        if (revision == null || revision.isNull()) return null;
        if (revision.isString() || revision.isIntegralNumber()) return revision.asString();
        throw Json.wrongType("revision", "a number or an id");
    }

    /// Existing installations go on under the new revision at once.
    private void follow(Tx tx, Project project, DeployedRevision revision, Request request) {
        stores.audit()
                .note(
                        tx,
                        project.key(),
                        request.by().name(),
                        "integration.deployed",
                        revision.name(),
                        Map.of("revision", Integer.toString(revision.revision().number())));
        for (Installed installed : stores.installations().of(tx, revision)) {
            engines.deliveries().plan(tx, installed);
            engines.reads().follow(tx, installed);
            engines.watch().follow(tx, installed);
        }
    }

    Reply list(Request request) {
        Project project = projects.project(request);
        return Reply.ok(
                db.inTransaction(
                        project.key().number(),
                        tx ->
                                Shapes.list(
                                        stores.integrations().all(tx, project.key()),
                                        each ->
                                                Shapes.integration(
                                                        each, project.id().toString()))));
    }

    Reply get(Request request) {
        Project project = projects.project(request);
        return Reply.ok(
                db.inTransaction(
                        project.key().number(),
                        tx ->
                                Shapes.integration(
                                        stores.integrations()
                                                .get(
                                                        tx,
                                                        project.key(),
                                                        request.parameter("integration")),
                                        project.id().toString())));
    }

    Reply delete(Request request) {
        Project project = projects.project(request);
        db.inTransaction(
                project.key().number(),
                tx -> {
                    DeployedRevision gone =
                            stores.integrations()
                                    .get(tx, project.key(), request.parameter("integration"));
                    for (Installed installed : stores.installations().of(tx, gone)) {
                        engines.reads().remove(tx, installed);
                        engines.watch().remove(tx, installed);
                    }
                    stores.integrations().remove(tx, gone);
                    stores.audit()
                            .note(
                                    tx,
                                    project.key(),
                                    request.by().name(),
                                    "integration.deleted",
                                    gone.name(),
                                    Map.of());
                    return gone;
                });
        return Reply.empty();
    }

    Reply uploadUrl(Request request) {
        return Reply.ok(stores.uploads().begin(request));
    }

    Reply upload(Request request) {
        stores.uploads().receive(request);
        return Reply.empty();
    }

    private Manifest manifest(JsonNode body) {
        String yaml = Json.textOrNull(body, "sourceYaml");
        String zip = Json.textOrNull(body, "sourceZipUrl");
        if ((yaml == null) == (zip == null)) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "deploy.no-source",
                    "A deploy needs exactly one of \"sourceYaml\" and \"sourceZipUrl\".",
                    "body",
                    "Send the manifest's text as \"sourceYaml\".");
        }
        String source = yaml != null ? yaml : stores.uploads().manifest(String.valueOf(zip));
        var reading = reader.read(source, "tenon.yaml");
        Manifest manifest = reading.manifest();
        if (manifest != null) return manifest;
        throw new Refusal(
                Refusal.Kind.INVALID,
                reading.findings().stream()
                        .filter(dev.tenon.format.Finding::isError)
                        .map(Findings::placed)
                        .toList());
    }

    /// What deploys are stored in.
    public record Stores(
            Integrations integrations,
            Installations installations,
            WatchedDestinations destinations,
            Audit audit,
            Uploads uploads) {}

    /// What goes on under a new revision.
    public record Engines(Reads reads, Deliveries deliveries, SchemaWatch watch, Jobs jobs) {}
}
