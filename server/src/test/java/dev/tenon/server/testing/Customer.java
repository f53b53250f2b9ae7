package dev.tenon.server.testing;

import dev.tenon.format.ManifestReader;
import dev.tenon.format.ProviderNames;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.db.Tx;
import dev.tenon.server.delivery.Outbox;
import dev.tenon.server.deploy.Deployments;
import dev.tenon.server.deploy.Integrations;
import dev.tenon.server.install.Installations;
import dev.tenon.server.install.Installed;
import dev.tenon.server.jobs.Jobs;
import dev.tenon.server.json.Json;
import dev.tenon.server.net.Egress;
import dev.tenon.server.net.Http;
import dev.tenon.server.operation.Notifications;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.operation.TopicRoutes;
import dev.tenon.server.outbound.Outbound;
import dev.tenon.server.outbound.Providers;
import dev.tenon.server.records.Datasets;
import dev.tenon.server.schema.SchemaHistory;
import dev.tenon.server.schema.Schemas;
import dev.tenon.server.seal.MasterKey;
import dev.tenon.server.seal.Seal;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Connections;
import dev.tenon.spi.Connector;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// A customer who has connected and installed the one integration of a project of its own, and the
/// stores of the server that serves it.
public final class Customer implements AutoCloseable {
    public final TestClock clock = new TestClock();
    public final TimeId ids = new TimeId(clock, new SecureRandom());
    public final Operations operations = new Operations(ids, clock);
    public final Datasets datasets = new Datasets(clock);
    public final Projects projects = new Projects(ids, clock);
    public final Groups groups = new Groups(clock);
    public final Http http = new Http(new Egress(true));
    public final TopicRoutes routes = new TopicRoutes(ids, clock);
    public final Outbox outbox;
    public final Notifications notifications;
    public final Db db;
    public final Seal seal;
    public final Connections connections;
    public final Installations installations;
    public final Outbound outbound;
    public final Providers providers;
    public final SchemaHistory history = new SchemaHistory(ids);
    public final Schemas schemas;
    public final GroupId group;

    private final Integrations integrations = new Integrations(ids, clock);
    public final UUID installation;

    /// @param manifest with one integration
    /// @param config in the form that clients send
    public Customer(Db db, Path keys, Connector connector, String manifest, String config) {
        this.db = db;
        this.outbox = new Outbox(new Jobs(db, clock, 1), ids, clock);
        this.notifications = new Notifications(routes, projects, groups, outbox, clock);
        this.seal = new Seal(MasterKey.load("", keys.resolve("master.key")));
        this.connections = new Connections(seal, notifications, ids, clock);
        this.installations = new Installations(integrations, notifications, ids, clock);
        this.outbound = TestOutbound.of(db, http, seal, connections, clock);
        this.providers = new Providers(_ -> Optional.of(connector));
        this.schemas = new Schemas(db, outbound, history, clock);
        this.group = db.asSystem(this::makeGroup);
        this.installation =
                get(tx -> {
                    deploy(tx, manifest);
                    return install(tx, config);
                });
    }

    private GroupId makeGroup(Tx tx) {
        String name = "p" + UUID.randomUUID();
        var project = projects.create(tx, name, name, "org").key();
        seal.createKey(tx, project.number());
        datasets.createPartition(tx, project);
        return groups.ensure(tx, project, "acme", "Acme").key();
    }

    private void deploy(Tx tx, String manifest) {
        var read = new ManifestReader(new AnyProvider()).read(manifest, "tenon.yaml");
        var deployments = new Deployments(integrations);
        deployments.deploy(
                tx,
                group.project(),
                Objects.requireNonNull(read.manifest(), () -> read.findings().toString()),
                new Deployments.Options(true, "test"),
                null);
    }

    private UUID install(Tx tx, String config) {
        var revision = integrations.all(tx, group.project()).getFirst();
        var draft = new Installations.Draft(connect(tx), "test", Json.parseObject(config));
        Installed made = installations.create(tx, group, revision, draft);
        made.config()
                .reads()
                .keySet()
                .forEach(object -> datasets.ensure(tx, group, made.installation().id(), object));
        return made.installation().id();
    }

    private UUID connect(Tx tx) {
        UUID id = ids.next();
        tx.update(
                """
                insert into connections
                  (project_id, group_id, id, provider, workspace_ref, account_ref, auth_scheme, status,
                   status_reason, metadata, credential, credential_version, created_at, updated_at)
                values (?, ?, ?, 'fake', '', '', 'none', 'working', '', '{}', ''::bytea, 1, ?, ?)\
                """,
                group.projectNumber(),
                group.number(),
                id,
                clock.instant(),
                clock.instant());
        return id;
    }

    /// Runs work of this customer's project.
    public <T> T get(Function<Tx, T> work) {
        return db.inTransaction(group.projectNumber(), work);
    }

    /// The installation as it is in force now.
    public Installed installed() {
        return get(tx -> installations.find(tx, group.project(), installation).orElseThrow());
    }

    /// The customer chooses anew.
    public Installed configure(String config) {
        Installed before = installed();
        return get(tx ->
                installations.change(
                        tx,
                        before,
                        new Installations.Draft(
                                before.installation().connection(),
                                "test",
                                Json.parseObject(config))));
    }

    public Connection connection() {
        UUID id = installed().installation().connection();
        return get(tx -> connections.find(tx, group.project(), id).orElseThrow());
    }

    /// The connection dies or comes back.
    public void mark(Connection.Status status) {
        UUID id = connection().id();
        get(tx -> connections.mark(tx, group, id, status, ""));
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
