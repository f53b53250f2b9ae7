package dev.tenon.server.api;

import dev.tenon.server.db.Db;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Credentials;
import java.util.Map;
import java.util.UUID;

/// Ends connections: the grant is revoked at the provider, and what is kept of it is deleted. Calls
/// the provider, so that it must not be used inside a transaction. Safe for use by many threads.
final class ConnectionEnding {
    private final Db db;
    private final ConnectCalls.Stores stores;
    private final Credentials credentials;

    ConnectionEnding(Db db, ConnectCalls.Stores stores, Credentials credentials) {
        this.db = db;
        this.stores = stores;
        this.credentials = credentials;
    }

    /// Whether no installation uses a connection.
    boolean isUnused(Project project, Connection connection) {
        return db.inTransaction(project.key().number(), tx -> !stores.inUse().test(tx, connection));
    }

    /// Ends a connection that nothing uses any more; one that is in use, or gone, is left as it is.
    ///
    /// @param by whose doing it is, for the audit log
    void endIfUnused(Project project, UUID id, String by) {
        db.inTransaction(
                        project.key().number(),
                        tx -> stores.connections().find(tx, project.key(), id))
                .filter(connection -> isUnused(project, connection))
                .ifPresent(connection -> end(project, connection, by));
    }

    /// Ends a connection.
    ///
    /// @param by whose doing it is, for the audit log
    void end(Project project, Connection connection, String by) {
        stores.providers()
                .info(connection.provider())
                .ifPresent(info -> credentials.revoke(connection, info));
        db.inTransaction(
                project.key().number(),
                tx -> {
                    stores.connections().delete(tx, project.key(), connection.id());
                    stores.audit()
                            .note(
                                    tx,
                                    project.key(),
                                    by,
                                    "connection.deleted",
                                    connection.id().toString(),
                                    Map.of());
                    return connection;
                });
        credentials.forget(connection.id());
    }
}
