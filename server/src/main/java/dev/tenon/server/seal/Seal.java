package dev.tenon.server.seal;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import java.security.GeneralSecurityException;
import java.util.Optional;

/// Seals and opens secrets. Every project has data keys of its own, kept sealed under the
/// [MasterKey]; every secret is bound to its owner, so that a sealed value moved to another row
/// does not open. Data keys can be exchanged while all goes on: [Rotation]. Safe for use by many
/// threads.
public final class Seal {
    private final Masters masters;
    private final ProjectKeys projects;
    private final ServerKey server;

    public Seal(MasterKey master) {
        this(master, Optional.empty());
    }

    /// @param old the key-encrypting key that some data keys may still be sealed under
    public Seal(MasterKey master, Optional<MasterKey> old) {
        this.masters = new Masters(master, old);
        this.projects = new ProjectKeys(masters);
        this.server = new ServerKey(masters);
    }

    /// Opens the server's own key, and sees that the projects' keys can be opened: one for each
    /// key-encrypting key that they are sealed under. Run before [#sealForServer].
    ///
    /// @throws Refusal `seal.wrong-key`, `seal.key-missing`, `seal.kms-away` or `seal.kms-refused`
    public void start(Db db) {
        db.asSystem(tx -> {
            tx.query("select pg_advisory_xact_lock(7204)", _ -> "");
            try {
                for (ProjectKeys.Stored sample : projects.samples(tx)) projects.keys(sample);
                server.start(tx, db);
                return tx;
            } catch (GeneralSecurityException _) {
                throw wrongKey();
            }
        });
    }

    /// Instead of [#start], where nobody else has the server's sessions: its own key is in memory.
    public void startAlone() {
        server.startAlone();
    }

    private Refusal wrongKey() {
        return new Refusal(
                Refusal.Kind.UNAVAILABLE,
                "seal.wrong-key",
                "The secrets of this database are sealed under another key-encrypting key.",
                masters.current().place(),
                "Start with the key that the database was made with. While keys are exchanged, name"
                        + " the one before with --old-master-key until \"tenon rotate-keys --master\""
                        + " is done.");
    }

    /// Makes the data key of a new project.
    public void createKey(Tx tx, int project) {
        projects.create(tx, project);
    }

    /// Seals `secret` for its owner. What is stored is told of by a [SealedColumn].
    ///
    /// @param owner what it belongs to, such as `connection/7f…`
    public byte[] seal(Tx tx, int project, String owner, Secret secret) {
        return projects.toSeal(tx, project).seal(owner, secret);
    }

    /// Opens what was sealed for `owner`.
    public Secret open(Tx tx, int project, String owner, byte[] sealed) {
        try {
            return projects.toOpen(tx, project, sealed).open(owner, sealed);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("a secret of " + owner + " does not open", failure);
        }
    }

    /// Like [#open], for what came from outside; empty when it was not sealed here for `owner`.
    public Optional<Secret> tryOpen(Tx tx, int project, String owner, byte[] sealed) {
        if (!projects.has(tx, project)) return Optional.empty();
        try {
            return Optional.of(projects.toOpen(tx, project, sealed).open(owner, sealed));
        } catch (GeneralSecurityException _) {
            return Optional.empty();
        }
    }

    /// Seals what belongs to no project, such as a browser's session, under the server's own key.
    ///
    /// @param owner what it belongs to
    public byte[] sealForServer(String owner, Secret secret) {
        return server.seal(owner, secret);
    }

    /// Opens what [#sealForServer] gave. Empty when it is anything else: what comes back from a
    /// browser may have been changed.
    public Optional<Secret> openForServer(String owner, byte[] sealed) {
        return server.open(owner, sealed);
    }

    /// Where the key-encrypting key is.
    String place() {
        return masters.current().place();
    }

    ProjectKeys projects() {
        return projects;
    }

    ServerKey server() {
        return server;
    }
}
