package dev.tenon.server.bench;

import dev.tenon.server.json.Json;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Bare inserts of writes into a table of the same make, a transaction each, by many connections.
final class Inserts implements AutoCloseable {
    private static final String ROW =
            """
            insert into bench_writes
              (project_id, group_id, operation_id, position, installation_id, object_name, kind,
               fields, headers, all_or_none, together, state, problems, warnings, due_at, deadline,
               accepted_at, asynchronous)
            values (1, 1, gen_random_uuid(), 0, gen_random_uuid(), 'Account', 'create', ?::jsonb,
              '{}', false, 10000, 'queued', '[]', '[]', now(), now(), now(), true)\
            """;

    private final List<PreparedStatement> clients = new ArrayList<>();

    Inserts(String databaseUrl, int clients) {
        try {
            Connection first = DriverManager.getConnection(databaseUrl, "postgres", "");
            try (Statement statement = first.createStatement()) {
                statement.execute("create table bench_writes (like writes including all)");
            }
            this.clients.add(first.prepareStatement(ROW));
            while (this.clients.size() < clients) {
                Connection next = DriverManager.getConnection(databaseUrl, "postgres", "");
                this.clients.add(next.prepareStatement(ROW));
            }
        } catch (SQLException failure) {
            close();
            throw new IllegalStateException(failure);
        }
    }

    void insert(int client, int number) {
        try {
            PreparedStatement statement = clients.get(client);
            statement.setString(1, Json.text(WriteBench.record(number)));
            statement.executeUpdate();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public void close() {
        for (PreparedStatement client : clients) {
            try {
                client.getConnection().close();
            } catch (SQLException _) {
                // The benchmark is over.
            }
        }
    }
}
