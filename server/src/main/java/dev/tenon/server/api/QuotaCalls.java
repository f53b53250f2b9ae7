package dev.tenon.server.api;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.jobs.Job.Lane;
import dev.tenon.server.json.Json;
import dev.tenon.server.outbound.AccountBudgets;
import dev.tenon.server.outbound.Providers;
import dev.tenon.server.quota.Budget;
import dev.tenon.server.quota.Budgets;
import dev.tenon.server.quota.QuotaReadings.Reading;
import dev.tenon.server.quota.Quotas;
import dev.tenon.server.tenant.Group;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Connections;
import dev.tenon.spi.ConnectorInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What is left of the providers' quotas: by connection as replies have told it, and of the budgets
/// that are known beforehand.
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
        return Reply.ok(
                of(
                        projects.project(request),
                        request.query("groupRef"),
                        request.query("provider")));
    }

    /// All quotas and budgets of a project.
    public ObjectNode of(Project project) {
        return of(project, "", "");
    }

    /// @param groupRef empty for all
    /// @param provider empty for all
    private ObjectNode of(Project project, String groupRef, String provider) {
        int number = project.key().number();
        List<Connection> found =
                db.inTransaction(number, tx -> connections(tx, project, groupRef)).stream()
                        .filter(each -> provider.isEmpty() || each.provider().equals(provider))
                        .toList();
        List<Known> known = known(found);
        return db.inTransaction(
                number,
                tx -> {
                    ObjectNode json = Json.object();
                    ArrayNode results = json.putArray("results");
                    results.addAll(accounts(tx, project, found));
                    json.putArray("budgets").addAll(budgets(tx, known));
                    json.putNull("next");
                    return json;
                });
    }

    private List<ObjectNode> accounts(Tx tx, Project project, List<Connection> connections) {
        Map<UUID, List<Quotas.Standing>> quotas =
                stores
                        .quotas()
                        .of(tx, project.key(), connections.stream().map(Connection::id).toList())
                        .stream()
                        .collect(Collectors.groupingBy(Quotas.Standing::connection));
        Map<GroupId, Group> groups =
                stores
                        .groups()
                        .get(
                                tx,
                                project.key(),
                                connections.stream().map(Connection::group).toList())
                        .stream()
                        .collect(Collectors.toMap(Group::key, group -> group));
        var accounts = new ArrayList<ObjectNode>();
        for (Connection each : connections) {
            Group group = Objects.requireNonNull(groups.get(each.group()));
            for (Quotas.Standing quota : quotas.getOrDefault(each.id(), List.of())) {
                accounts.add(json(group, each, quota));
            }
        }
        return accounts;
    }

    private List<ObjectNode> budgets(Tx tx, List<Known> known) {
        List<Budgets.Standing> standings =
                stores.quotas().budgets().of(tx, known.stream().map(Known::budget).toList());
        var budgets = new ArrayList<ObjectNode>();
        for (int i = 0; i < known.size(); i++) budgets.add(json(known.get(i), standings.get(i)));
        return budgets;
    }

    private List<Connection> connections(Tx tx, Project project, String groupRef) {
        if (groupRef.isEmpty()) return stores.connections().all(tx, project.key());
        Group group =
                stores.groups()
                        .find(tx, project.key(), groupRef)
                        .orElseThrow(() -> Request.notFound("group", groupRef));
        return stores.connections().of(tx, project.key(), List.of(group.key()));
    }

    /// Each budget once, however many connections it pays for.
    private List<Known> known(List<Connection> connections) {
        var known = new LinkedHashMap<Budget, Known>();
        for (Connection each : connections) {
            Optional<ConnectorInfo> info = stores.providers().info(each.provider());
            if (info.isEmpty()) continue;
            for (Budget budget : stores.budgets().of(each, info.get())) {
                boolean isOwn = budget.owner().id().equals(each.id());
                known.putIfAbsent(
                        budget, new Known(each.provider(), isOwn ? "connection" : "app", budget));
            }
        }
        return List.copyOf(known.values());
    }

    private static ObjectNode json(Known known, Budgets.Standing standing) {
        Budget budget = known.budget();
        ObjectNode json = Json.object();
        json.put("provider", known.provider());
        json.put("quota", budget.quota());
        json.put("per", known.per());
        json.put("ownerId", budget.owner().id().toString());
        json.put("calls", budget.calls());
        json.put("seconds", budget.window().toSeconds());
        json.put("used", standing.used());
        left(json, lane -> standing.left().getOrDefault(lane, 0L));
        return json;
    }

    private static void left(ObjectNode json, ToLongFunction<Lane> calls) {
        ObjectNode left = json.putObject("left");
        for (Lane lane : Lane.values()) {
            left.put(
                    lane.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                    calls.applyAsLong(lane));
        }
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
        left(json, quota::left);
        return json;
    }

    /// Where things are found.
    public record Stores(
            Groups groups,
            Connections connections,
            Providers providers,
            Quotas quotas,
            AccountBudgets budgets) {}

    /// @param per what the calls are counted over
    private record Known(String provider, String per, Budget budget) {}
}
