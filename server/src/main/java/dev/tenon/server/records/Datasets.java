package dev.tenon.server.records;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.server.db.Row;
import dev.tenon.server.db.Tx;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.ProjectId;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The datasets of a project, and the index slots of each. Safe for use by many threads.
public final class Datasets {
    private static final int REFILL_PAGE = 2_000;

    private final InstantSource clock;

    public Datasets(InstantSource clock) {
        this.clock = clock;
    }

    /// Makes room for a new project's records. Run as system.
    public void createPartition(Tx tx, ProjectId project) {
        String partition = "records_" + project.number();
        tx.update(
                "create table %s partition of records for values in (%d)"
                        .formatted(partition, project.number()));
        tx.update(
                "alter table %s set (autovacuum_vacuum_insert_scale_factor = 0.05)"
                        .formatted(partition));
        tx.update(
                """
                create statistics %s_tenants (dependencies, ndistinct, mcv)
                on group_id, dataset_id from %s\
                """
                        .formatted(partition, partition));
    }

    /// The dataset of an object, made now if need be.
    public Dataset ensure(Tx tx, GroupId group, UUID installation, String object) {
        tx.update(
                """
                insert into datasets (project_id, group_id, installation_id, object_name, created_at)
                values (?, ?, ?, ?, ?)
                on conflict (project_id, group_id, installation_id, object_name) do nothing\
                """,
                group.projectNumber(),
                group.number(),
                installation,
                object,
                clock.instant());
        return find(tx, group, installation, object).orElseThrow();
    }

    /// The dataset of an object.
    public Optional<Dataset> find(Tx tx, GroupId group, UUID installation, String object) {
        return tx.first(
                """
                select * from datasets where project_id = ? and group_id = ?
                and installation_id = ? and object_name = ?\
                """,
                Datasets::read,
                group.projectNumber(),
                group.number(),
                installation,
                object);
    }

    /// A dataset by its numbers; none when its installation is gone.
    public Optional<Dataset> get(Tx tx, DatasetId id) {
        return tx.first(
                "select * from datasets where project_id = ? and group_id = ? and dataset_id = ?",
                Datasets::read,
                id.group().projectNumber(),
                id.group().number(),
                id.number());
    }

    /// The datasets of an installation, by object.
    public List<Dataset> of(Tx tx, GroupId group, UUID installation) {
        return tx.query(
                """
                select * from datasets where project_id = ? and group_id = ?
                and installation_id = ? order by object_name\
                """,
                Datasets::read,
                group.projectNumber(),
                group.number(),
                installation);
    }

    /// The datasets of groups of a project, by object.
    public List<Dataset> of(Tx tx, ProjectId project, Collection<GroupId> groups) {
        return tx.query(
                """
                select * from datasets where project_id = ? and group_id = any(?)
                order by object_name\
                """,
                Datasets::read,
                project.number(),
                GroupId.numbers(groups));
    }

    /// Removes an installation's datasets with all their records.
    public void remove(Tx tx, GroupId group, UUID installation) {
        tx.update(
                """
                delete from records r using datasets d
                where r.project_id = ? and r.group_id = ? and d.project_id = r.project_id
                  and d.group_id = r.group_id and d.dataset_id = r.dataset_id
                  and d.installation_id = ?\
                """,
                group.projectNumber(),
                group.number(),
                installation);
        tx.update(
                "delete from datasets where project_id = ? and group_id = ? and installation_id = ?",
                group.projectNumber(),
                group.number(),
                installation);
    }

    /// Gives `fields` an index slot each; refills the slots that change from what is stored, 2,000
    /// records at a time. Cheap when nothing changes.
    public Dataset index(
            Tx tx,
            Dataset dataset,
            List<String> fields,
            Selection selection,
            List<Diagnostic> problems) {
        Slots next = Slots.assign(dataset.slots(), fields, selection::type, problems);
        if (next.equals(dataset.slots())) return dataset;
        DatasetId id = dataset.id();
        tx.update(
                """
                update datasets set slots = ?::jsonb
                where project_id = ? and group_id = ? and dataset_id = ?\
                """,
                next.json(),
                id.group().projectNumber(),
                id.group().number(),
                id.number());
        if (dataset.seq() > 0) refill(tx, dataset, next);
        return new Dataset(
                id,
                dataset.installation(),
                dataset.object(),
                dataset.seq(),
                dataset.live(),
                next,
                dataset.createdAt());
    }

    private static void refill(Tx tx, Dataset dataset, Slots next) {
        Map<String, String> changed =
                next.columns().entrySet().stream()
                        .filter(entry ->
                                !entry.getValue()
                                        .equals(dataset.slots().columns().get(entry.getKey())))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        for (var entry : changed.entrySet())
            refill(tx, dataset.id(), entry.getKey(), entry.getValue());
        for (String column : dataset.slots().columns().values()) {
            if (!next.columns().containsValue(column)) clear(tx, dataset.id(), column);
        }
    }

    private static void clear(Tx tx, DatasetId id, String column) {
        tx.update(
                """
                update records set %s = null
                where project_id = ? and group_id = ? and dataset_id = ? and %s is not null\
                """
                        .formatted(column, column),
                id.group().projectNumber(),
                id.group().number(),
                id.number());
    }

    private static void refill(Tx tx, DatasetId id, String field, String column) {
        Slots.Kind kind = Slots.Kind.ofColumn(column);
        String after = "";
        while (true) {
            List<String[]> page =
                    tx.query(
                            """
                            select record_id, coalesce((fields -> ?)::text, 'null') as value
                            from records
                            where project_id = ? and group_id = ? and dataset_id = ?
                              and record_id > ? order by record_id limit ?\
                            """,
                            row -> new String[] {row.text("record_id"), row.text("value")},
                            field,
                            id.group().projectNumber(),
                            id.group().number(),
                            id.number(),
                            after,
                            REFILL_PAGE);
            if (page.isEmpty()) return;
            var values = new ArrayList<@Nullable Object>();
            for (String[] row : page) values.add(SlotValue.of(kind, canonical(row[1])));
            tx.update(
                    """
                    update records r set %s = v.value
                    from unnest(?::text[], ?::%s[]) as v(record_id, value)
                    where r.project_id = ? and r.group_id = ? and r.dataset_id = ?
                      and r.record_id = v.record_id\
                    """
                            .formatted(column, kind.sqlType()),
                    page.stream().map(row -> row[0]).toArray(String[]::new),
                    array(kind, values),
                    id.group().projectNumber(),
                    id.group().number(),
                    id.number());
            after = page.getLast()[0];
        }
    }

    /// PostgreSQL puts blanks into objects and lists, and sorts members in its own way.
    private static String canonical(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        var canonical = new CanonicalJson();
        canonical.value(new JsonScan(bytes, 0, bytes.length), false);
        return canonical.out().text();
    }

    /// Slot values as an array of their SQL type.
    static Object array(Slots.Kind kind, List<? extends @Nullable Object> values) {
        return switch (kind) {
            case TEXT -> values.toArray(new @Nullable String[0]);
            case NUMBER -> values.toArray(new @Nullable BigDecimal[0]);
            case TIME -> values.toArray(new @Nullable OffsetDateTime[0]);
        };
    }

    private static Dataset read(Row row) throws SQLException {
        return new Dataset(
                new DatasetId(
                        new GroupId(
                                new ProjectId(row.integer("project_id")), row.number("group_id")),
                        row.number("dataset_id")),
                row.uuid("installation_id"),
                row.text("object_name"),
                row.number("seq"),
                row.number("live"),
                Slots.parse(row.text("slots")),
                row.instant("created_at"));
    }
}
