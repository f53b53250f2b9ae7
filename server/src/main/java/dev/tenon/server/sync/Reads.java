package dev.tenon.server.sync;

import dev.tenon.format.EffectiveRead;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.install.Installations;
import dev.tenon.server.install.Installed;
import dev.tenon.server.jobs.Job;
import dev.tenon.server.jobs.Jobs;
import dev.tenon.server.json.Json;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.outbound.Outbound;
import dev.tenon.server.outbound.Providers;
import dev.tenon.server.records.Dataset;
import dev.tenon.server.records.DatasetId;
import dev.tenon.server.records.Datasets;
import dev.tenon.server.records.RecordStore;
import dev.tenon.server.schema.Schemas;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Connections;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Sees to it that datasets are read: on installation, on schedule, when asked, and again after a
/// customer has signed in anew. Safe for use by many threads.
public final class Reads implements Job {
    private final Jobs jobs;
    private final Datasets datasets;
    private final ReadStates states;
    private final Installations installations;
    private final Operations operations;
    private final InstantSource clock;
    private final ReadRun run;

    public Reads(
            Db db,
            Jobs jobs,
            Stores stores,
            Provider provider,
            Timetable timetable,
            InstantSource clock) {
        this.jobs = jobs;
        this.datasets = stores.datasets();
        this.installations = stores.installations();
        this.operations = stores.operations();
        this.clock = clock;
        this.states = new ReadStates();
        var book = new RunBook(db, states, stores.records(), stores.operations(), timetable, clock);
        var sources =
                new Preparation.Sources(
                        stores.datasets(),
                        stores.installations(),
                        stores.connections(),
                        provider.providers(),
                        provider.schemas());
        this.run =
                new ReadRun(
                        db, book, new Preparation(db, states, sources), provider.outbound(), clock);
    }

    @Override
    public String kind() {
        return "read";
    }

    @Override
    public Lane lane() {
        return Lane.SCHEDULED;
    }

    @Override
    public Next run(String instance) {
        return run.run(DatasetId.parse(instance));
    }

    /// Makes the datasets of an installation and lets their reads begin, or go on under a changed
    /// config. Joins the transaction that installs or changes it.
    public void plan(Tx tx, Installed installed) {
        for (EffectiveRead read : installed.config().reads().values()) {
            Dataset dataset =
                    datasets.ensure(
                            tx,
                            installed.installation().group(),
                            installed.installation().id(),
                            read.objectName());
            states.ensure(tx, dataset.id());
            jobs.wake(tx, this, dataset.id().text(), clock.instant());
        }
    }

    /// Lets the reads of every installation of a connection go on, after a person signed in again.
    public void resume(Tx tx, Connection connection) {
        installations
                .using(tx, connection.group().project(), connection.id())
                .forEach(installed -> plan(tx, installed));
    }

    /// Asks for a read of one object now. The reply is the operation that will tell how it went.
    public Operation trigger(
            Tx tx,
            Installed installed,
            Dataset dataset,
            @Nullable Instant since,
            @Nullable Instant until) {
        replaceWish(tx, dataset);
        Operation operation =
                operations.begin(
                        tx,
                        dataset.id().group(),
                        new Operation.Subject(
                                installed.revision().integration(),
                                installed.installation().id(),
                                Operation.Action.READ,
                                dataset.object(),
                                ReadState.Kind.TRIGGERED.wireName()));
        states.want(tx, dataset.id(), new ReadState.Wanted(operation.id(), since, until));
        jobs.wake(tx, this, dataset.id().text(), clock.instant());
        return operation;
    }

    private void replaceWish(Tx tx, Dataset dataset) {
        ReadState state = states.lock(tx, dataset.id()).orElseThrow();
        ReadState.Wanted wanted = state.wanted();
        if (wanted == null || state.answered() != null) return;
        operations.end(
                tx,
                dataset.id().group(),
                wanted.operation(),
                Operation.Status.FAILURE,
                "Replaced by a newer request before it began",
                Json.object());
    }

    /// Pauses or resumes one object.
    public void pause(Tx tx, Dataset dataset, boolean paused) {
        states.pause(tx, dataset.id(), paused);
        if (!paused) jobs.wake(tx, this, dataset.id().text(), clock.instant());
    }

    /// Takes an installation's datasets away, with their records and what waits for them.
    public void remove(Tx tx, Installed installed) {
        UUID installation = installed.installation().id();
        for (Dataset dataset : datasets.of(tx, installed.installation().group(), installation)) {
            jobs.cancel(tx, this, dataset.id().text());
        }
        datasets.remove(tx, installed.installation().group(), installation);
    }

    /// How the reading of a dataset stands.
    public Optional<ReadState> state(Tx tx, DatasetId id) {
        return states.find(tx, id);
    }

    /// What reads are stored in and read from.
    public record Stores(
            Datasets datasets,
            RecordStore records,
            Installations installations,
            Connections connections,
            Operations operations) {}

    /// How providers are reached.
    public record Provider(Providers providers, Outbound outbound, Schemas schemas) {}
}
