package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.format.ConfigPatch;
import dev.tenon.format.EffectiveConfig;
import dev.tenon.format.Finding;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.delivery.Deliveries;
import dev.tenon.server.deploy.DeployedRevision;
import dev.tenon.server.deploy.Integrations;
import dev.tenon.server.drift.SchemaWatch;
import dev.tenon.server.install.Installation;
import dev.tenon.server.install.Installations;
import dev.tenon.server.install.Installed;
import dev.tenon.server.install.InstalledNames;
import dev.tenon.server.jobs.Jobs;
import dev.tenon.server.json.Json;
import dev.tenon.server.sync.Reads;
import dev.tenon.server.sync.Sampling;
import dev.tenon.server.tenant.Audit;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Connections;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Installs, changes, pauses and removes installations.
public final class InstallCalls {
    private final Db db;
    private final ProjectCalls projects;
    private final Stores stores;
    private final InstalledNames names;
    private final Engines engines;
    private final Sight sight;
    private final ChosenConnection candidates;
    private final InstallationShape shape;

    public InstallCalls(
            Db db, ProjectCalls projects, Stores stores, Engines engines, InstallationShape shape) {
        this.db = db;
        this.projects = projects;
        this.stores = stores;
        this.names =
                new InstalledNames(stores.integrations(), stores.groups(), stores.installations());
        this.engines = engines;
        this.sight = new Sight(stores.groups(), stores.connections());
        this.candidates = new ChosenConnection(sight, engines.canonical());
        this.shape = shape;
    }

    Reply create(Request request) {
        Project project = projects.project(request);
        JsonNode body = request.json();
        Json.required(body, "groupRef");
        boolean samples = !request.queryFlag("skipSampling");
        JsonNode config = Json.inner(body, "config");
        Json.textOrNull(config, "revisionId"); // The revision in force counts.
        ObjectNode content = Json.inner(config, "content");
        if (samples) {
            ChosenConnection.Wanted wanted =
                    db.inTransaction(
                            project.key().number(),
                            tx ->
                                    candidates.of(
                                            tx,
                                            request.by(),
                                            revision(tx, request, project),
                                            body));
            engines.sampling()
                    .sample(wanted.connection(), Installations.preview(wanted.revision(), content));
        }
        Reply reply =
                db.inTransaction(
                        project.key().number(),
                        tx -> {
                            ChosenConnection.Wanted wanted =
                                    candidates.of(
                                            tx, request.by(), revision(tx, request, project), body);
                            Connection connection = wanted.connection();
                            var draft =
                                    new Installations.Draft(
                                            connection.id(),
                                            Json.text(
                                                    config, "createdBy", "api:create-installation"),
                                            content);
                            Installed installed =
                                    stores.installations()
                                            .create(
                                                    tx,
                                                    wanted.group().key(),
                                                    wanted.revision(),
                                                    draft);
                            follow(tx, installed);
                            note(tx, request, project, "installation.created", installed);
                            return Reply.json(201, shape.of(tx, request.by(), installed));
                        });
        engines.jobs().hurry();
        return reply;
    }

    Reply change(Request request) {
        JsonNode body = request.json();
        JsonNode given = Json.requiredInner(body, "installation");
        JsonNode config = Json.inner(given, "config");
        ObjectNode chosen = Json.inner(config, "content");
        List<String> masks = Json.requiredTexts(body, "updateMask");
        @Nullable String connectionId = Json.textOrNull(given, "connectionId");
        return changed(
                request,
                (tx, project) -> {
                    Installed before = installed(tx, request, project);
                    Installation.Config known = before.installation().config();
                    ObjectNode content = patched(ConfigPatch.apply(known.content(), masks, chosen));
                    UUID connection =
                            masks.contains("connectionId") && connectionId != null
                                    ? candidates.connection(tx, before, connectionId).id()
                                    : before.installation().connection();
                    String by = Json.text(config, "createdBy", known.createdBy());
                    return new Change(before, new Installations.Draft(connection, by, content));
                });
    }

    /// Changes the config of one object by a list of JSON changes.
    Reply changeObject(Request request) {
        JsonNode body = request.json();
        var changes = new ArrayList<ConfigPatch.Change>();
        for (JsonNode change : Json.requiredElements(body, "changes")) {
            changes.add(
                    new ConfigPatch.Change(
                            Json.required(change, "op"),
                            Json.required(change, "path"),
                            change.get("value")));
        }
        return changed(
                request,
                (tx, project) -> {
                    Installed before = named(tx, project, revision(tx, request, project), body);
                    Installation known = before.installation();
                    sight.check(tx, request.by(), known);
                    ObjectNode content =
                            patched(
                                    ConfigPatch.apply(
                                            known.config().content(),
                                            Json.required(body, "action"),
                                            request.parameter("object"),
                                            changes));
                    return new Change(
                            before,
                            new Installations.Draft(
                                    known.connection(), known.config().createdBy(), content));
                });
    }

    /// Makes a change after comparing it with the customer's account, which happens outside the
    /// transaction that makes it.
    private Reply changed(Request request, BiFunction<Tx, Project, Change> change) {
        Project project = projects.project(request);
        int number = project.key().number();
        if (!request.queryFlag("skipSampling")) compare(project, number, change);
        Reply reply =
                db.inTransaction(
                        number,
                        tx -> {
                            Change made = change.apply(tx, project);
                            Installed after =
                                    stores.installations().change(tx, made.before(), made.draft());
                            follow(tx, after);
                            note(tx, request, project, "installation.changed", after);
                            return Reply.ok(shape.of(tx, request.by(), after));
                        });
        engines.jobs().hurry();
        return reply;
    }

    private void compare(Project project, int number, BiFunction<Tx, Project, Change> change) {
        Change wanted = db.inTransaction(number, tx -> change.apply(tx, project));
        Optional<Connection> connection =
                db.inTransaction(
                        number,
                        tx ->
                                stores.connections()
                                        .find(tx, project.key(), wanted.draft().connection()));
        EffectiveConfig after =
                Installations.preview(wanted.before().revision(), wanted.draft().content());
        connection.ifPresent(
                found -> engines.sampling().compare(found, wanted.before().config(), after));
    }

    private Installed named(Tx tx, Project project, DeployedRevision revision, JsonNode body) {
        String id = Json.text(body, "installationId", "");
        if (!id.isEmpty()) {
            return stores.installations()
                    .find(tx, project.key(), ChosenConnection.uuid("installation", id))
                    .filter(found -> isOf(found, revision))
                    .orElseThrow(() -> Request.notFound("installation", id));
        }
        String groupRef = Json.required(body, "groupRef");
        return forGroup(tx, revision, groupRef);
    }

    /// The installation of an integration for a group.
    Installed forGroup(Tx tx, DeployedRevision revision, String groupRef) {
        return names.get(tx, revision, groupRef);
    }

    private static ObjectNode patched(ConfigPatch.Patched patched) {
        ObjectNode content = patched.content();
        if (content != null) return content;
        throw new Refusal(
                Refusal.Kind.INVALID,
                patched.findings().stream().map(Finding::diagnostic).toList());
    }

    Reply list(Request request) {
        Project project = projects.project(request);
        String groupRef = request.query("groupRef");
        return db.inTransaction(
                project.key().number(),
                tx -> {
                    Optional<DeployedRevision> one =
                            request.parameters().containsKey("integration")
                                    ? Optional.of(revision(tx, request, project))
                                    : Optional.empty();
                    List<Installed> all =
                            groupRef.isEmpty()
                                    ? one.map(revision -> stores.installations().of(tx, revision))
                                            .orElseGet(() ->
                                                    stores.installations().all(tx, project.key()))
                                    : ofGroup(tx, project, groupRef).stream()
                                            .filter(each ->
                                                    one.map(revision -> isOf(each, revision))
                                                            .orElse(true))
                                            .toList();
                    return Reply.ok(Json.array().addAll(shape.of(tx, request.by(), all)));
                });
    }

    /// The installations of a group; none when nobody has named it yet.
    List<Installed> ofGroup(Tx tx, Project project, String groupRef) {
        return stores.groups()
                .find(tx, project.key(), groupRef)
                .map(group -> stores.installations().of(tx, group.key()))
                .orElse(List.of());
    }

    Reply get(Request request) {
        Project project = projects.project(request);
        return Reply.ok(
                db.inTransaction(
                        project.key().number(),
                        tx -> shape.of(tx, request.by(), installed(tx, request, project))));
    }

    Reply delete(Request request) {
        Project project = projects.project(request);
        Installed deleted =
                db.inTransaction(
                        project.key().number(),
                        tx -> {
                            Installed gone = installed(tx, request, project);
                            engines.reads().remove(tx, gone);
                            engines.watch().remove(tx, gone);
                            stores.installations().delete(tx, gone.installation());
                            note(tx, request, project, "installation.deleted", gone);
                            return gone;
                        });
        engines.connections()
                .ending()
                .endIfUnused(project, deleted.installation().connection(), request.by().name());
        return Reply.empty();
    }

    Reply pause(Request request) {
        return rest(request, true);
    }

    Reply resume(Request request) {
        return rest(request, false);
    }

    private Reply rest(Request request, boolean paused) {
        Project project = projects.project(request);
        JsonNode body = request.body().length == 0 ? Json.object() : request.json();
        List<String> objects = Json.texts(body, "objects");
        Json.textOrNull(body, "note");
        db.inTransaction(
                project.key().number(),
                tx -> {
                    Installed installed = installed(tx, request, project);
                    if (objects.isEmpty()) {
                        stores.installations().pause(tx, installed.installation(), paused);
                        engines.reads().plan(tx, installed);
                    } else {
                        objects.forEach(object ->
                                engines.reads()
                                        .pause(
                                                tx,
                                                installed,
                                                shape.dataset(tx, installed, object),
                                                paused));
                    }
                    note(
                            tx,
                            request,
                            project,
                            paused ? "installation.paused" : "installation.resumed",
                            installed);
                    return installed;
                });
        engines.jobs().hurry();
        return Reply.empty();
    }

    private void follow(Tx tx, Installed installed) {
        engines.deliveries().plan(tx, installed);
        engines.reads().plan(tx, installed);
        engines.watch().plan(tx, installed);
    }

    private void note(Tx tx, Request request, Project project, String action, Installed installed) {
        stores.audit()
                .note(
                        tx,
                        project.key(),
                        request.by().name(),
                        action,
                        installed.installation().id().toString(),
                        Map.of("integration", installed.revision().name()));
    }

    private DeployedRevision revision(Tx tx, Request request, Project project) {
        return stores.integrations().get(tx, project.key(), request.parameter("integration"));
    }

    /// The installation that a request names by its id.
    Installed installed(Tx tx, Request request, Project project) {
        UUID id = request.id("installation");
        DeployedRevision revision = revision(tx, request, project);
        return stores.installations()
                .find(tx, project.key(), id)
                .filter(found -> isOf(found, revision))
                .orElseThrow(() -> Request.notFound("installation", id.toString()));
    }

    private static boolean isOf(Installed installed, DeployedRevision revision) {
        return installed.installation().integration().equals(revision.integration());
    }

    private record Change(Installed before, Installations.Draft draft) {}

    /// What installations are made from.
    public record Stores(
            Groups groups,
            Connections connections,
            Integrations integrations,
            Installations installations,
            Audit audit) {}

    /// What follows when an installation changes.
    ///
    /// @param canonical the connector's name for any spelling of a provider
    /// @param connections ends those that nothing uses any more
    public record Engines(
            ConnectCalls connections,
            Reads reads,
            Sampling sampling,
            Deliveries deliveries,
            SchemaWatch watch,
            Jobs jobs,
            UnaryOperator<String> canonical) {}
}
