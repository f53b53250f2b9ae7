package dev.tenon.server.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// B3: a 50-record page with filter, sort and mapped names over a million records, 16 clients at
/// once, beside the same SQL over JDBC with as many connections.
final class QueryBench {
    private static final int CLIENTS = 16;
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration TIMED = Duration.ofSeconds(8);
    private static final String SQL =
            """
            select record_id, seq, created_seq, fields::text, raw, provider_modified_at, changed_at,
              deleted_at, origin, n1::text as s0, provider_modified_at::text as s1
            from records
            where project_id = ? and group_id = ? and dataset_id = ? and deleted_at is null
              and n1 is not null and t1 = ? and n1 > ?
            order by n1 desc, provider_modified_at asc nulls first, record_id asc limit 51\
            """;

    private final Product product;
    private final BenchServer server;
    private final List<String> sectors;

    QueryBench(Product product, BenchServer server) {
        this.product = product;
        this.server = server;
        this.sectors = List.of("Energy", "Banking", "Technology", "Retail");
    }

    List<Result> run() {
        long[] dataset = grow();
        Load ours = measure((client, turn) -> ask(turn));
        Load theirs = jdbc(dataset);
        boolean reached = ours.rate() >= 0.6 * theirs.rate() && ours.p99() <= 2 * theirs.p99();
        return List.of(
                new Result(
                        "B3",
                        "queries of 1 M records, 16 clients, beside JDBC",
                        ours.rate(),
                        theirs.rate(),
                        "pages/s",
                        "≥ 0.6 ×",
                        reached),
                new Result(
                        "B3 p99",
                        "the slowest of a hundred, beside JDBC",
                        ours.p99(),
                        theirs.p99(),
                        "ms",
                        "≤ 2 ×",
                        ours.p99() <= 2 * theirs.p99()));
    }

    private void ask(int turn) {
        String where =
                "sector = '" + sectors.get(turn % sectors.size()) + "' and revenue > 1000000";
        product.query("timed", where, "revenue desc");
    }

    /// Doubles the records that B1 brought.
    private long[] grow() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    insert into records
                    select project_id, group_id, dataset_id, record_id || 'x',
                      seq + 10000000, fields, raw, fingerprint, provider_modified_at, first_seen_at,
                      changed_at, deleted_at, created_seq, origin, t1, t2, t3, t4, t5, t6, t7, t8,
                      n1, n2, n3, n4, n5, n6, d1, d2, d3, d4
                    from records\
                    """);
            statement.execute("vacuum analyze records");
            try (ResultSet rows =
                    statement.executeQuery(
                            "select project_id, group_id, dataset_id from records limit 1")) {
                rows.next();
                return new long[] {rows.getLong(1), rows.getLong(2), rows.getLong(3)};
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private Load jdbc(long[] dataset) {
        var statements = new ArrayList<PreparedStatement>();
        try {
            for (int i = 0; i < CLIENTS; i++) statements.add(connect().prepareStatement(SQL));
            return measure((client, turn) -> select(statements.get(client), dataset, turn));
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        } finally {
            statements.forEach(QueryBench::close);
        }
    }

    private void select(PreparedStatement statement, long[] dataset, int turn) {
        try {
            statement.setInt(1, (int) dataset[0]);
            statement.setLong(2, dataset[1]);
            statement.setLong(3, dataset[2]);
            statement.setString(4, sectors.get(turn % sectors.size()));
            statement.setBigDecimal(5, java.math.BigDecimal.valueOf(1_000_000));
            try (ResultSet rows = statement.executeQuery()) {
                int found = 0;
                while (rows.next()) {
                    rows.getString(4);
                    found++;
                }
                if (found == 0) throw new IllegalStateException("the reference found nothing");
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void close(PreparedStatement statement) {
        try {
            statement.getConnection().close();
        } catch (SQLException _) {
            // The benchmark is over.
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(server.databaseUrl(), "postgres", "");
    }

    private static Load measure(Turn turn) {
        load(turn, WARM_UP);
        return load(turn, TIMED);
    }

    private static Load load(Turn turn, Duration time) {
        List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
        var done = new CountDownLatch(CLIENTS);
        long began = System.nanoTime();
        long end = began + time.toNanos();
        for (int i = 0; i < CLIENTS; i++) {
            int client = i;
            Thread.ofVirtual()
                    .start(() -> {
                        for (int n = client; System.nanoTime() < end; n++) {
                            long one = System.nanoTime();
                            turn.take(client, n);
                            nanos.add(System.nanoTime() - one);
                        }
                        done.countDown();
                    });
        }
        await(done);
        double seconds = ReadBench.seconds(began);
        List<Long> sorted = nanos.stream().sorted().toList();
        double p99 = sorted.get((int) (sorted.size() * 0.99)) / 1e6;
        return new Load(sorted.size() / seconds, p99);
    }

    private static void await(CountDownLatch done) {
        try {
            if (!done.await(5, java.util.concurrent.TimeUnit.MINUTES)) {
                throw new IllegalStateException("a client of the benchmark failed");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the benchmark was interrupted", interrupted);
        }
    }

    /// One request of one client.
    private interface Turn {
        void take(int client, int turn);
    }

    /// @param rate a second
    /// @param p99 in milliseconds
    private record Load(double rate, double p99) {}
}
