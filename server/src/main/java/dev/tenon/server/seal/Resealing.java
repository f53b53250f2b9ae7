package dev.tenon.server.seal;

import dev.tenon.server.db.Tx;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;

/// Seals stored values anew under a project's current key. Who has changed a value in between has
/// sealed it under the current key already: the old bytes are compared as the new are stored.
record Resealing(Seal seal, List<SealedColumn> columns) {
    private static final System.Logger LOG = System.getLogger("tenon.seal");
    private static final int BATCH = 100;

    Resealing {
        columns = List.copyOf(columns);
    }

    /// Does one batch, and says where to go on.
    RotationProgress.At step(Tx tx, int project, RotationProgress.At at) {
        Optional<SealedColumn> found = column(at.column());
        if (found.isEmpty()) return at.sealed();
        SealedColumn column = found.get();
        List<Value> values = values(tx, project, column, at.after());
        KeyRing ring = seal.projects().toSeal(tx, project);
        var row = new Row(tx, project, column);
        RotationProgress.At next = at;
        for (Value value : values) next = next.after(value.id(), reseal(row, ring, value));
        return values.size() < BATCH ? next.in(following(column)) : next;
    }

    /// The first when no column is named yet; none after the last.
    private Optional<SealedColumn> column(String name) {
        if (name.isEmpty()) return columns.stream().findFirst();
        return columns.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    private String following(SealedColumn column) {
        int next = columns.indexOf(column) + 1;
        return next < columns.size() ? columns.get(next).name() : RotationProgress.At.THE_END;
    }

    private static Outcome reseal(Row row, KeyRing ring, Value value) {
        if (ring.isCurrent(value.sealed())) return Outcome.AS_IT_WAS;
        String owner = row.column().owner().apply(value.id());
        try {
            byte[] sealed = ring.seal(owner, ring.open(owner, value.sealed()));
            return row.replace(value, sealed) ? Outcome.RESEALED : Outcome.AS_IT_WAS;
        } catch (GeneralSecurityException _) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "a value of {0} in {1} does not open, and stays as it is",
                    owner,
                    row.column().name());
            return Outcome.UNOPENED;
        }
    }

    /// Costs a statement per batch, by the index on project and id.
    private static List<Value> values(Tx tx, int project, SealedColumn column, String after) {
        String from =
                "select %s::text as id, %s as sealed from %s where project_id = ? and %s is not null"
                        .formatted(column.id(), column.column(), column.table(), column.column());
        String end = " order by %s limit %d".formatted(column.id(), BATCH);
        Tx.RowReader<Value> reader = row -> new Value(row.text("id"), row.bytes("sealed"));
        return after.isEmpty()
                ? tx.query(from + end, reader, project)
                : tx.query(
                        from + " and %s > ?".formatted(column.id()) + end, reader, project, after);
    }

    /// How many values are not sealed under the key that `prefix` names.
    long left(Tx tx, int project, byte[] prefix) {
        long left = 0;
        for (SealedColumn column : columns) {
            String sql =
                    "select count(*) as n from %s where project_id = ? and substring(%s from 1 for 5) <> ?"
                            .formatted(column.table(), column.column());
            left += tx.one(sql, row -> row.number("n"), project, prefix);
        }
        return left;
    }

    /// What became of one value.
    enum Outcome {
        RESEALED,
        AS_IT_WAS,
        UNOPENED
    }

    /// Where a value is.
    private record Row(Tx tx, int project, SealedColumn column) {
        boolean replace(Value value, byte[] sealed) {
            String name = column.column();
            String sql =
                    "update %s set %s = ? where project_id = ? and %s = ? and %s = ?"
                            .formatted(column.table(), name, column.id(), name);
            return tx.update(sql, sealed, project, value.id(), value.sealed()) == 1;
        }
    }

    private record Value(String id, byte[] sealed) {}
}
