package dev.tenon.server.api;

import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.outbound.Providers;
import dev.tenon.server.tenant.Consumer;
import dev.tenon.server.tenant.Group;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.vault.Connection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// How connections look.
final class ConnectionShapes {
    private final Groups groups;
    private final Providers providers;

    ConnectionShapes(Groups groups, Providers providers) {
        this.groups = groups;
        this.providers = providers;
    }

    /// The compatible shapes of connections, by their ids, in their order. Costs two statements at
    /// most.
    Map<UUID, ObjectNode> of(Tx tx, Project project, List<Connection> connections) {
        List<GroupId> of = connections.stream().map(Connection::group).distinct().toList();
        var named = new HashMap<GroupId, Group>();
        groups.get(tx, project.key(), of).forEach(each -> named.put(each.key(), each));
        var consumers = new HashMap<Long, Consumer>();
        if (connections.stream().anyMatch(each -> each.consumer() != null)) {
            groups.consumers(tx, project.key(), of)
                    .forEach(each -> consumers.put(each.number(), each));
        }
        var shapes = new LinkedHashMap<UUID, ObjectNode>();
        for (Connection each : connections) {
            Group group = Objects.requireNonNull(named.get(each.group()));
            shapes.put(each.id(), shape(project, each, group, consumers.get(each.consumer())));
        }
        return shapes;
    }

    ObjectNode of(Tx tx, Project project, Connection connection) {
        return Objects.requireNonNull(of(tx, project, List.of(connection)).get(connection.id()));
    }

    private ObjectNode shape(
            Project project, Connection connection, Group group, @Nullable Consumer consumer) {
        ObjectNode json = Json.object();
        String projectId = project.id().toString();
        json.put("id", connection.id().toString());
        json.put("projectId", projectId);
        json.put("provider", connection.provider());
        json.set("group", Shapes.group(group, projectId));
        if (consumer != null) json.set("consumer", Shapes.consumer(consumer, projectId));
        if (!connection.account().workspaceRef().isEmpty()) {
            json.put("providerWorkspaceRef", connection.account().workspaceRef());
        }
        json.put("providerConsumerRef", connection.account().ref());
        json.put("authScheme", connection.account().authScheme());
        json.put("status", connection.status().wireName());
        if (!connection.statusReason().isEmpty())
            json.put("statusReason", connection.statusReason());
        json.set("providerMetadata", metadata(connection));
        json.put("createTime", connection.times().createdAt().toString());
        json.put("updateTime", connection.times().updatedAt().toString());
        return json;
    }

    /// Settings that were given, and what the provider told while signing in.
    private ObjectNode metadata(Connection connection) {
        Set<String> settings =
                providers
                        .info(connection.provider())
                        .map(info -> info.settings().keySet())
                        .orElse(Set.of());
        ObjectNode json = Json.object();
        connection
                .account()
                .metadata()
                .forEach((name, value) ->
                        json.putObject(name)
                                .put("value", value)
                                .put("source", settings.contains(name) ? "input" : "token"));
        return json;
    }
}
