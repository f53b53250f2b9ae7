package dev.tenon.server.db;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/// Keeps the tables that only grow: makes the partitions of the coming days and drops those past
/// their retention. Run at start and every hour.
public final class DailyPartitions {
    private static final DateTimeFormatter NAME = DateTimeFormatter.BASIC_ISO_DATE;
    private static final int DAYS_AHEAD = 3;

    private final List<String> tables;
    private final Duration retention;

    /// @param tables partitioned by range of `created_at`
    /// @param retention how long rows are kept
    public DailyPartitions(List<String> tables, Duration retention) {
        this.tables = List.copyOf(tables);
        this.retention = retention;
    }

    /// Makes and drops what is due at `now`.
    public void keep(Tx tx, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        tx.query("select pg_advisory_xact_lock(7201)", _ -> "");
        for (String table : tables) {
            for (int ahead = -1; ahead <= DAYS_AHEAD; ahead++)
                make(tx, table, today.plusDays(ahead));
            drop(tx, table, LocalDate.ofInstant(now.minus(retention), ZoneOffset.UTC));
        }
    }

    private static void make(Tx tx, String table, LocalDate day) {
        tx.update(
                """
                create table if not exists %s_%s partition of %s
                for values from ('%s 00:00:00Z') to ('%s 00:00:00Z')\
                """
                        .formatted(table, NAME.format(day), table, day, day.plusDays(1)));
    }

    private static void drop(Tx tx, String table, LocalDate oldest) {
        List<String> partitions =
                tx.query(
                        "select inhrelid::regclass::text as name from pg_inherits"
                                + " where inhparent = ?::regclass",
                        row -> row.text("name"),
                        table);
        for (String partition : partitions) {
            String day = partition.substring(partition.lastIndexOf('_') + 1);
            if (day.compareTo(NAME.format(oldest)) < 0) tx.update("drop table " + partition);
        }
    }
}
