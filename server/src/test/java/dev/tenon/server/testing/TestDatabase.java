package dev.tenon.server.testing;

import dev.tenon.server.db.DailyPartitions;
import dev.tenon.server.db.Database;
import dev.tenon.server.db.DatabaseSettings;
import dev.tenon.server.db.Db;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests a [Db] or a [Database]: one embedded PostgreSQL for the whole run, with our schema
/// in it and daily partitions around [TestClock#START]. Tests keep apart by making projects of
/// their own.
public final class TestDatabase implements ParameterResolver {
    private static final ExtensionContext.Namespace OURS =
            ExtensionContext.Namespace.create(TestDatabase.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Db.class || type == Database.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Database database =
                context.getRoot()
                        .getStore(OURS)
                        .computeIfAbsent(Running.class, _ -> Running.start(), Running.class)
                        .database;
        return parameter.getParameter().getType() == Db.class ? database.db() : database;
    }

    /// The server with its files, which are removed at the end.
    private static final class Running implements AutoCloseable {
        private static final List<String> DAILY =
                List.of(
                        "operations",
                        "operation_logs",
                        "deliveries",
                        "provider_calls",
                        "schema_changes");

        private final Path directory;
        private final Database database;

        private Running(Path directory, Database database) {
            this.directory = directory;
            this.database = database;
        }

        static Running start() {
            try {
                Path directory = Files.createTempDirectory("tenon-tests");
                Database database = Database.open(DatabaseSettings.embedded(directory));
                var partitions = new DailyPartitions(DAILY, Duration.ofDays(30));
                database.db()
                        .asSystem(tx -> {
                            partitions.keep(tx, TestClock.START);
                            return database;
                        });
                return new Running(directory, database);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        public void close() throws IOException {
            database.close();
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
