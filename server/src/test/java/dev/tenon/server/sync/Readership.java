package dev.tenon.server.sync;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.install.Installed;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.jobs.Jobs;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.records.ChangeFeed;
import dev.tenon.server.records.ChangeListener;
import dev.tenon.server.records.Dataset;
import dev.tenon.server.records.RecordStore;
import dev.tenon.server.records.StoredRecord;
import dev.tenon.server.testing.Customer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A customer whose contacts are read from a [FakeCrm] every ten minutes.
final class Readership implements AutoCloseable {
    static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: crm
                provider: fake
                read:
                  objects:
                    - objectName: Contact
                      schedule: "*/10 * * * *"
                      requiredFields: [{ fieldName: Name }]
                      optionalFields: [{ fieldName: Level }, { fieldName: Gone }]
                      backfill: { defaultPeriod: { fullHistory: true } }
            """;

    private static final List<Track> TURNS =
            List.of(Track.BACKFILL, Track.ASKED, Track.CHANGES, Track.SWEEP);

    /// What the customer chooses at first.
    static final String LEVEL = "\"selectedFields\": {\"Level\": true}";

    final FakeCrm crm = new FakeCrm();
    final Customer customer;
    final HeldDeletions held;
    final SetAside aside;

    private ChangeListener listener = (_, _) -> {};
    private Reads reads;

    Readership(Db db, Path keys) {
        this(db, keys, MANIFEST, config(LEVEL));
    }

    Readership(Db db, Path keys, String manifest, String config) {
        this.customer = new Customer(db, keys, crm, manifest, config);
        this.held =
                new HeldDeletions(
                        new TimeId(customer.clock, new java.security.SecureRandom()),
                        customer.clock);
        this.aside = new SetAside(customer.clock);
        this.reads = start();
        plan();
    }

    /// @param more members of the object
    static String config(String more) {
        return """
        {"provider": "fake", "read": {"objects": {"Contact": {"objectName": "Contact"%s}}}}\
        """
                .formatted(more.isEmpty() ? "" : ", " + more);
    }

    private Reads start() {
        var stores =
                new Reads.Stores(
                        customer.datasets,
                        new RecordStore((tx, dataset) -> listener.changed(tx, dataset)),
                        customer.installations,
                        customer.connections,
                        customer.operations,
                        held,
                        aside);
        return new Reads(
                customer.db,
                new Jobs(customer.db, customer.clock, 1),
                stores,
                new Reads.Provider(
                        customer.providers,
                        customer.outbound,
                        customer.schemas,
                        customer.notifications),
                new Timetable(customer.clock, Duration.ofMinutes(1)),
                customer.clock);
    }

    /// The server stops, and another begins on the same database.
    void restart() {
        listener = (_, _) -> {};
        reads = start();
    }

    /// Hears of every page that changes something, in its transaction.
    void listen(ChangeListener listener) {
        this.listener = listener;
    }

    void plan() {
        var installed = customer.installed();
        customer.get(tx -> {
            reads.plan(tx, installed);
            return tx;
        });
    }

    Dataset dataset() {
        var installation = customer.installed().installation().id();
        return customer.get(tx ->
                customer.datasets.find(tx, customer.group, installation, "Contact").orElseThrow());
    }

    /// Lets the track whose turn it is do what there is to do: one with a run under way, else the
    /// first that finds something.
    Next run() {
        var order = new ArrayList<>(TURNS);
        ReadState state = state();
        order.sort(Comparator.comparing(track -> state.run(track) == null));
        Next next = new Next.WhenWoken();
        for (Track track : order) {
            String before = standing();
            next = run(track);
            if (!standing().equals(before)) return next;
        }
        return next;
    }

    Next run(Track track) {
        return runNamed(dataset().id().text(), track);
    }

    private String standing() {
        return operations() + " " + state() + " " + crm.asked.size();
    }

    Next runNamed(String dataset, Track track) {
        return reads.jobs().stream()
                .filter(job -> job.kind().equals(track.job()))
                .findFirst()
                .orElseThrow()
                .run(dataset);
    }

    /// When a track has been told to come again; what it answered itself is not known here.
    Optional<Instant> woken(Track track) {
        return customer.get(tx ->
                tx.first(
                        """
                        select execution_time from scheduled_tasks
                        where task_name = ? and task_instance = ?\
                        """,
                        row -> row.instant("execution_time"),
                        track.job(),
                        dataset().id().text()));
    }

    Next runAfter(Duration wait) {
        customer.clock.advance(wait);
        return run();
    }

    ReadState state() {
        return customer.get(tx -> reads.state(tx, dataset().id()).orElseThrow());
    }

    Operation trigger(@Nullable Instant since, @Nullable Instant until) {
        var installed = customer.installed();
        Dataset dataset = dataset();
        return customer.get(tx -> reads.trigger(tx, installed, dataset, since, until));
    }

    Operation refresh(String... ids) {
        var installed = customer.installed();
        Dataset dataset = dataset();
        return customer.get(tx -> reads.refresh(tx, installed, dataset, List.of(ids)));
    }

    Operation sweep() {
        var installed = customer.installed();
        Dataset dataset = dataset();
        return customer.get(tx -> reads.sweep(tx, installed, dataset));
    }

    void requireSweepable() {
        reads.requireSweepable(customer.installed(), dataset());
    }

    /// The customer's installation is deleted. As a deploy does.
    void follow() {
        Installed installed = customer.installed();
        customer.get(tx -> {
            reads.follow(tx, installed);
            return tx;
        });
    }

    void remove() {
        var installed = customer.installed();
        customer.get(tx -> {
            reads.remove(tx, installed);
            customer.installations.delete(tx, installed.installation());
            return tx;
        });
    }

    void decide(HeldDeletions.Held what, HeldDeletions.Status decision) {
        customer.get(tx -> reads.decide(tx, what, decision, "ann").orElseThrow());
    }

    List<SetAside.Entry> setAside() {
        Dataset dataset = dataset();
        return customer.get(tx -> aside.of(tx, dataset.id(), "", 100));
    }

    List<HeldDeletions.Held> held() {
        return customer.get(tx -> held.of(tx, customer.group.project(), null, null, 10));
    }

    void pause(boolean paused) {
        Dataset dataset = dataset();
        Installed installed = customer.installed();
        customer.get(tx -> {
            reads.pause(tx, installed, dataset, paused);
            return tx;
        });
    }

    List<StoredRecord> feed(long after) {
        Dataset dataset = dataset();
        return customer.get(tx -> new ChangeFeed().after(tx, dataset.id(), after, 1_000));
    }

    /// What is stored and not deleted, by id.
    Map<String, String> stored() {
        var stored = new TreeMap<String, String>();
        for (StoredRecord record : feed(0)) {
            if (record.change() != StoredRecord.Change.DELETED)
                stored.put(record.id(), record.fields().replace(" ", ""));
        }
        return stored;
    }

    Operation operation(Operation known) {
        return customer.get(tx ->
                customer.operations.find(tx, customer.group.project(), known.id()).orElseThrow());
    }

    /// The operations of the installation, oldest first, in short.
    List<String> operations() {
        return all().stream()
                .map(each -> each.subject().readType() + " " + each.status().wireName())
                .toList();
    }

    Operation newest() {
        return all().getLast();
    }

    /// The log of the newest operation.
    List<String> log() {
        Operation newest = newest();
        return customer.get(tx ->
                customer.operations.logs(tx, customer.group, newest.id(), 100).stream()
                        .map(line -> line.severity() + ": " + line.message())
                        .toList());
    }

    private List<Operation> all() {
        UUID installation = customer.installation;
        return customer
                .get(tx ->
                        customer.operations.of(
                                tx, customer.group.project(), installation, null, 100))
                .stream()
                .sorted(Comparator.comparingLong(Operation::number))
                .toList();
    }

    @Override
    public void close() {
        customer.close();
    }
}
