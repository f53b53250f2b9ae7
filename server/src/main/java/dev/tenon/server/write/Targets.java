package dev.tenon.server.write;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.install.Installations;
import dev.tenon.server.install.Installed;
import dev.tenon.server.outbound.Providers;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Connections;
import dev.tenon.spi.Connector;
import java.util.Optional;
import java.util.UUID;

/// Finds where the writes of a queue go. Safe for use by many threads.
final class Targets {
    private final Db db;
    private final Installations installations;
    private final Connections connections;
    private final Providers providers;

    Targets(Db db, Installations installations, Connections connections, Providers providers) {
        this.db = db;
        this.installations = installations;
        this.connections = connections;
        this.providers = providers;
    }

    Found of(WriteKey key) {
        return db.inTransaction(key.group().projectNumber(), tx -> find(tx, key));
    }

    /// A connection of one of the customer's people; nothing when it was deleted.
    Optional<Connection> actor(WriteKey key, UUID actor) {
        return db.inTransaction(
                key.group().projectNumber(),
                tx -> connections.find(tx, key.group().project(), actor));
    }

    private Found find(Tx tx, WriteKey key) {
        ProjectId project = key.group().project();
        Optional<Installed> installed = installations.find(tx, project, key.installation());
        if (installed.isEmpty()) {
            return gone(key, "The installation was deleted.", "Install the integration again.");
        }
        Optional<Connection> connection =
                connections.find(tx, project, installed.get().installation().connection());
        if (connection.isEmpty()) {
            return gone(key, "The connection was deleted.", "Have the customer connect again.");
        }
        Optional<Connector> connector = providers.find(connection.get().provider());
        if (connector.isEmpty()) {
            return gone(
                    key,
                    "This server has no connector for " + connection.get().provider() + ".",
                    "Run a version of Tenon that has it.");
        }
        var target = new Target(key, installed.get(), connection.get(), connector.get());
        return connection.get().status() == Connection.Status.BAD_CREDENTIALS
                ? new Found.AwaitsSignIn(target)
                : new Found.Ready(target);
    }

    private static Found gone(WriteKey key, String what, String fix) {
        return new Found.Gone(WriteProblem.of("write.no-way", what, key.object(), fix));
    }

    /// What was found.
    sealed interface Found {
        /// Calls may be made.
        record Ready(Target target) implements Found {}

        /// A person must sign in again first.
        record AwaitsSignIn(Target target) implements Found {}

        /// Nothing can be written any more.
        record Gone(WriteProblem why) implements Found {}
    }
}
