package dev.tenon.server.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import tools.jackson.databind.JsonNode;

/// B1, a backfill, beside a plain COPY of the same rows into a table of the same make, a
/// transaction for each 2,000 rows; and B2, the same read when nothing has changed, beside B1. The
/// COPY is made before and after, for a machine that is shared may have become faster or slower.
final class ReadBench {
    private static final int PAGE = 2_000;

    private final Product product;
    private final BenchServer server;
    private final Path directory;
    private final Profiles profiles;

    ReadBench(Product product, BenchServer server, Path directory, Profiles profiles) {
        this.product = product;
        this.server = server;
        this.directory = directory;
        this.profiles = profiles;
    }

    List<Result> run(long records) {
        product.connect("warm");
        product.connect("timed");
        String warm = product.install("warm");
        backfill("warm", records);
        reread("warm");
        Path rows = exported(records);
        double before = copySeconds(rows, records);
        product.uninstall(warm);
        settle();
        double backfill =
                records
                        / profiles.seconds(
                                "b1",
                                "Backfill of " + records + " records",
                                () -> {
                                    product.install("timed");
                                    backfill("timed", records);
                                });
        settle();
        double again =
                records
                        / profiles.seconds(
                                "b2", "The same read, nothing changed", () -> reread("timed"));
        double copy = 2 * records / (before + copySeconds(rows, records));
        return List.of(
                new Result(
                        "B1",
                        "backfill, " + records + " records, beside COPY",
                        backfill,
                        copy,
                        "rows/s",
                        "≥ 1.0 ×",
                        backfill >= copy),
                new Result(
                        "B2",
                        "the same read, nothing changed, beside B1",
                        again,
                        backfill,
                        "rows/s",
                        "≥ 8 ×",
                        again >= 8 * backfill));
    }

    private void backfill(String group, long records) {
        while (true) {
            JsonNode object = product.object(group);
            boolean done =
                    object.path("records").asLong(0) >= records
                            && object.path("state").asString("").equals("idle");
            if (done) return;
            pause();
        }
    }

    /// What the database has put off until later is not part of what is measured next.
    private void settle() {
        sql("vacuum analyze");
        sql("checkpoint");
    }

    private void reread(String group) {
        String operation = product.trigger(group);
        while (product.operation(operation).path("status").asString("").equals("in_progress"))
            pause();
        JsonNode ended = product.operation(operation);
        if (!ended.path("status").asString("").equals("success"))
            throw new IllegalStateException(ended.toString());
    }

    /// Writes the rows to a file, so that the reference reads what a client would read.
    private Path exported(long records) {
        Path file = directory.resolve("rows");
        String wanted =
                "copy (select r.* from records r join datasets d using (project_id, group_id, dataset_id)"
                        + " where d.live = "
                        + records
                        + " order by r.record_id) to stdout";
        try (Connection connection =
                        DriverManager.getConnection(server.databaseUrl(), "postgres", "");
                var out = Files.newOutputStream(file)) {
            connection.unwrap(PGConnection.class).getCopyAPI().copyOut(wanted, out);
            return file;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private double copySeconds(Path rows, long records) {
        try (Connection connection =
                        DriverManager.getConnection(server.databaseUrl(), "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute("create table copy_reference (like records including all)");
            CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
            statement.execute("checkpoint");
            connection.setAutoCommit(false);
            long began = System.nanoTime();
            copyIn(connection, copies, rows);
            double seconds = seconds(began);
            expect(connection, records);
            statement.execute("drop table copy_reference");
            connection.commit();
            return seconds;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void copyIn(Connection connection, CopyManager copies, Path file)
            throws SQLException, IOException {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            String line = lines.readLine();
            while (line != null) {
                CopyIn copy = copies.copyIn("copy copy_reference from stdin");
                for (int i = 0; i < PAGE && line != null; i++) {
                    byte[] row = (line + "\n").getBytes(StandardCharsets.UTF_8);
                    copy.writeToCopy(row, 0, row.length);
                    line = lines.readLine();
                }
                copy.endCopy();
                connection.commit();
            }
        }
    }

    private static void expect(Connection connection, long records) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from copy_reference")) {
            rows.next();
            if (rows.getLong(1) != records) {
                throw new IllegalStateException("COPY brought " + rows.getLong(1) + " rows");
            }
        }
    }

    private void sql(String text) {
        try (Connection connection =
                        DriverManager.getConnection(server.databaseUrl(), "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(100));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the benchmark was interrupted", interrupted);
        }
    }
}
