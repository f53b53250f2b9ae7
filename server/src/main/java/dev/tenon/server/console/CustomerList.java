package dev.tenon.server.console;

import dev.tenon.server.console.CustomerQuery.Place;
import dev.tenon.server.db.Row;
import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.tenant.ProjectId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads a page of the customers' installations across the features, in one statement however many
/// there are: see the decision on what the console reads. Safe for use by many threads.
final class CustomerList {
    static final int PAGE = 50;

    /// Every installation with its health, so that each health can be counted, then what is shown
    /// of a page of them. A read of which there is nothing to tell is left out as early as can be:
    /// with 5,000 installations the statement takes some 20 ms.
    private static final String PAGE_OF =
            """
            with standing as materialized (
              select i.group_id, i.id, i.integration_id, g.group_ref, g.group_name,
                lower(g.group_name) collate "C" as sort_name, c.status, c.status_reason,
                case
                  when c.status is null or c.status = 'bad_credentials' then 'needs-sign-in'
                  when i.paused or coalesce(r.paused, 0) > 0 and r.paused = (%1$s) then 'paused'
                  when r.failing then 'failing'
                  when r.held or coalesce(r.unread, 0) > 0 and r.unread = (%1$s) then 'waiting'
                  when r.backfilling then 'backfilling'
                  else 'healthy'
                end as health
              from installations i
              join groups g on g.project_id = i.project_id and g.group_id = i.group_id
              left join connections c on c.project_id = i.project_id and c.group_id = i.group_id
                and c.id = i.connection_id
              left join (
                select d.group_id, d.installation_id,
                  count(*) filter (where r.paused) as paused,
                  count(*) filter (where r.kind = 'idle' and r.last_success_at is null) as unread,
                  bool_or(r.failures >= 3 or (r.failures > 0 and r.kind = 'idle')) as failing,
                  bool_or(r.problem <> '') as held,
                  bool_or(r.kind = 'backfill') as backfilling
                from reads r join datasets d on d.project_id = r.project_id
                  and d.group_id = r.group_id and d.dataset_id = r.dataset_id
                where r.project_id = ? and (r.kind <> 'idle' or r.failures > 0 or r.paused
                  or r.last_success_at is null or r.problem <> '')
                group by d.group_id, d.installation_id
              ) r on r.group_id = i.group_id and r.installation_id = i.id
              where i.project_id = ? and (g.group_name ilike ? or g.group_ref ilike ?)
            ), page as (
              select * from standing
              where (?::text is null or health = ?)
                and (?::text is null or (sort_name, id) > (?::text collate "C", ?::uuid))
              order by sort_name, id limit ?
            )
            select counts.by_health, page.*, t.name as integration, t.provider,
              reading.*, trouble.*, delivering.*
            from (
              select coalesce(jsonb_object_agg(health, many), '{}') as by_health
              from (select health, count(*) as many from standing group by health) each
            ) counts
            left join page on true
            left join integrations t on t.project_id = ? and t.id = page.integration_id
            left join lateral (
              select coalesce(sum(d.live), 0) as records, max(r.last_success_at) as last_success_at,
                bool_or(r.kind <> 'idle') as running,
                sum(least(r.records_read, r.records_expected))
                  filter (where r.kind = 'backfill' and r.records_expected > 0) as fetched,
                sum(r.records_expected)
                  filter (where r.kind = 'backfill' and r.records_expected > 0) as expected
              from datasets d left join reads r on r.project_id = d.project_id
                and r.group_id = d.group_id and r.dataset_id = d.dataset_id
              where d.project_id = ? and d.group_id = page.group_id
                and d.installation_id = page.id
            ) reading on true
            left join lateral (
              select d.object_name as troubled, r.problem as problem
              from datasets d join reads r on r.project_id = d.project_id
                and r.group_id = d.group_id and r.dataset_id = d.dataset_id
              where d.project_id = ? and d.group_id = page.group_id
                and d.installation_id = page.id and r.problem <> ''
              order by r.failures desc, d.object_name limit 1
            ) trouble on true
            left join lateral (
              select sum(d.seq - f.delivered_seq) as pending, max(f.last_problem) as undelivered
              from datasets d join feeds f on f.project_id = d.project_id
                and f.group_id = d.group_id and f.dataset_id = d.dataset_id
              where d.project_id = ? and d.group_id = page.group_id
                and d.installation_id = page.id
            ) delivering on true
            order by page.sort_name, page.id\
            """
                    .formatted(
                            """
                            select count(*) from datasets d where d.project_id = i.project_id
                              and d.group_id = i.group_id and d.installation_id = i.id\
                            """);

    /// One page. Costs one statement.
    Listed page(Tx tx, ProjectId project, CustomerQuery query) {
        String health = query.health() == null ? null : query.health().code();
        Place after = query.after();
        var counts = new EnumMap<Health, Long>(Health.class);
        List<Optional<Entry>> rows =
                tx.query(
                        PAGE_OF,
                        row -> {
                            if (counts.isEmpty()) counts.putAll(counts(row));
                            return entry(row);
                        },
                        project.number(),
                        project.number(),
                        query.pattern(),
                        query.pattern(),
                        health,
                        health,
                        after == null ? null : after.name(),
                        after == null ? null : after.name(),
                        after == null ? null : after.installation(),
                        PAGE + 1,
                        project.number(),
                        project.number(),
                        project.number(),
                        project.number());
        var entries = new ArrayList<>(rows.stream().flatMap(Optional::stream).toList());
        boolean more = entries.size() > PAGE;
        if (more) entries.removeLast();
        return new Listed(entries, counts, more ? entries.getLast().place() : null);
    }

    /// The first project by name in which something is installed. Run as system.
    Optional<ProjectId> firstInUse(Tx tx) {
        return tx.first(
                """
                select project_id from projects p
                where exists (select from installations i where i.project_id = p.project_id)
                order by name limit 1\
                """,
                row -> new ProjectId(row.integer("project_id")));
    }

    private static Map<Health, Long> counts(Row row) throws SQLException {
        JsonNode json = Json.parse(row.text("by_health"));
        var counts = new EnumMap<Health, Long>(Health.class);
        for (Health health : Health.values()) {
            counts.put(health, json.path(health.code()).asLong(0));
        }
        return counts;
    }

    /// The counts stand in a row even when the page is empty.
    private static Optional<Entry> entry(Row row) throws SQLException {
        UUID id = row.uuidOrNull("id");
        if (id == null) return Optional.empty();
        return Optional.of(
                new Entry(
                        new Place(row.text("sort_name"), id),
                        new Names(
                                row.text("group_name"),
                                row.text("group_ref"),
                                row.text("integration"),
                                row.text("provider")),
                        Health.parse(row.text("health")),
                        row.textOrNull("status"),
                        reading(row),
                        trouble(row),
                        new Delivering(row.number("pending"), row.textOrNull("undelivered"))));
    }

    private static Reading reading(Row row) throws SQLException {
        long expected = row.number("expected");
        return new Reading(
                row.number("records"),
                row.instantOrNull("last_success_at"),
                row.truth("running"),
                expected == 0 ? -1 : (int) (row.number("fetched") * 100 / expected));
    }

    private static String trouble(Row row) throws SQLException {
        String reason = row.textOrNull("status_reason");
        if (reason != null && !reason.isEmpty()) return reason;
        String problem = row.textOrNull("problem");
        return problem == null ? "" : row.text("troubled") + ": " + problem;
    }

    /// @param counts how many installations have each health, over all pages
    /// @param next where the next page begins; null when this is the last
    record Listed(List<Entry> entries, Map<Health, Long> counts, @Nullable Place next) {
        Listed {
            entries = List.copyOf(entries);
            counts = Map.copyOf(counts);
        }
    }

    /// One installation.
    ///
    /// @param connection its status on the wire; null when it was deleted
    /// @param problem what is wrong with reading it; empty when nothing is
    record Entry(
            Place place,
            Names names,
            Health health,
            @Nullable String connection,
            Reading reading,
            String problem,
            Delivering delivering) {}

    /// What is on its way to destinations.
    ///
    /// @param pending changes not delivered yet
    /// @param problem why the last attempt of a delivery failed; null when it did not
    record Delivering(long pending, @Nullable String problem) {}

    /// What it is called.
    record Names(String customer, String ref, String integration, String provider) {}

    /// What has been read.
    ///
    /// @param percent of what is being backfilled; -1 when not known
    record Reading(long records, @Nullable Instant lastSuccessAt, boolean running, int percent) {}
}
