package dev.tenon.server.write;

import dev.tenon.format.EffectiveWrite;
import dev.tenon.format.ManifestReader;
import dev.tenon.format.ProviderNames;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.db.Tx;
import dev.tenon.server.deploy.DeployedRevision;
import dev.tenon.server.deploy.Deployments;
import dev.tenon.server.deploy.Integrations;
import dev.tenon.server.install.Installations;
import dev.tenon.server.install.Installed;
import dev.tenon.server.install.InstalledNames;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.jobs.Jobs;
import dev.tenon.server.json.Json;
import dev.tenon.server.net.Egress;
import dev.tenon.server.net.Http;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.outbound.Outbound;
import dev.tenon.server.outbound.Providers;
import dev.tenon.server.records.ChangeFeed;
import dev.tenon.server.records.DatasetId;
import dev.tenon.server.records.Datasets;
import dev.tenon.server.records.RecordStore;
import dev.tenon.server.records.StoredRecord;
import dev.tenon.server.schema.SchemaHistory;
import dev.tenon.server.schema.Schemas;
import dev.tenon.server.seal.MasterKey;
import dev.tenon.server.seal.Seal;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.testing.Silence;
import dev.tenon.server.testing.TestClock;
import dev.tenon.server.testing.TestOutbound;
import dev.tenon.server.vault.Acting;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Connections;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A project with one customer, who has connected the fake CRM and installed an integration that
/// reads and writes it. Each is a project of its own. For use by one thread.
final class Customer implements AutoCloseable {
    static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: crm
                provider: fake
                read:
                  objects:
                    - objectName: Contact
                      mapToName: person
                      requiredFields:
                        - { fieldName: LastName, mapToName: surname }
                        - fieldName: Email
                      optionalFields:
                        - { mapToName: level, prompt: Which field holds the level? }
                        - { mapToName: nickname, prompt: Which field holds the nickname? }
                        - fieldName: Amount__c
                        - fieldName: LastModifiedDate
                write:
                  objects:
                    - { objectName: Contact, inheritMapping: true, externalIdField: Code__c }
                    - { objectName: Note }
                    - { objectName: Frozen }
            """;
    static final String CONFIG =
            """
            {"provider": "fake",
             "read": {"objects": {"Contact": {"objectName": "Contact",
               "selectedFields": {"Amount__c": true, "LastModifiedDate": true},
               "selectedFieldMappings": {"level": "Level__c"},
               "selectedValueMappings": {"level": {"top": "Gold"}}}}},
             "write": {"objects": {
               "Contact": {"objectName": "Contact", "deletionSettings": {"enabled": true}},
               "Note": {"objectName": "Note", "deletionSettings": {"enabled": true}},
               "Frozen": {"objectName": "Frozen"}}}}
            """;

    final FakeCrm crm = new FakeCrm();
    final TestClock clock = new TestClock();
    final Db db;
    final Installed installed;
    Writes writes;

    private final TimeId ids = new TimeId(clock, new SecureRandom());
    private final Operations operations = new Operations(ids, clock);
    private final Datasets datasets = new Datasets(clock);
    private final Connections connections;
    private final Installations installations;
    private final Outbound outbound;
    private final Http http = new Http(new Egress(true));

    private Customer(Db db, Path keys, String manifest, String config) {
        this.db = db;
        var seal = new Seal(MasterKey.load("", keys.resolve("master.key")));
        var integrations = new Integrations(ids, clock);
        this.connections = new Connections(seal, Silence.of(ids, clock), ids, clock);
        this.installations = new Installations(integrations, Silence.of(ids, clock), ids, clock);
        this.outbound = TestOutbound.of(db, http, seal, connections, clock);
        GroupId group = db.asSystem(this::makeGroup);
        this.installed =
                db.inTransaction(
                        group.projectNumber(),
                        tx -> install(tx, group, integrations, manifest, config));
        this.writes = start(Duration.ofSeconds(30));
    }

    static Customer of(Db db) {
        return of(db, MANIFEST, CONFIG);
    }

    static Customer of(Db db, String manifest, String config) {
        try {
            return new Customer(db, Files.createTempDirectory("tenon-keys"), manifest, config);
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private GroupId makeGroup(Tx tx) {
        String name = "p" + UUID.randomUUID();
        var project = new Projects(ids, clock).create(tx, name, name, "org").key();
        datasets.createPartition(tx, project);
        return new Groups(clock).ensure(tx, project, "acme", "Acme").key();
    }

    private Installed install(
            Tx tx, GroupId group, Integrations integrations, String manifest, String config) {
        var read = new ManifestReader(new AnyProvider()).read(manifest, "tenon.yaml");
        var deployed =
                new Deployments(integrations)
                        .deploy(
                                tx,
                                group.project(),
                                java.util.Objects.requireNonNull(
                                        read.manifest(), () -> read.findings().toString()),
                                new Deployments.Options(false, "test"),
                                null);
        DeployedRevision revision = deployed.all().getFirst();
        var draft =
                new Installations.Draft(connect(tx, group, null), "test", Json.parseObject(config));
        Installed made = installations.create(tx, group, revision, draft);
        made.config()
                .reads()
                .keySet()
                .forEach(object -> datasets.ensure(tx, group, made.installation().id(), object));
        return made;
    }

    /// One of the customer's people connects.
    UUID connect(String person) {
        var groups = new Groups(clock);
        return get(tx ->
                connect(tx, group(), groups.ensureConsumer(tx, group(), person, null).number()));
    }

    /// The installation has another config.
    void configure(String config) {
        get(tx -> {
            Installed before =
                    installations
                            .find(tx, group().project(), installed.installation().id())
                            .orElseThrow();
            UUID connection = before.installation().connection();
            var draft = new Installations.Draft(connection, "test", Json.parseObject(config));
            return installations.change(tx, before, draft);
        });
    }

    /// A connection is deleted.
    void disconnect(UUID id) {
        db.inTransaction(
                group().projectNumber(), tx -> connections.delete(tx, group().project(), id));
    }

    private UUID connect(Tx tx, GroupId group, @Nullable Long consumer) {
        UUID id = ids.next();
        tx.update(
                """
                insert into connections
                  (project_id, group_id, id, provider, workspace_ref, account_ref, auth_scheme, status,
                   status_reason, metadata, credential, credential_version, created_at, updated_at,
                   consumer_id)
                values (?, ?, ?, 'fake', '', '', 'none', 'working', '', '{}', ''::bytea, 1, now(), now(), ?)\
                """,
                group.projectNumber(),
                group.number(),
                id,
                consumer);
        return id;
    }

    private Writes start(Duration patience) {
        var schemas = new Schemas(db, outbound, new SchemaHistory(ids), clock);
        var providers = new Providers(_ -> Optional.of(crm));
        var stores =
                new Writes.Stores(
                        datasets,
                        new RecordStore((_, _) -> {}),
                        new InstalledNames(
                                new Integrations(ids, clock), new Groups(clock), installations),
                        installations,
                        connections,
                        new Acting(new Groups(clock), connections),
                        operations,
                        Silence.of(ids, clock));
        return new Writes(
                db,
                new Jobs(db, clock, 1),
                stores,
                new Writes.Provider(providers, outbound, schemas),
                patience,
                clock);
    }

    /// The server stops, and another begins on the same database.
    void restart() {
        restartWith(Duration.ofSeconds(30));
    }

    /// The same, with another patience for those who wait.
    void restartWith(Duration patience) {
        writes = start(patience);
    }

    /// Makes a kept reply older.
    void age(String key, Duration by, Tx tx) {
        tx.update(
                """
                update idempotency set created_at = created_at - make_interval(secs => ?)
                where project_id = ? and key = ?\
                """,
                by.toSeconds(),
                group().projectNumber(),
                key);
    }

    GroupId group() {
        return installed.installation().group();
    }

    /// A request for an object from a body without its `groupRef`.
    WriteRequest request(String object, String body, @Nullable String key) {
        ObjectNode json = Json.parseObject(body).put("groupRef", "acme");
        Idempotency idempotency =
                key == null
                        ? null
                        : Idempotency.of(key, object, body.getBytes(StandardCharsets.UTF_8));
        return new WriteRequest(
                new WriteRequest.Whose(group().project(), "crm", "acme"),
                object,
                WriteRequestJson.read(json),
                idempotency,
                "test");
    }

    /// Has a write stored.
    UUID accept(String object, String body) {
        return writes.accept(request(object, body, null)).operation();
    }

    /// Has a write stored and done as far as it goes now.
    WriteResult write(String object, String body) {
        UUID operation = accept(object, body);
        work(object);
        return result(operation).orElseThrow();
    }

    /// What a caller is answered, while the queue is worked on beside it.
    WriteReply reply(WriteRequest request) throws ExecutionException, InterruptedException {
        var task = new FutureTask<>(() -> writes.write(request));
        Thread.ofVirtual().start(task);
        while (!task.isDone()) work("Contact");
        return task.get();
    }

    /// Runs the queue of an object once.
    Next work(String object) {
        EffectiveWrite write = java.util.Objects.requireNonNull(installed.config().write(object));
        var key = new WriteKey(group(), installed.installation().id(), write.objectName());
        return writes.run(key.text());
    }

    /// Lets time pass, then runs the queue.
    Next workAfter(Duration wait, String object) {
        clock.advance(wait);
        return work(object);
    }

    Optional<WriteResult> result(UUID operation) {
        return writes.await(group(), operation, Duration.ZERO);
    }

    Operation operation(UUID id) {
        return get(tx -> operations.find(tx, group().project(), id)).orElseThrow();
    }

    List<String> log(UUID operation) {
        return get(tx -> operations.logs(tx, group(), operation, 1_000)).stream()
                .map(line -> line.severity() + ": " + line.message())
                .toList();
    }

    /// The stored records of an object, in the order of the feed.
    List<StoredRecord> stored(String object) {
        return get(tx -> new ChangeFeed().after(tx, dataset(tx, object), 0, 1_000));
    }

    /// Which action last changed a stored record.
    Operation.Action origin(StoredRecord record) {
        return get(tx -> operations.findByNumber(tx, group(), record.origin()))
                .orElseThrow()
                .subject()
                .action();
    }

    private DatasetId dataset(Tx tx, String object) {
        return datasets.find(tx, group(), installed.installation().id(), object).orElseThrow().id();
    }

    /// The connection dies or comes back.
    void mark(Connection.Status status) {
        get(tx -> connections.mark(tx, group(), installed.installation().connection(), status, ""));
    }

    /// The customer signs in again.
    void signIn() {
        mark(Connection.Status.WORKING);
        get(tx -> {
            writes.resume(
                    tx,
                    connections
                            .find(tx, group().project(), installed.installation().connection())
                            .orElseThrow());
            return Instant.EPOCH;
        });
    }

    /// Deletes the installation.
    void uninstall() {
        get(tx -> {
            installations.delete(tx, installed.installation());
            return Instant.EPOCH;
        });
    }

    <T> T get(Function<Tx, T> work) {
        return db.inTransaction(group().projectNumber(), work);
    }

    @Override
    public void close() {
        http.close();
    }

    private record AnyProvider() implements ProviderNames {
        @Override
        public boolean knows(String name) {
            return true;
        }

        @Override
        public List<String> nearest(String name) {
            return List.of();
        }

        @Override
        public String canonical(String name) {
            return name;
        }
    }
}
