package dev.tenon.server.seal;

import dev.tenon.server.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How far the rotation of each project's keys has come. Safe for use by many threads.
public final class RotationProgress {
    RotationProgress() {}

    /// Begins a rotation for every project that is in none, and says which.
    List<Integer> begin(Tx tx, Instant now, Instant retireAfter) {
        return tx.query(
                """
                insert into key_rotations (project_id, state, key_id, column_name, after_id,
                  resealed, unopened, started_at, retire_after, ended_at)
                select project_id, 'begun', null, '', '', 0, 0, ?::timestamptz, ?::timestamptz, null
                from project_keys
                on conflict (project_id) do update set state = 'begun', key_id = null,
                  column_name = '', after_id = '', resealed = 0, unopened = 0,
                  started_at = excluded.started_at, retire_after = excluded.retire_after,
                  ended_at = null
                where key_rotations.ended_at is not null
                returning project_id\
                """,
                row -> row.integer("project_id"),
                now,
                retireAfter);
    }

    /// Lets no old key stay for longer than to a moment.
    void retireBy(Tx tx, Instant moment) {
        tx.update(
                """
                update key_rotations set retire_after = ?
                where ended_at is null and retire_after > ?\
                """,
                moment,
                moment);
    }

    /// The projects whose rotation is under way.
    List<Integer> open(Tx tx) {
        return tx.query(
                "select project_id from key_rotations where ended_at is null",
                row -> row.integer("project_id"));
    }

    At find(Tx tx, int project) {
        return find(tx, project, "");
    }

    /// The same, and nobody else changes it before `tx` ends.
    At lock(Tx tx, int project) {
        return find(tx, project, " for update");
    }

    private static At find(Tx tx, int project, String how) {
        return tx.one(
                """
                select state, column_name, after_id, resealed, unopened, retire_after
                from key_rotations where project_id = ?\
                """
                        + how,
                row ->
                        new At(
                                State.of(row.text("state")),
                                row.text("column_name"),
                                row.text("after_id"),
                                row.number("resealed"),
                                row.number("unopened"),
                                row.instant("retire_after")),
                project);
    }

    /// Begins a pass over everything that is sealed.
    ///
    /// @param key the id of the key that seals now
    void sealing(Tx tx, int project, int key) {
        tx.update(
                """
                update key_rotations set state = 'sealing', key_id = ?, column_name = '',
                  after_id = '', unopened = 0
                where project_id = ?\
                """,
                key,
                project);
    }

    void store(Tx tx, int project, At at) {
        tx.update(
                """
                update key_rotations set state = ?, column_name = ?, after_id = ?, resealed = ?,
                  unopened = ?
                where project_id = ?\
                """,
                at.state().stored(),
                at.column(),
                at.after(),
                at.resealed(),
                at.unopened(),
                project);
    }

    void end(Tx tx, int project, State state, Instant now) {
        tx.update(
                "update key_rotations set state = ?, ended_at = ? where project_id = ?",
                state.stored(),
                now,
                project);
    }

    /// The last rotation of every project that had one.
    List<Row> all(Tx tx) {
        return tx.query(
                """
                select r.project_id, p.name, r.state, r.key_id, k.keys, r.resealed, r.unopened,
                  r.started_at, r.retire_after, r.ended_at
                from key_rotations r join projects p using (project_id)
                join project_keys k using (project_id) order by r.project_id\
                """,
                row -> {
                    int key = row.integer("key_id");
                    return new Row(
                            row.integer("project_id"),
                            row.text("name"),
                            State.of(row.text("state")),
                            key == 0 ? null : key,
                            row.integer("keys"),
                            row.number("resealed"),
                            row.number("unopened"),
                            row.instant("started_at"),
                            row.instant("retire_after"),
                            row.instantOrNull("ended_at"));
                });
    }

    /// What is done next, or how it ended.
    public enum State {
        /// The new key is to be made.
        BEGUN,
        /// Values are sealed anew.
        SEALING,
        /// All are; the old keys go when their time has come.
        SEALED,
        /// The old keys are gone.
        DONE,
        /// Some values do not open, so the old keys stay.
        HELD;

        String stored() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String stored) {
            return valueOf(stored.toUpperCase(Locale.ROOT));
        }
    }

    /// Where a rotation stands.
    ///
    /// @param column the name of the column that is being sealed; empty before the first
    /// @param after the id of the last row that was looked at; empty before the first
    /// @param unopened how many values of this pass did not open
    record At(
            State state,
            String column,
            String after,
            long resealed,
            long unopened,
            Instant retireAfter) {
        /// Stands for a column when there is none left.
        static final String THE_END = "-";

        At after(String id, Resealing.Outcome outcome) {
            long more = outcome == Resealing.Outcome.RESEALED ? 1 : 0;
            long strange = outcome == Resealing.Outcome.UNOPENED ? 1 : 0;
            return new At(state, column, id, resealed + more, unopened + strange, retireAfter);
        }

        At in(String next) {
            return new At(state, next, "", resealed, unopened, retireAfter);
        }

        At sealed() {
            return new At(State.SEALED, "", "", resealed, unopened, retireAfter);
        }
    }

    /// A rotation as people are told of it.
    ///
    /// @param keyId null before the new key is made
    /// @param keys how many data keys the project has now
    public record Row(
            int project,
            String name,
            State state,
            @Nullable Integer keyId,
            int keys,
            long resealed,
            long unopened,
            Instant startedAt,
            Instant retireAfter,
            @Nullable Instant endedAt) {}
}
