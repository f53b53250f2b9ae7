package dev.tenon.server.api;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.jobs.Jobs;
import dev.tenon.server.tenant.Audit;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Credentials;
import dev.tenon.server.vault.SignIns;
import java.util.Map;
import java.util.function.BiConsumer;

/// What happens once a customer has connected, in whatever way, or has failed to. Safe for use by
/// many threads.
public final class AfterSignIn {
    private final Db db;
    private final Credentials credentials;
    private final BiConsumer<Tx, Connection> goOn;
    private final Audit audit;
    private final Jobs jobs;

    /// @param goOn lets what waited for the connection go on
    public AfterSignIn(
            Db db,
            Credentials credentials,
            BiConsumer<Tx, Connection> goOn,
            Audit audit,
            Jobs jobs) {
        this.db = db;
        this.credentials = credentials;
        this.goOn = goOn;
        this.audit = audit;
        this.jobs = jobs;
    }

    /// Lets go on what waited, and notes who has connected. Joins the transaction that stores the
    /// connection.
    BiConsumer<Tx, Connection> connected(String by) {
        return (tx, connection) -> {
            goOn.accept(tx, connection);
            audit.note(
                    tx,
                    connection.group().project(),
                    by,
                    "connection.signed-in",
                    connection.id().toString(),
                    Map.of("provider", connection.provider()));
        };
    }

    /// The same for a connection that is described otherwise from now on.
    BiConsumer<Tx, Connection> described(String by) {
        return (tx, connection) -> {
            goOn.accept(tx, connection);
            audit.note(
                    tx,
                    connection.group().project(),
                    by,
                    "connection.changed",
                    connection.id().toString(),
                    Map.of("provider", connection.provider()));
        };
    }

    /// To be called once that is done.
    void done(Connection connection) {
        credentials.forget(connection.id());
        jobs.hurry();
    }

    /// Notes that a customer could not connect, and why.
    void refused(SignIns.Refused refused) {
        Diagnostic why = refused.refusal().diagnostics().getFirst();
        db.inTransaction(
                refused.project().number(),
                tx -> {
                    audit.note(
                            tx,
                            refused.project(),
                            "customer",
                            "connection.sign-in-failed",
                            refused.ask().group().ref(),
                            Map.of(
                                    "provider", refused.ask().provider(),
                                    "code", why.code(),
                                    "why", why.what()));
                    return refused;
                });
    }
}
