package dev.tenon.server.records;

import dev.tenon.server.db.Tx;
import dev.tenon.server.records.RecordStore.Numbered;
import dev.tenon.server.records.RecordStore.Stamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes one page's records: each kind of change in one statement, its columns as arrays. Rows
/// that are there are found by their place, which the page's look-up has just read.
final class RecordWriting {
    private final Tx tx;
    private final DatasetId id;
    private final List<String> columns;
    private final long origin;
    private final Instant now;
    private final boolean isOwn;

    RecordWriting(Tx tx, DatasetId id, Slots slots, Stamp stamp) {
        this.tx = tx;
        this.id = id;
        this.columns = List.copyOf(slots.columns().values());
        this.origin = stamp.origin();
        this.now = stamp.now();
        this.isOwn = stamp.isOwn();
    }

    void insert(List<Numbered> rows) {
        if (rows.isEmpty()) return;
        tx.update(
                """
                insert into records (project_id, group_id, dataset_id, news_seq, origin,
                  first_seen_at, changed_at, record_id, seq, created_seq, fingerprint, source,
                  provider_modified_at, fields, raw%s)
                select ?, ?, ?, ?::bigint, ?, ?, ?, v.record_id, v.seq, v.seq, v.fingerprint,
                  v.source, v.modified, v.fields::jsonb, v.raw::jsonb%s
                from unnest(?, ?, ?::uuid[], ?::uuid[], ?::timestamptz[], ?, ?%s)
                  as v(record_id, seq, fingerprint, source, modified, fields, raw%s)\
                """
                        .formatted(list(", "), list(", v."), casts(), list(", ")),
                arguments(rows, now));
    }

    void update(List<Numbered> rows) {
        if (rows.isEmpty()) return;
        var arguments = new ArrayList<@Nullable Object>();
        arguments.add(origin);
        arguments.add(now);
        arguments.add(isOwn);
        arguments.addAll(arrays(rows));
        arguments.add(rows.stream().map(Numbered::created).toArray(Boolean[]::new));
        arguments.add(rows.stream().map(Numbered::place).toArray(String[]::new));
        arguments.addAll(key());
        String slots =
                columns.stream()
                        .map(column -> ", " + column + " = v." + column)
                        .collect(Collectors.joining());
        tx.update(
                """
                update records r set origin = ?, changed_at = ?, seq = v.seq,
                  news_seq = case when ? then coalesce(r.news_seq, r.seq) end,
                  fingerprint = v.fingerprint, source = v.source,
                  provider_modified_at = v.modified,
                  fields = v.fields::jsonb, raw = v.raw::jsonb, deleted_at = null,
                  created_seq = case when v.created then v.seq else r.created_seq end%s
                from unnest(?, ?, ?::uuid[], ?::uuid[], ?::timestamptz[], ?, ?%s, ?::boolean[],
                    ?::tid[])
                  as v(record_id, seq, fingerprint, source, modified, fields, raw%s, created, place)
                where r.project_id = ? and r.group_id = ? and r.dataset_id = ?
                  and r.ctid = v.place\
                """
                        .formatted(slots, casts(), list(", ")),
                arguments.toArray());
    }

    /// Notes what unchanged records were shaped from. That is no change: nobody is told.
    ///
    /// @param sources by the place of the row
    void learn(Map<String, @Nullable UUID> sources) {
        if (sources.isEmpty()) return;
        tx.update(
                """
                update records r set source = v.source
                from unnest(?::tid[], ?::uuid[]) as v(place, source)
                where r.project_id = ? and r.group_id = ? and r.dataset_id = ?
                  and r.ctid = v.place\
                """,
                sources.keySet().toArray(String[]::new),
                sources.values().stream()
                        .map(source -> source == null ? null : source.toString())
                        .toArray(String[]::new),
                id.group().projectNumber(),
                id.group().number(),
                id.number());
    }

    /// @param rows sequence numbers by the place of the row
    void delete(Map<String, Long> rows) {
        if (rows.isEmpty()) return;
        tx.update(
                """
                update records r set origin = ?, changed_at = ?, deleted_at = ?, seq = v.seq,
                  news_seq = case when ? then coalesce(r.news_seq, r.seq) end
                from unnest(?::tid[], ?) as v(place, seq)
                where r.project_id = ? and r.group_id = ? and r.dataset_id = ?
                  and r.ctid = v.place\
                """,
                origin,
                now,
                now,
                isOwn,
                rows.keySet().toArray(String[]::new),
                rows.values().toArray(Long[]::new),
                id.group().projectNumber(),
                id.group().number(),
                id.number());
    }

    private @Nullable Object[] arguments(List<Numbered> rows, Instant seen) {
        var arguments = new ArrayList<@Nullable Object>(key());
        arguments.add(isOwn ? 0L : null);
        arguments.add(origin);
        arguments.add(seen);
        arguments.add(seen);
        arguments.addAll(arrays(rows));
        return arguments.toArray();
    }

    private List<Object> key() {
        return List.of(id.group().projectNumber(), id.group().number(), id.number());
    }

    private List<Object> arrays(List<Numbered> rows) {
        var arrays = new ArrayList<Object>();
        arrays.add(rows.stream().map(row -> row.record().id()).toArray(String[]::new));
        arrays.add(rows.stream().map(Numbered::seq).toArray(Long[]::new));
        arrays.add(
                rows.stream()
                        .map(row -> row.record().fingerprint().toString())
                        .toArray(String[]::new));
        arrays.add(rows.stream().map(row -> text(row.record().source())).toArray(String[]::new));
        arrays.add(rows.stream().map(row -> modified(row)).toArray(OffsetDateTime[]::new));
        arrays.add(rows.stream().map(row -> row.record().fields()).toArray(String[]::new));
        arrays.add(rows.stream().map(row -> row.record().raw()).toArray(String[]::new));
        for (int i = 0; i < columns.size(); i++) {
            int place = i;
            var values = new ArrayList<@Nullable Object>();
            rows.forEach(row -> values.add(row.record().slots()[place]));
            arrays.add(Datasets.array(Slots.Kind.ofColumn(columns.get(i)), values));
        }
        return arrays;
    }

    private static @Nullable String text(@Nullable UUID source) {
        return source == null ? null : source.toString();
    }

    private static @Nullable OffsetDateTime modified(Numbered row) {
        Instant modified = row.record().modifiedAt();
        return modified == null ? null : modified.atOffset(ZoneOffset.UTC);
    }

    private String list(String joint) {
        return columns.stream().map(column -> joint + column).collect(Collectors.joining());
    }

    private String casts() {
        return columns.stream()
                .map(column -> ", ?::" + Slots.Kind.ofColumn(column).sqlType() + "[]")
                .collect(Collectors.joining());
    }
}
