package dev.tenon.server.sync;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.format.EffectiveRead;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.install.Installations;
import dev.tenon.server.install.Installed;
import dev.tenon.server.jobs.Job;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.jobs.Jobs;
import dev.tenon.server.jobs.Turns;
import dev.tenon.server.operation.Notifications;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.outbound.Outbound;
import dev.tenon.server.outbound.Providers;
import dev.tenon.server.records.Dataset;
import dev.tenon.server.records.DatasetId;
import dev.tenon.server.records.Datasets;
import dev.tenon.server.records.RecordStore;
import dev.tenon.server.schema.Schemas;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Connections;
import dev.tenon.spi.Connector;
import dev.tenon.spi.Discovery.ObjectSchema;
import dev.tenon.spi.ObjectInfo;
import dev.tenon.spi.ProviderException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Sees to it that datasets are read: on installation, on schedule, when asked, and again after a
/// customer has signed in anew. Safe for use by many threads.
public final class Reads {
    private final Db db;
    private final Jobs jobs;
    private final Providers providers;
    private final Stores stores;
    private final ReadStates states = new ReadStates();
    private final Asks asks;
    private final Timetable timetable;
    private final InstantSource clock;
    private final Map<Track, Job> tracks = new EnumMap<>(Track.class);
    private final HeldDeletions held;
    private final Schemas schemas;

    public Reads(
            Db db,
            Jobs jobs,
            Stores stores,
            Provider provider,
            Timetable timetable,
            InstantSource clock) {
        this.db = db;
        this.jobs = jobs;
        this.providers = provider.providers();
        this.stores = stores;
        this.timetable = timetable;
        this.clock = clock;
        this.asks = new Asks(clock);
        this.held = stores.held();
        this.schemas = provider.schemas();
        var news = new ReadNews(provider.notifications(), stores.datasets());
        var books =
                new RunBook.Books(states, asks, new RunReports(stores.operations(), asks), news);
        var book = new RunBook(db, books, timetable, this::wake, clock);
        var preparation =
                new Preparation(
                        db,
                        states,
                        new Preparation.Sources(
                                stores.datasets(),
                                stores.installations(),
                                stores.connections(),
                                provider.providers(),
                                provider.schemas()));
        var others =
                new ReadRun.OtherRuns(
                        new ColumnRun(book, stores.records(), clock),
                        new SweepRun(book, stores.records(), held, news, clock));
        int atOnce = Math.max(2, Runtime.getRuntime().availableProcessors());
        var storing = new Turns(atOnce);
        var keeping = new Keeping(book, stores.records(), stores.aside(), storing, clock);
        var run =
                new ReadRun(
                        book,
                        preparation,
                        provider.outbound(),
                        new ReadRun.Parts(
                                keeping,
                                others,
                                jobs::isCrowded,
                                new Turns(atOnce),
                                PageRoom.ofTheHeap(),
                                clock));
        for (Track track : Track.values()) tracks.put(track, new TrackJob(track, run));
    }

    /// The work to be done.
    public List<Job> jobs() {
        return List.copyOf(tracks.values());
    }

    private void wake(Tx tx, DatasetId id, Track track, Instant at) {
        Job job = tracks.get(track);
        if (job != null) jobs.wake(tx, job, id.text(), at);
    }

    /// Makes the datasets of an installation and lets their reads begin, or go on under a changed
    /// config. Joins the transaction that installs or changes it.
    public void plan(Tx tx, Installed installed) {
        plan(tx, installed, true);
    }

    /// Lets the reads of an installation go on under a revision that was deployed. What changed at
    /// the provider is read when it is due and not now, for there may be thousands of customers.
    /// Joins the transaction that deploys.
    public void follow(Tx tx, Installed installed) {
        plan(tx, installed, false);
    }

    private void plan(Tx tx, Installed installed, boolean catchesUp) {
        for (EffectiveRead read : installed.config().reads().values()) {
            Dataset dataset =
                    stores.datasets()
                            .ensure(
                                    tx,
                                    installed.installation().group(),
                                    installed.installation().id(),
                                    read.objectName());
            states.renew(tx, dataset.id());
            wakeAll(tx, dataset.id(), read, catchesUp);
        }
        for (Dataset dataset : datasets(tx, installed)) {
            if (installed.config().reads().containsKey(dataset.object())) continue;
            states.renew(tx, dataset.id());
            wakeAll(tx, dataset.id(), null, catchesUp);
        }
    }

    private List<Dataset> datasets(Tx tx, Installed installed) {
        return stores.datasets()
                .of(tx, installed.installation().group(), installed.installation().id());
    }

    /// What is under way stops at its next page and looks whether it still is to go on; what failed
    /// is tried again; all else comes when it is due.
    ///
    /// @param read null when the object is read no more
    private void wakeAll(Tx tx, DatasetId id, @Nullable EffectiveRead read, boolean catchesUp) {
        Set<Track> busy = states.busy(tx, id);
        for (Track track : Track.values()) {
            Next next =
                    busy.contains(track)
                            ? new Next.At(clock.instant())
                            : due(track, id, read, catchesUp);
            if (next instanceof Next.At(Instant moment)) wake(tx, id, track, moment);
        }
    }

    private Next due(Track track, DatasetId id, @Nullable EffectiveRead read, boolean catchesUp) {
        if (read == null) return new Next.WhenWoken();
        return switch (track) {
            case BACKFILL -> new Next.At(clock.instant());
            case ASKED -> new Next.WhenWoken();
            case CHANGES ->
                    catchesUp ? new Next.At(clock.instant()) : timetable.next(read.schedule(), id);
            case SWEEP -> timetable.next(Agenda.sweepSchedule(read), id);
        };
    }

    /// Lets the reads of every installation of a connection go on, after a person signed in again.
    public void resume(Tx tx, Connection connection) {
        stores.installations()
                .using(tx, connection.group().project(), connection.id())
                .forEach(installed -> plan(tx, installed));
    }

    /// Asks for a read of one object now: of everything, or of what changed in a span of time. The
    /// reply is the operation that will tell how it went.
    public Operation trigger(
            Tx tx,
            Installed installed,
            Dataset dataset,
            @Nullable Instant since,
            @Nullable Instant until) {
        return ask(tx, installed, dataset, Track.ASKED, new Errand.Span(since, until));
    }

    /// Asks for what changed since the last read, or for some records. Who asks for what somebody
    /// else waits for already waits for the same read.
    ///
    /// @param ids at most 10,000; none for what changed
    public Operation refresh(Tx tx, Installed installed, Dataset dataset, List<String> ids) {
        Errand errand = ids.isEmpty() ? new Errand.Changes() : new Errand.Ids(ids);
        Optional<Operation> waiting =
                asks.waitingFor(tx, dataset.id(), errand)
                        .flatMap(operation ->
                                stores.operations()
                                        .find(tx, dataset.id().group().project(), operation));
        return waiting.orElseGet(() -> ask(tx, installed, dataset, Track.ASKED, errand));
    }

    /// How old what a run of changes brings is when the run begins.
    Duration settling(Installed installed, Dataset dataset) {
        return connection(installed, dataset)
                .flatMap(found -> providers.find(found.provider()))
                .map(Connector::settling)
                .orElse(Duration.ZERO);
    }

    /// Why nothing is read of a dataset now; empty when it is.
    public Optional<Refusal> rests(Tx tx, Installed installed, Dataset dataset) {
        var connection =
                stores.connections()
                        .find(
                                tx,
                                dataset.id().group().project(),
                                installed.installation().connection());
        return states.find(tx, dataset.id())
                .flatMap(state ->
                        Rest.why(
                                installed.config().reads().get(dataset.object()),
                                installed,
                                state,
                                connection))
                .map(why ->
                        new Refusal(
                                Refusal.Kind.CONFLICT,
                                "read.rests",
                                "Nothing is read of \"" + dataset.object() + "\" now: " + why + ".",
                                "object",
                                "Mend that first: unpause the installation or the object, switch it"
                                        + " on, or have the customer connect again."));
    }

    private Operation ask(Tx tx, Installed installed, Dataset dataset, Track track, Errand errand) {
        Operation operation =
                stores.operations()
                        .begin(
                                tx,
                                dataset.id().group(),
                                new Operation.Subject(
                                        installed.revision().integration(),
                                        installed.installation().id(),
                                        Operation.Action.READ,
                                        dataset.object(),
                                        track.wireName()));
        asks.add(tx, dataset.id(), operation.id(), errand);
        wake(tx, dataset.id(), track, clock.instant());
        return operation;
    }

    /// Asks for a sweep of one object now.
    public Operation sweep(Tx tx, Installed installed, Dataset dataset) {
        return ask(tx, installed, dataset, Track.SWEEP, new Errand.Sweep(false));
    }

    /// Refuses the sweep of an object whose records are never deleted. Asks the provider when it is
    /// not known yet, so that it must not be called inside a transaction.
    ///
    /// @throws Refusal `read.cannot-sweep`
    public void requireSweepable(Installed installed, Dataset dataset) {
        boolean never =
                connection(installed, dataset)
                        .flatMap(found -> describe(found, dataset.object()))
                        .map(known -> known.object().deletes() == ObjectInfo.Deletes.NONE)
                        .orElse(false);
        if (!never) return;
        throw new Refusal(
                Refusal.Kind.UNPROCESSABLE,
                "read.cannot-sweep",
                "Records of \"" + dataset.object() + "\" are never deleted.",
                "object",
                "Leave it out: there is nothing for a sweep to find.");
    }

    private Optional<Connection> connection(Installed installed, Dataset dataset) {
        return db.inTransaction(
                dataset.id().group().projectNumber(),
                tx ->
                        stores.connections()
                                .find(
                                        tx,
                                        dataset.id().group().project(),
                                        installed.installation().connection()));
    }

    /// None when the provider does not answer: then the sweep itself will tell.
    private Optional<ObjectSchema> describe(Connection connection, String object) {
        try {
            return providers
                    .find(connection.provider())
                    .flatMap(connector -> schemas.describe(connection, connector, object));
        } catch (ProviderException _) {
            return Optional.empty();
        }
    }

    /// Carries out a person's decision on held deletions; none when they are not held any more.
    public Optional<HeldDeletions.Held> decide(
            Tx tx, HeldDeletions.Held what, HeldDeletions.Status decision, String by) {
        Optional<HeldDeletions.Held> decided = held.decide(tx, what, decision, by);
        decided.ifPresent(one -> {
            if (decision == HeldDeletions.Status.RELEASED) {
                wake(tx, one.dataset(), Track.SWEEP, clock.instant());
            } else {
                held.drop(tx, one.dataset(), one.id());
            }
        });
        return decided;
    }

    /// Pauses or resumes one object. A run under way stops at its next page, and goes on from there
    /// when it is resumed; what somebody had asked for ends.
    public void pause(Tx tx, Installed installed, Dataset dataset, boolean paused) {
        states.pause(tx, dataset.id(), paused);
        wakeAll(tx, dataset.id(), installed.config().reads().get(dataset.object()), true);
    }

    /// Takes an installation's datasets away, with their records and what waits for them. Its
    /// operations end.
    public void remove(Tx tx, Installed installed) {
        UUID installation = installed.installation().id();
        List<Dataset> all = datasets(tx, installed);
        all.forEach(dataset -> states.lock(tx, dataset.id()));
        stores.operations()
                .endAll(
                        tx,
                        installed.installation().group(),
                        new Operations.Whose(installation, Operation.Action.READ),
                        "Nothing is read any more: the installation was deleted");
        stores.datasets().remove(tx, installed.installation().group(), installation);
        for (Dataset dataset : all) {
            tracks.values().forEach(job -> jobs.cancel(tx, job, dataset.id().text()));
        }
    }

    /// How the reading of a dataset stands.
    public Optional<ReadState> state(Tx tx, DatasetId id) {
        return states.find(tx, id);
    }

    /// How the reading of the datasets of some groups of a project stands.
    public List<ReadState> states(Tx tx, ProjectId project, Collection<GroupId> groups) {
        return states.of(tx, project, groups);
    }

    /// What reads are stored in and read from.
    public record Stores(
            Datasets datasets,
            RecordStore records,
            Installations installations,
            Connections connections,
            Operations operations,
            HeldDeletions held,
            SetAside aside) {}

    /// How providers are reached, and products told.
    public record Provider(
            Providers providers, Outbound outbound, Schemas schemas, Notifications notifications) {}

    private record TrackJob(Track track, ReadRun run) implements Job {
        @Override
        public String kind() {
            return track.job();
        }

        @Override
        public Lane lane() {
            return track.lane();
        }

        @Override
        public Next run(String instance) {
            return run.run(DatasetId.parse(instance), track);
        }
    }
}
