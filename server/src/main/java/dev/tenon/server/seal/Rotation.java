package dev.tenon.server.seal;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.jobs.Job;
import dev.tenon.server.jobs.Jobs;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiConsumer;

/// Exchanges keys while the server goes on. For a project: a new data key seals from now on;
/// everything that is stored is sealed anew under it, a batch at a time; then, once nothing is
/// sealed under the old keys, they are taken away. A batch and how far it has come are stored
/// together, so that a kill repeats nothing. The server's own key, and the key-encrypting key, have
/// an instance of their own. Safe for use by many threads.
public final class Rotation implements Job {
    /// Links to large results are good for so long, and are sealed without being stored.
    static final Duration GRACE = Duration.ofMinutes(15);

    private static final String SERVER = "server";
    private static final String MASTER = "master";
    private static final int STEPS_AT_A_TIME = 200;

    private final Db db;
    private final Jobs jobs;
    private final Seal seal;
    private final Resealing resealing;
    private final InstantSource clock;
    private final RotationProgress progress = new RotationProgress();

    /// @param columns everything that is stored sealed
    public Rotation(Db db, Jobs jobs, Seal seal, List<SealedColumn> columns, InstantSource clock) {
        this.db = db;
        this.jobs = jobs;
        this.seal = seal;
        this.resealing = new Resealing(seal, columns);
        this.clock = clock;
    }

    @Override
    public String kind() {
        return "rotate-keys";
    }

    @Override
    public Lane lane() {
        return Lane.SWEEP;
    }

    /// Gives every project, and the server, a new data key. One that is being exchanged already is
    /// left to it.
    ///
    /// @param atOnce whether old keys go as soon as nothing stored needs them, though links and
    ///   sessions that were given out end with them
    /// @param noted is told of each project, in the transaction that begins its rotation
    public void begin(boolean atOnce, BiConsumer<Tx, Integer> noted) {
        Instant now = clock.instant();
        Instant retireAfter = atOnce ? now : now.plus(GRACE);
        newServerKey(retireAfter);
        db.asSystem(tx -> {
            progress.begin(tx, now, retireAfter).forEach(project -> noted.accept(tx, project));
            progress.retireBy(tx, retireAfter);
            for (int project : progress.open(tx)) wake(tx, Integer.toString(project));
            wake(tx, SERVER);
            return tx;
        });
        jobs.hurry();
    }

    private void newServerKey(Instant retireAfter) {
        boolean isChanging =
                db.asSystem(tx -> {
                    seal.server().retireBy(tx, retireAfter);
                    return seal.server().state(tx).retireAfter() != null;
                });
        try {
            if (!isChanging) seal.server().addKey(db, retireAfter);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("the server's key does not open", failure);
        }
    }

    /// Has all data keys sealed anew under the current key-encrypting key.
    public void beginMaster() {
        db.asSystem(tx -> {
            seal.server().askForRewrap(tx);
            wake(tx, MASTER);
            return tx;
        });
        jobs.hurry();
    }

    private void wake(Tx tx, String instance) {
        jobs.wake(tx, this, instance, clock.instant());
    }

    @Override
    public Next run(String instance) {
        try {
            return switch (instance) {
                case SERVER -> server();
                case MASTER -> master();
                default -> project(Integer.parseInt(instance));
            };
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("data keys of " + instance + " do not open", failure);
        }
    }

    private Next server() throws GeneralSecurityException {
        Instant retireAfter = db.asSystem(seal.server()::state).retireAfter();
        if (retireAfter == null) return new Next.WhenWoken();
        if (clock.instant().isBefore(retireAfter)) return new Next.At(retireAfter);
        seal.server().retire(db);
        return new Next.WhenWoken();
    }

    private Next master() throws GeneralSecurityException {
        ServerKey.State state = db.asSystem(seal.server()::state);
        Instant asked = state.rewrapAskedAt();
        if (asked == null) return new Next.WhenWoken();
        if (state.sealedAt().isBefore(asked)) seal.server().rewrap(db);
        List<ProjectKeys.Stored> some = db.asSystem(tx -> seal.projects().sealedBefore(tx, asked));
        for (ProjectKeys.Stored stored : some) {
            Masters.Sealed sealed = seal.projects().rewrapped(stored);
            db.asSystem(tx -> {
                seal.projects().replace(tx, stored, sealed);
                return tx;
            });
        }
        return some.isEmpty() ? new Next.WhenWoken() : new Next.At(clock.instant());
    }

    private Next project(int project) {
        for (int step = 0; step < STEPS_AT_A_TIME; step++) {
            RotationProgress.At at = find(project);
            switch (at.state()) {
                case BEGUN -> addKey(project);
                case SEALING -> db.inTransaction(project, tx -> sealSome(tx, project));
                case SEALED -> {
                    if (clock.instant().isBefore(at.retireAfter())) {
                        return new Next.At(at.retireAfter());
                    }
                    retire(project);
                }
                case DONE, HELD -> {
                    return new Next.WhenWoken();
                }
            }
        }
        return new Next.At(clock.instant());
    }

    private RotationProgress.At find(int project) {
        return db.inTransaction(project, tx -> progress.find(tx, project));
    }

    /// The new keys are sealed before the transaction, for that may call a service; they are kept
    /// only if nobody has changed the keys in between.
    private void addKey(int project) {
        KeyRing ring = current(project).withNewKey();
        Masters.Sealed sealed = seal.projects().sealed(project, ring);
        db.inTransaction(
                project,
                tx -> {
                    boolean isBegun =
                            progress.lock(tx, project).state() == RotationProgress.State.BEGUN;
                    if (isBegun && seal.projects().store(tx, project, ring, sealed)) {
                        progress.sealing(tx, project, ring.current());
                    }
                    return tx;
                });
    }

    private KeyRing current(int project) {
        return db.inTransaction(project, tx -> seal.projects().current(tx, project));
    }

    private Tx sealSome(Tx tx, int project) {
        RotationProgress.At at = progress.lock(tx, project);
        if (at.state() == RotationProgress.State.SEALING) {
            progress.store(tx, project, resealing.step(tx, project, at));
        }
        return tx;
    }

    /// Nobody seals while the keys' row is locked, and who has sealed before has committed; so what
    /// is counted is all there is.
    private void retire(int project) {
        KeyRing before = current(project);
        KeyRing alone = before.withoutOldKeys();
        Masters.Sealed sealed = seal.projects().sealed(project, alone);
        db.inTransaction(
                project,
                tx -> {
                    RotationProgress.At at = progress.lock(tx, project);
                    if (at.state() != RotationProgress.State.SEALED) return tx;
                    if (seal.projects().lock(tx, project) != before.version()) return tx;
                    long left = resealing.left(tx, project, before.prefix());
                    if (left == 0) {
                        seal.projects().store(tx, project, alone, sealed);
                        progress.end(tx, project, RotationProgress.State.DONE, clock.instant());
                    } else if (left <= at.unopened()) {
                        progress.end(tx, project, RotationProgress.State.HELD, clock.instant());
                    } else {
                        progress.sealing(tx, project, before.current());
                    }
                    return tx;
                });
    }

    /// How everything stands. What is left is counted for rotations under way.
    public Status status() {
        return db.asSystem(tx -> {
            ServerKey.State server = seal.server().state(tx);
            Instant asked = server.rewrapAskedAt();
            long waiting = asked == null ? 0 : seal.projects().countBefore(tx, asked);
            boolean serverWaits = asked != null && server.sealedAt().isBefore(asked);
            return new Status(
                    new Status.Master(seal.place(), asked, waiting + (serverWaits ? 1 : 0)),
                    new Status.Server(server.keys(), server.retireAfter()),
                    progress.all(tx).stream().map(at -> of(tx, at)).toList());
        });
    }

    private Status.OfProject of(Tx tx, RotationProgress.Row row) {
        Integer key = row.keyId();
        boolean isOver = row.endedAt() != null && row.state() == RotationProgress.State.DONE;
        long left =
                isOver
                        ? 0
                        : resealing.left(
                                tx, row.project(), key == null ? new byte[0] : KeyRing.prefix(key));
        return new Status.OfProject(row, left);
    }
}
