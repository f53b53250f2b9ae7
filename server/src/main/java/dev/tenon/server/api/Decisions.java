package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.jobs.Jobs;
import dev.tenon.server.json.Json;
import dev.tenon.server.records.Dataset;
import dev.tenon.server.records.Datasets;
import dev.tenon.server.sync.HeldDeletions;
import dev.tenon.server.sync.HeldDeletions.Held;
import dev.tenon.server.sync.HeldDeletions.Status;
import dev.tenon.server.sync.Reads;
import dev.tenon.server.tenant.Audit;
import dev.tenon.server.tenant.Group;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.Project;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// What people decide on deletions that are held, by the API or in the console. Safe for use by
/// many threads.
public final class Decisions {
    private final Db db;
    private final Reads reads;
    private final Jobs jobs;
    private final Stores stores;

    public Decisions(Db db, Reads reads, Jobs jobs, Stores stores) {
        this.db = db;
        this.reads = reads;
        this.jobs = jobs;
        this.stores = stores;
    }

    /// The newest of a project, decided or not.
    public List<ObjectNode> newest(Project project, int limit) {
        return db.inTransaction(
                project.key().number(),
                tx ->
                        stores.held().of(tx, project.key(), null, null, limit).stream()
                                .map(held -> json(tx, held))
                                .toList());
    }

    /// Has the records deleted from the store, but for those that were seen since.
    ///
    /// @param by who says so
    public ObjectNode release(Project project, UUID id, String by) {
        return decide(project, id, Status.RELEASED, by);
    }

    /// Keeps the records.
    ///
    /// @param by who says so
    public ObjectNode discard(Project project, UUID id, String by) {
        return decide(project, id, Status.DISCARDED, by);
    }

    /// @throws Refusal `held-deletion.unknown`, or `held-deletion.decided` when it is not held any
    ///   more
    private ObjectNode decide(Project project, UUID id, Status decision, String by) {
        ObjectNode decided =
                db.inTransaction(
                        project.key().number(), tx -> decide(tx, project, id, decision, by));
        jobs.hurry();
        return decided;
    }

    private ObjectNode decide(Tx tx, Project project, UUID id, Status decision, String by) {
        Held held =
                stores.held()
                        .find(tx, project.key(), id)
                        .orElseThrow(() -> Request.notFound("held-deletion", id.toString()));
        Optional<Held> decided = reads.decide(tx, held, decision, by);
        stores.audit()
                .note(
                        tx,
                        project.key(),
                        by,
                        "held-deletion." + word(decision),
                        id.toString(),
                        Map.of("records", "" + held.amount().records()));
        return decided.map(each -> json(tx, each)).orElseThrow(() -> notHeld(held));
    }

    private static Refusal notHeld(Held held) {
        return new Refusal(
                Refusal.Kind.CONFLICT,
                "held-deletion.decided",
                "These deletions are not held any more: they are " + word(held.status()) + ".",
                "held",
                "List what is held now: tenon held-deletions list.");
    }

    /// As it stands in replies.
    ObjectNode json(Tx tx, Held held) {
        Optional<Dataset> dataset = stores.datasets().get(tx, held.dataset());
        Group group = stores.groups().get(tx, held.dataset().group());
        ObjectNode json = Json.object();
        json.put("id", held.id().toString());
        json.put("groupRef", group.ref());
        json.put("objectName", dataset.map(Dataset::object).orElse(""));
        json.put("installationId", dataset.map(each -> each.installation().toString()).orElse(""));
        json.put("operationId", held.operation().toString());
        json.put("records", held.amount().records());
        json.put("ofRecords", held.amount().of());
        json.put("status", word(held.status()));
        json.put("createTime", held.createdAt().toString());
        json.put("decidedBy", held.decision().by());
        Json.putIfPresent(json, "decideTime", held.decision().at());
        return json;
    }

    static String word(Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    /// Where things are found.
    public record Stores(HeldDeletions held, Datasets datasets, Groups groups, Audit audit) {}
}
