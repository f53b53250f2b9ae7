package dev.tenon.server.api;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.jobs.Jobs;
import dev.tenon.server.tenant.Audit;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.vault.Begun;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Credentials;
import dev.tenon.server.vault.SignIns;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/// What happens once a customer has connected, in whatever way, or has failed to. Safe for use by
/// many threads.
public final class AfterSignIn {
    /// Providers and strangers may have written a part of it.
    private static final int LONGEST = 500;

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
        return noted(by, "signed-in");
    }

    /// The same for a connection that is described otherwise from now on.
    BiConsumer<Tx, Connection> described(String by) {
        return noted(by, "changed");
    }

    private BiConsumer<Tx, Connection> noted(String by, String what) {
        return (tx, connection) -> {
            goOn.accept(tx, connection);
            audit.note(
                    tx,
                    connection.group().project(),
                    by,
                    "connection." + what,
                    connection.id().toString(),
                    Map.of("provider", connection.provider()));
        };
    }

    /// To be called once that is done.
    void done(Connection connection) {
        credentials.forget(connection.id());
        jobs.hurry();
    }

    /// Does what may end in a connection, and notes it when it does not.
    ///
    /// @param by whose call it is
    <T> T watched(ProjectId project, String by, SignIns.Ask ask, Supplier<T> work) {
        return watched(new Trial(project, by, ask.provider(), ask.group().ref()), work);
    }

    /// The same, whoever tries what.
    <T> T watched(Trial trial, Supplier<T> work) {
        try {
            return work.get();
        } catch (Refusal refusal) {
            refused(trial, refusal);
            throw refusal;
        }
    }

    /// Notes that a customer's browser could not be signed in, and why.
    void refused(Begun begun, Refusal refusal) {
        refused(
                new Trial(begun.project(), "customer", begun.provider(), begun.groupRef()),
                refusal);
    }

    private void refused(Trial trial, Refusal refusal) {
        Diagnostic why = refusal.diagnostics().getFirst();
        Map<String, String> details =
                Map.of(
                        "provider", trial.provider(),
                        "code", why.code(),
                        "why", why.what().substring(0, Math.min(LONGEST, why.what().length())));
        db.inTransaction(
                trial.project().number(),
                tx -> {
                    audit.note(
                            tx,
                            trial.project(),
                            trial.by(),
                            "connection.sign-in-failed",
                            trial.groupRef(),
                            details);
                    return trial;
                });
    }

    /// Who tries to connect what.
    record Trial(ProjectId project, String by, String provider, String groupRef) {}
}
