package dev.tenon.server.seal;

import dev.tenon.server.db.Database;
import dev.tenon.server.db.DatabaseSettings;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.db.Tx;
import dev.tenon.server.jobs.Job;
import dev.tenon.server.jobs.Jobs;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.testing.TestClock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/// A database of its own with secrets in it, as nodes with several keys see it.
final class Vaultlet implements AutoCloseable {
    static final SealedColumn COLUMN =
            new SealedColumn("provider_apps", "client_secret", "id", id -> "app/" + id);

    final TestClock clock = new TestClock();
    private final Database database;

    Vaultlet(Path directory) {
        database = Database.open(DatabaseSettings.embedded(directory));
    }

    Db db() {
        return database.db();
    }

    int project(Seal seal) {
        String name = "p" + UUID.randomUUID();
        return db().asSystem(tx -> {
            var projects = new Projects(new TimeId(clock, new SecureRandom()), clock);
            int number = projects.create(tx, name, name, "org").key().number();
            seal.createKey(tx, number);
            return number;
        });
    }

    UUID store(Seal seal, int project, String secret) {
        UUID id = UUID.randomUUID();
        return db().inTransaction(
                        project,
                        tx -> {
                            tx.update(
                                    """
                                    insert into provider_apps (project_id, id, provider, client_id, client_secret,
                                      scopes, external_ref, metadata, created_at, updated_at)
                                    values (?, ?, 'p', 'c', ?, '{}', ?, '{}', now(), now())\
                                    """,
                                    project,
                                    id,
                                    sealed(tx, seal, project, id, secret),
                                    id.toString());
                            return id;
                        });
    }

    void change(Seal seal, int project, UUID id, String secret) {
        db().inTransaction(
                        project,
                        tx ->
                                tx.update(
                                        """
                                        update provider_apps set client_secret = ?
                                        where project_id = ? and id = ?\
                                        """,
                                        sealed(tx, seal, project, id, secret),
                                        project,
                                        id));
    }

    private static byte[] sealed(Tx tx, Seal seal, int project, UUID id, String secret) {
        return seal.seal(tx, project, "app/" + id, new Secret(secret));
    }

    /// Everything that is stored, opened.
    Map<UUID, String> all(Seal seal, int project) {
        var all = new TreeMap<UUID, String>();
        db().inTransaction(
                        project,
                        tx ->
                                tx
                                        .query(
                                                "select id, client_secret from provider_apps where project_id = ?",
                                                row ->
                                                        Map.entry(
                                                                row.uuid("id"),
                                                                row.bytes("client_secret")),
                                                project)
                                        .stream()
                                        .map(row ->
                                                all.put(
                                                        row.getKey(),
                                                        seal.open(
                                                                        tx,
                                                                        project,
                                                                        "app/" + row.getKey(),
                                                                        row.getValue())
                                                                .reveal()))
                                        .toList());
        return all;
    }

    Rotation rotation(Seal seal) {
        return new Rotation(db(), new Jobs(db(), clock, 1), seal, List.of(COLUMN), clock);
    }

    /// Runs a job until it waits for something.
    Job.Next run(Rotation rotation, String instance) {
        Job.Next next = rotation.run(instance);
        while (next instanceof Job.Next.At(var moment) && !moment.isAfter(clock.instant())) {
            next = rotation.run(instance);
        }
        return next;
    }

    Status.OfProject status(Rotation rotation, int project) {
        return rotation.status().projects().stream()
                .filter(each -> each.at().project() == project)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        database.close();
    }
}
