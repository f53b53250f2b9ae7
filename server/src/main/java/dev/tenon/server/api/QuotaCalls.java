package dev.tenon.server.api;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.jobs.Job.Lane;
import dev.tenon.server.json.Json;
import dev.tenon.server.quota.QuotaReadings.Reading;
import dev.tenon.server.quota.Quotas;
import dev.tenon.server.tenant.Group;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Connections;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What is left of the providers' quotas, by connection.
public final class QuotaCalls {
    private final Db db;
    private final ProjectCalls projects;
    private final Stores stores;

    public QuotaCalls(Db db, ProjectCalls projects, Stores stores) {
        this.db = db;
        this.projects = projects;
        this.stores = stores;
    }

    Reply list(Request request) {
        Project project = projects.project(request);
        String groupRef = request.query("groupRef");
        String provider = request.query("provider");
        return db.inTransaction(
                project.key().number(),
                tx -> {
                    ObjectNode json = Json.object();
                    ArrayNode results = json.putArray("results");
                    for (Connection each : connections(tx, project, groupRef)) {
                        if (!provider.isEmpty() && !each.provider().equals(provider)) continue;
                        Group group = stores.groups().get(tx, each.group());
                        stores.quotas()
                                .of(tx, project.key(), each.id())
                                .forEach(quota -> results.add(json(group, each, quota)));
                    }
                    json.putNull("next");
                    return Reply.ok(json);
                });
    }

    private List<Connection> connections(Tx tx, Project project, String groupRef) {
        List<Connection> all = stores.connections().all(tx, project.key());
        if (groupRef.isEmpty()) return all;
        Group group =
                stores.groups()
                        .find(tx, project.key(), groupRef)
                        .orElseThrow(() -> Request.notFound("group", groupRef));
        return all.stream().filter(each -> each.group().equals(group.key())).toList();
    }

    private static ObjectNode json(Group group, Connection connection, Quotas.Standing quota) {
        Reading reading = quota.reading();
        ObjectNode json = Json.object();
        json.put("groupRef", group.ref());
        json.put("provider", connection.provider());
        json.put("connectionId", connection.id().toString());
        json.put("quota", reading.quota());
        json.put("allowed", reading.allowed());
        json.put("used", quota.used());
        json.put("readAt", reading.at().toString());
        Json.putIfPresent(json, "pausedUntil", quota.pausedUntil());
        ObjectNode left = json.putObject("left");
        for (Lane lane : Lane.values()) {
            left.put(lane.name().toLowerCase(Locale.ROOT).replace('_', '-'), quota.left(lane));
        }
        return json;
    }

    /// Where things are found.
    public record Stores(Groups groups, Connections connections, Quotas quotas) {}
}
