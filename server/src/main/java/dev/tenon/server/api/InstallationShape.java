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
import dev.tenon.server.records.Dataset;
import dev.tenon.server.records.Datasets;
import dev.tenon.server.sync.ReadState;
import dev.tenon.server.sync.Reads;
import dev.tenon.server.sync.Run;
import dev.tenon.server.sync.Track;
import dev.tenon.server.tenant.Group;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Connections;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    private final ConnectionShape connectionShape;
    private final Forecasts forecasts;

    public InstallationShape(
            Stores stores, Reads reads, Deliveries deliveries, Forecasts forecasts) {
        this.groups = stores.groups();
        this.connections = stores.connections();
        this.datasets = stores.datasets();
        this.operations = stores.operations();
        this.reads = reads;
        this.deliveries = deliveries;
        this.connectionShape = stores.connectionShape();
        this.forecasts = forecasts;
    }

    ObjectNode of(Tx tx, Project project, Installed installed) {
        Installation installation = installed.installation();
        ObjectNode json = Json.object();
        String projectId = project.id().toString();
        json.put("id", installation.id().toString());
        json.put("projectId", projectId);
        json.put("integrationId", installation.integration().toString());
        json.set("group", Shapes.group(groups.get(tx, installation.group()), projectId));
        json.put("healthStatus", health(tx, installed) ? "healthy" : "unhealthy");
        operations.of(tx, project.key(), installation.id(), null, 1).stream()
                .findFirst()
                .ifPresent(last -> json.put("lastOperationStatus", last.status().wireName()));
        connections
                .find(tx, project.key(), installation.connection())
                .ifPresent(found -> json.set("connection", connectionShape.of(tx, project, found)));
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

    /// How each object of an installation stands.
    public ObjectNode status(Tx tx, Project project, Installed installed) {
        Installation installation = installed.installation();
        Group group = groups.get(tx, installation.group());
        Optional<Connection> connection =
                connections.find(tx, project.key(), installation.connection());
        ObjectNode json = Json.object();
        json.put("groupRef", group.ref());
        json.put("groupName", group.name());
        json.put("integration", installed.revision().name());
        json.put("provider", installed.revision().content().provider());
        json.put("installationId", installation.id().toString());
        json.put("health", health(tx, installed) ? "healthy" : "unhealthy");
        json.put(
                "connectionStatus",
                connection.map(found -> found.status().wireName()).orElse("deleted"));
        json.put("paused", installation.paused());
        ArrayNode objects = json.putArray("objects");
        for (EffectiveRead read : installed.config().reads().values()) {
            datasets.find(tx, installation.group(), installation.id(), read.objectName())
                    .ifPresent(dataset -> objects.add(object(tx, installed, read, dataset)));
        }
        return json;
    }

    private ObjectNode object(Tx tx, Installed installed, EffectiveRead read, Dataset dataset) {
        Optional<ReadState> state = reads.state(tx, dataset.id());
        Run run = state.flatMap(ReadState::run).orElse(null);
        ObjectNode json = Json.object();
        json.put("objectName", read.objectName());
        json.put("mappedName", read.mappedName());
        json.put("records", dataset.live());
        json.put("seq", dataset.seq());
        json.put("state", word(installed, read, state.orElse(null)));
        json.put("recordsRead", run == null ? 0 : run.recordsRead());
        json.put("recordsExpected", run == null ? -1 : run.expected());
        state.ifPresent(known -> {
            Json.putIfPresent(json, "lastSuccessAt", known.times().success());
            Json.putIfPresent(json, "freshAt", known.times().freshAt());
            json.put("failures", known.worst().failures());
            json.put("problem", known.worst().problem());
            forecasts
                    .of(tx, installed, known)
                    .ifPresent(found -> json.set("forecast", forecasts.json(found)));
        });
        Json.putIfPresent(json, "destination", read.destination());
        Deliveries.Backlog backlog = deliveries.backlog(tx, dataset);
        json.put("pendingChanges", backlog.changes());
        json.put("deliveryProblem", backlog.problem());
        return json;
    }

    private static String word(Installed installed, EffectiveRead read, @Nullable ReadState state) {
        if (read.disabled()) return "disabled";
        if (installed.installation().paused()) return "paused";
        if (state == null) return "idle";
        if (state.paused()) return "paused";
        return state.watched().map(Track::wireName).orElse("idle");
    }

    /// Healthy while the connection works and no object has failed three times in a row.
    private boolean health(Tx tx, Installed installed) {
        Installation installation = installed.installation();
        boolean signedIn =
                connections
                        .find(tx, installation.group().project(), installation.connection())
                        .map(found -> found.status() != Connection.Status.BAD_CREDENTIALS)
                        .orElse(false);
        return signedIn
                && datasets.of(tx, installation.group(), installation.id()).stream()
                        .map(dataset -> reads.state(tx, dataset.id()))
                        .flatMap(Optional::stream)
                        .allMatch(state -> state.worst().failures() < 3);
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

    Operation operation(Tx tx, Project project, java.util.UUID id) {
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
            ConnectionShape connectionShape) {}

    /// How a connection looks.
    @FunctionalInterface
    public interface ConnectionShape {
        ObjectNode of(Tx tx, Project project, Connection connection);
    }
}
