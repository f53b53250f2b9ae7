package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.format.EffectiveRead;
import dev.tenon.server.db.Tx;
import dev.tenon.server.deploy.Integrations;
import dev.tenon.server.install.Installed;
import dev.tenon.server.recent.Recent;
import dev.tenon.server.records.Dataset;
import dev.tenon.server.records.DatasetId;
import dev.tenon.server.records.ObjectShape;
import dev.tenon.server.schema.Schemas;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.vault.Connections;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// The datasets that requests name, and how the product sees each. What was put together is kept,
/// and used for as long as one statement finds revision, config, connection, schema and index slots
/// to be those that it was made from: a query never sees a manifest or config of before. Safe for
/// use by many threads.
public final class ObjectViews {
    private final InstallCalls installs;
    private final InstallationShape shapes;
    private final Stores stores;
    private final Recent<Key, Known> known = new Recent<>(1_000);

    public ObjectViews(InstallCalls installs, InstallationShape shapes, Stores stores) {
        this.installs = installs;
        this.shapes = shapes;
        this.stores = stores;
    }

    /// The dataset of `{object}` of `{integration}` for the `groupRef` of a request.
    ///
    /// @throws Refusal `integration.unknown`, `installation.unknown`, `object.unknown`,
    ///   `object.disabled`, `object.not-read-yet`
    Seen find(Tx tx, Request request, Project project) {
        var key =
                new Key(
                        project.key(),
                        request.parameter("integration"),
                        request.queryRequired("groupRef"),
                        request.parameter("object"));
        Known before = known.get(key);
        if (before != null) {
            boolean holds =
                    stamp(tx, key, before.seen().dataset().object())
                            .filter(before.stamp()::equals)
                            .isPresent();
            if (holds) return before.seen();
        }
        // What is kept is put together after its stamp was taken: what changes in between shows.
        Optional<Stamp> stamp = stamp(tx, key, load(tx, key, project).dataset().object());
        Seen seen = load(tx, key, project);
        stamp.ifPresent(taken -> known.put(key, new Known(taken, seen)));
        return seen;
    }

    /// The same dataset with its installation, as it is now, whatever has been read of it.
    Place place(Tx tx, Project project, Request request, String groupRef) {
        var revision =
                stores.integrations().get(tx, project.key(), request.parameter("integration"));
        Installed installed = installs.forGroup(tx, revision, groupRef);
        String object = request.parameter("object");
        shapes.read(installed, object);
        return new Place(installed, shapes.dataset(tx, installed, object));
    }

    private Seen load(Tx tx, Key key, Project project) {
        var revision = stores.integrations().get(tx, project.key(), key.integration());
        Installed installed = installs.forGroup(tx, revision, key.groupRef());
        EffectiveRead read = shapes.read(installed, key.object());
        Dataset dataset = shapes.dataset(tx, installed, key.object());
        return stores.connections()
                .find(tx, project.key(), installed.installation().connection())
                .flatMap(connection ->
                        stores.schemas().remembered(tx, connection, read.objectName()))
                .map(schema -> new Seen(dataset, ObjectShape.of(read, schema)))
                .orElseThrow(ObjectViews::notYet);
    }

    /// What the view of an object is made from, told apart by ids that change with it.
    private static Optional<Stamp> stamp(Tx tx, Key key, String object) {
        return tx.first(
                """
                select i.id, i.revision, n.config_id, n.connection_id, d.dataset_id,
                  d.slots::text as slots, s.described_at
                from integrations i
                join groups g on g.project_id = i.project_id and g.group_ref = ?
                join installations n on n.project_id = i.project_id and n.group_id = g.group_id
                  and n.integration_id = i.id
                join datasets d on d.project_id = n.project_id and d.group_id = n.group_id
                  and d.installation_id = n.id and d.object_name = ?
                join schemas s on s.project_id = n.project_id and s.group_id = n.group_id
                  and s.connection_id = n.connection_id and s.object_name = d.object_name
                where i.project_id = ? and (i.name = ? or i.id::text = ?)\
                """,
                row ->
                        new Stamp(
                                row.uuid("id"),
                                row.integer("revision"),
                                row.uuid("config_id"),
                                row.uuid("connection_id"),
                                row.number("dataset_id"),
                                row.text("slots"),
                                row.instant("described_at")),
                key.groupRef(),
                object,
                key.project().number(),
                key.integration(),
                key.integration());
    }

    private static Refusal notYet() {
        return new Refusal(
                Refusal.Kind.CONFLICT,
                "object.not-read-yet",
                "Nothing has been read of this object yet.",
                "object",
                "Look at the installation's status, and try again when its first page has been read.");
    }

    /// A dataset and how the product sees it. The dataset's counts are those of when it was put
    /// together.
    record Seen(Dataset dataset, ObjectShape shape) {
        DatasetId id() {
            return dataset.id();
        }
    }

    /// A dataset and its installation.
    record Place(Installed installed, Dataset dataset) {}

    /// Where the parts come from.
    public record Stores(Integrations integrations, Connections connections, Schemas schemas) {}

    private record Key(ProjectId project, String integration, String groupRef, String object) {}

    private record Stamp(
            UUID integration,
            int revision,
            UUID config,
            UUID connection,
            long dataset,
            String slots,
            Instant describedAt) {}

    private record Known(Stamp stamp, Seen seen) {}
}
