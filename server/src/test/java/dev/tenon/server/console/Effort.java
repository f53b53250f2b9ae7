package dev.tenon.server.console;

import dev.tenon.server.db.Row;
import dev.tenon.server.db.Tx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractMap.SimpleEntry;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// What the database does for one transaction, told by what it counts itself, so that it is the
/// same on a slow machine and on a busy one.
final class Effort {
    private static final int ROUNDS = 6;

    private final Tx tx;

    Effort(Tx tx) {
        this.tx = tx;
    }

    /// How many rows of each table `work` reads, by whatever way. What it does not touch is absent.
    Map<String, Long> rowsRead(Runnable work) {
        Map<String, Long> before = rowsRead();
        work.run();
        var read = new HashMap<String, Long>();
        rowsRead()
                .forEach((table, rows) -> {
                    long more = rows - before.getOrDefault(table, 0L);
                    if (more > 0) read.put(table, more);
                });
        return Map.copyOf(read);
    }

    private Map<String, Long> rowsRead() {
        return tx
                .query(
                        """
                        select relname, coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as n
                        from pg_stat_xact_user_tables\
                        """,
                        (Row row) -> new SimpleEntry<>(row.text("relname"), row.number("n")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Long::sum));
    }

    /// How many times the work of `reference` it takes to do `work`: the least of some rounds each,
    /// taken in turns.
    double against(Runnable reference, Runnable work) {
        long known = Long.MAX_VALUE;
        long asked = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            known = Math.min(known, nanosOf(reference));
            asked = Math.min(asked, nanosOf(work));
        }
        return (double) asked / known;
    }

    private long nanosOf(Runnable work) {
        long before = nanosOfWork();
        work.run();
        return nanosOfWork() - before;
    }

    /// How long the database has worked for this connection; where the system does not tell, the
    /// time that has passed.
    private long nanosOfWork() {
        int process = tx.one("select pg_backend_pid() as id", row -> row.integer("id"));
        try {
            String told = Files.readString(Path.of("/proc/" + process + "/schedstat"));
            return Long.parseLong(told.substring(0, told.indexOf(' ')));
        } catch (IOException _) {
            return System.nanoTime();
        }
    }
}
