package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.format.EffectiveRead;
import dev.tenon.format.Nearest;
import dev.tenon.server.db.Tx;
import dev.tenon.server.delivery.Deliveries;
import dev.tenon.server.install.Installation;
import dev.tenon.server.install.Installed;
import dev.tenon.server.json.Json;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.outbound.Providers;
import dev.tenon.server.records.Dataset;
import dev.tenon.server.records.Datasets;
import dev.tenon.server.sync.ReadState;
import dev.tenon.server.sync.Reads;
import dev.tenon.server.sync.Run;
import dev.tenon.server.sync.Track;
import dev.tenon.server.tenant.Group;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.vault.Connections;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How installations look: the compatible shape, and our status of each object.
public final class InstallationShape {
    private final Groups groups;
    private final Connections connections;
    private final Datasets datasets;
    private final Operations operations;
    private final Reads reads;
    private final Deliveries deliveries;
    private final ConnectionShapes connectionShapes;
    private final Forecasts forecasts;

    public InstallationShape(
            Stores stores, Reads reads, Deliveries deliveries, Forecasts forecasts) {
        this.groups = stores.groups();
        this.connections = stores.connections();
        this.datasets = stores.datasets();
        this.operations = stores.operations();
        this.reads = reads;
        this.deliveries = deliveries;
        this.connectionShapes = new ConnectionShapes(stores.groups(), stores.providers());
        this.forecasts = forecasts;
    }

    ObjectNode of(Tx tx, Caller caller, Installed installed) {
        return of(tx, caller, List.of(installed)).getFirst();
    }

    /// The same of many, with as many statements, as a caller who is bound to a project may see
    /// them.
    List<ObjectNode> of(Tx tx, Caller caller, List<Installed> all) {
        Project project = Objects.requireNonNull(caller.bound());
        InstallationFacts facts = facts(tx, project, all);
        Map<UUID, ObjectNode> shaped = connectionShapes.of(tx, project, facts.connections(all));
        Map<UUID, Operation> newest =
                operations
                        .newest(
                                tx,
                                project.key(),
                                all.stream().map(each -> each.installation().id()).toList())
                        .stream()
                        .collect(
                                Collectors.toMap(
                                        each -> each.subject().installation(), each -> each));
        return all.stream()
                .map(each -> {
                    ObjectNode json = one(project, each, facts);
                    Operation last = newest.get(each.installation().id());
                    if (last != null) json.put("lastOperationStatus", last.status().wireName());
                    ObjectNode connection = shaped.get(each.installation().connection());
                    if (connection != null) json.set("connection", connection);
                    return Sight.hide(caller, json);
                })
                .toList();
    }

    private static ObjectNode one(Project project, Installed installed, InstallationFacts facts) {
        Installation installation = installed.installation();
        ObjectNode json = Json.object();
        String projectId = project.id().toString();
        json.put("id", installation.id().toString());
        json.put("projectId", projectId);
        json.put("integrationId", installation.integration().toString());
        json.set("group", Shapes.group(facts.group(installation), projectId));
        json.put("healthStatus", facts.isHealthy(installation) ? "healthy" : "unhealthy");
        json.put("createTime", installation.times().createdAt().toString());
        json.put("createdBy", installation.config().createdBy());
        json.put("updateTime", installation.times().updatedAt().toString());
        ObjectNode config = json.putObject("config");
        config.put("id", installation.config().id().toString());
        config.put("revisionId", installed.revision().revision().id().toString());
        config.put("createTime", installation.times().updatedAt().toString());
        config.put("createdBy", installation.config().createdBy());
        config.set("content", installation.config().content());
        return json;
    }

    /// How each object of installations stands.
    List<ObjectNode> statuses(Tx tx, Project project, List<Installed> all) {
        InstallationFacts facts = facts(tx, project, all);
        Deliveries.Backlogs backlogs = deliveries.backlogs(tx, project.key(), groups(all));
        return all.stream().map(each -> status(tx, each, facts, backlogs)).toList();
    }

    private ObjectNode status(
            Tx tx, Installed installed, InstallationFacts facts, Deliveries.Backlogs backlogs) {
        Installation installation = installed.installation();
        Group group = facts.group(installation);
        ObjectNode json = Json.object();
        json.put("groupRef", group.ref());
        json.put("groupName", group.name());
        json.put("integration", installed.revision().name());
        json.put("provider", installed.revision().content().provider());
        json.put("installationId", installation.id().toString());
        json.put("health", facts.isHealthy(installation) ? "healthy" : "unhealthy");
        json.put(
                "connectionStatus",
                facts.connection(installation)
                        .map(found -> found.status().wireName())
                        .orElse("deleted"));
        json.put("paused", installation.paused());
        ArrayNode objects = json.putArray("objects");
        for (EffectiveRead read : installed.config().reads().values()) {
            facts.dataset(installation, read.objectName())
                    .ifPresent(dataset -> {
                        ReadState state = facts.state(dataset).orElse(null);
                        ObjectNode object = object(tx, installed, dataset, state);
                        object.put("mappedName", read.mappedName());
                        object.put("state", word(installed, read, state));
                        Json.putIfPresent(object, "destination", read.destination());
                        Deliveries.Backlog backlog = backlogs.of(dataset);
                        object.put("pendingChanges", backlog.changes());
                        object.put("deliveryProblem", backlog.problem());
                        objects.add(object);
                    });
        }
        return json;
    }

    /// The forecast of a backfill under way costs statements of its own.
    private ObjectNode object(
            Tx tx, Installed installed, Dataset dataset, @Nullable ReadState state) {
        Run run = state == null ? null : state.run().orElse(null);
        ObjectNode json = Json.object();
        json.put("objectName", dataset.object());
        json.put("records", dataset.live());
        json.put("seq", dataset.seq());
        json.put("recordsRead", run == null ? 0 : run.recordsRead());
        json.put("recordsExpected", run == null ? -1 : run.expected());
        if (state == null) return json;
        Json.putIfPresent(json, "lastSuccessAt", state.times().success());
        Json.putIfPresent(json, "freshAt", state.times().freshAt());
        json.put("failures", state.worst().failures());
        json.put("problem", state.worst().problem());
        forecasts
                .of(tx, installed, state)
                .ifPresent(found -> json.set("forecast", forecasts.json(found)));
        return json;
    }

    private static String word(Installed installed, EffectiveRead read, @Nullable ReadState state) {
        if (read.disabled()) return "disabled";
        if (installed.installation().paused()) return "paused";
        if (state == null) return "idle";
        if (state.paused()) return "paused";
        return state.watched().map(Track::wireName).orElse("idle");
    }

    private InstallationFacts facts(Tx tx, Project project, List<Installed> all) {
        List<GroupId> groups = groups(all);
        return new InstallationFacts(
                this.groups.get(tx, project.key(), groups),
                connections.of(tx, project.key(), groups),
                datasets.of(tx, project.key(), groups),
                reads.states(tx, project.key(), groups));
    }

    private static List<GroupId> groups(List<Installed> all) {
        return all.stream().map(each -> each.installation().group()).distinct().toList();
    }

    /// The dataset of an object that an installation reads, by either name.
    ///
    /// @throws Refusal `object.unknown` with the nearest names
    Dataset dataset(Tx tx, Installed installed, String object) {
        EffectiveRead read = read(installed, object);
        return datasets.find(
                        tx,
                        installed.installation().group(),
                        installed.installation().id(),
                        read.objectName())
                .orElseThrow(() -> unknown(installed, object));
    }

    /// An object that an installation reads, by either name.
    ///
    /// @throws Refusal `object.unknown` or `object.disabled`
    EffectiveRead read(Installed installed, String object) {
        EffectiveRead read = installed.config().read(object);
        if (read == null) throw unknown(installed, object);
        if (!read.disabled()) return read;
        throw new Refusal(
                Refusal.Kind.UNPROCESSABLE,
                "object.disabled",
                "\"" + object + "\" is switched off for this installation.",
                "object",
                "Set \"disabled\" of the object to false in the installation's config.");
    }

    private static Refusal unknown(Installed installed, String object) {
        var names = new ArrayList<String>();
        for (EffectiveRead read : installed.config().reads().values()) {
            names.add(read.objectName());
            if (!read.mappedName().equals(read.objectName())) names.add(read.mappedName());
        }
        return new Refusal(
                Refusal.Kind.NOT_FOUND,
                "object.unknown",
                "\""
                        + installed.revision().name()
                        + "\" does not read \""
                        + object
                        + "\" for this group.",
                "object",
                Nearest.advice(object, names, "Read one of: " + String.join(", ", names) + "."));
    }

    Operation operation(Tx tx, Project project, UUID id) {
        return operations
                .find(tx, project.key(), id)
                .orElseThrow(() -> Request.notFound("operation", id.toString()));
    }

    List<Operation> operations(
            Tx tx,
            Project project,
            Installed installed,
            java.time.@Nullable Instant before,
            int limit) {
        return operations.of(tx, project.key(), installed.installation().id(), before, limit);
    }

    List<Operations.LogLine> logs(Tx tx, Operation operation, int limit) {
        return operations.logs(tx, operation.group(), operation.id(), limit);
    }

    /// What an installation's state is read from.
    public record Stores(
            Groups groups,
            Connections connections,
            Datasets datasets,
            Operations operations,
            Providers providers) {}
}
