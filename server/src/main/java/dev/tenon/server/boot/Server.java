package dev.tenon.server.boot;

import dev.tenon.connectors.Connectors;
import dev.tenon.connectors.catalog.Catalog;
import dev.tenon.server.api.AfterSignIn;
import dev.tenon.server.api.Api;
import dev.tenon.server.api.DataCalls;
import dev.tenon.server.api.DeployCalls;
import dev.tenon.server.api.DestinationCalls;
import dev.tenon.server.api.Endpoint;
import dev.tenon.server.api.HttpListener;
import dev.tenon.server.api.InstallCalls;
import dev.tenon.server.api.InstallationShape;
import dev.tenon.server.api.KeyRotationCalls;
import dev.tenon.server.api.MachineCalls;
import dev.tenon.server.api.ObjectViews;
import dev.tenon.server.api.OperationCalls;
import dev.tenon.server.api.ProjectCalls;
import dev.tenon.server.api.QuotaCalls;
import dev.tenon.server.api.Routes;
import dev.tenon.server.api.SchemaCalls;
import dev.tenon.server.api.Uploads;
import dev.tenon.server.api.WatchedDestinations;
import dev.tenon.server.api.WriteCalls;
import dev.tenon.server.console.Console;
import dev.tenon.server.db.Database;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.delivery.LargeResults;
import dev.tenon.server.deploy.Deployments;
import dev.tenon.server.deploy.Integrations;
import dev.tenon.server.install.Installations;
import dev.tenon.server.install.InstalledNames;
import dev.tenon.server.jobs.Jobs;
import dev.tenon.server.net.Egress;
import dev.tenon.server.net.Http;
import dev.tenon.server.operation.CallLog;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.outbound.AccountBudgets;
import dev.tenon.server.outbound.Outbound;
import dev.tenon.server.outbound.Providers;
import dev.tenon.server.quota.Budgets;
import dev.tenon.server.quota.QuotaReadings;
import dev.tenon.server.quota.Quotas;
import dev.tenon.server.records.ChangeFeed;
import dev.tenon.server.records.Datasets;
import dev.tenon.server.records.RecordQueries;
import dev.tenon.server.records.RecordStore;
import dev.tenon.server.schema.Schemas;
import dev.tenon.server.seal.Rotation;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.sync.Reads;
import dev.tenon.server.sync.Sampling;
import dev.tenon.server.sync.Timetable;
import dev.tenon.server.tenant.Audit;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.vault.Acting;
import dev.tenon.server.vault.Connections;
import dev.tenon.server.vault.Credentials;
import dev.tenon.server.write.Writes;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/// The whole program, built by hand in the order data flows. Read it top to bottom as the map of
/// the server: what is built first knows nothing of what is built later.
public final class Server implements AutoCloseable {
    private final Database database;
    private final Http http;
    private final Jobs jobs;
    private final Upkeep upkeep;
    private final HttpListener listener;
    private final Secret adminKey;
    private final URI address;
    private final List<Endpoint> endpoints;

    private Server(Settings settings, InstantSource clock) {
        var random = new SecureRandom();
        adminKey = AdminKey.load(settings.access().adminKey(), settings.data(), random);
        int port = settings.listen().freePort();
        address = settings.address(port);

        // The ground: database, outgoing HTTP, secrets, time.
        database = Database.open(settings.database());
        Db db = database.db();
        var egress = new Egress(settings.access().allowPrivate());
        http = new Http(egress);
        var ids = new TimeId(clock, random);
        var seal = Sealing.start(settings, database, clock);
        jobs = new Jobs(db, clock, settings.engine().workers());
        var rotation = new Rotation(db, jobs, seal, Sealing.columns(), clock);

        // Who there is, and what is deployed and installed.
        var projects = new Projects(ids, clock);
        var groups = new Groups(clock);
        var operations = new Operations(ids, clock);
        var ground = new News.Ground(db, jobs, ids, clock);
        var safe = new News.Safe(seal, egress, random);
        var news = new News(ground, projects, groups, safe, http);
        var destinations = news.destinations();
        var integrations = new Integrations(ids, clock);
        var deployments = new Deployments(integrations);
        var installations = new Installations(integrations, news.notifications(), ids, clock);

        // Credentials, and calls to providers.
        Catalog catalog = Catalog.bundled();
        var connectors = new Connectors(clock);
        var providers =
                new Providers(name -> connectors.find(catalog.canonical(name)), catalog::signIn);
        var vault =
                new Vault(
                        new Vault.Ground(db, seal, http, ids, random, address, clock),
                        groups,
                        news.notifications(),
                        providers,
                        catalog);
        Connections connections = vault.connections();
        Credentials credentials = vault.credentials();
        var calls = new CallLog(db);
        var readings = new QuotaReadings(db);
        var quotas = new Quotas(readings, new Budgets(db, clock), clock);
        var budgets = new AccountBudgets(db, vault.apps(), clock);
        var outbound =
                new Outbound(http, credentials, calls, new Outbound.Purse(quotas, budgets), clock);
        var schemas = new Schemas(db, outbound, news.history(), clock);

        // Records flow from reads through the store to deliveries.
        var datasets = new Datasets(clock);
        var largeResults = new LargeResults(db, seal, ids, address, clock);
        var sources = new News.Sources(installations, connections, providers, schemas);
        var deliveries = news.deliveries(sources, datasets, operations, largeResults);
        var watch = news.watch(settings.engine().scheduleMinute(), sources);
        var records = new RecordStore(deliveries);
        var reading =
                new Reading(
                        ground,
                        sources,
                        new Reading.Kept(
                                datasets,
                                records,
                                operations,
                                new Timetable(clock, settings.engine().scheduleMinute())),
                        new Reads.Provider(providers, outbound, schemas, news.notifications()));
        Reads reads = reading.reads();

        var writes =
                new Writes(
                        db,
                        jobs,
                        new Writes.Stores(
                                datasets,
                                records,
                                new InstalledNames(integrations, groups, installations),
                                installations,
                                connections,
                                new Acting(groups, connections),
                                operations,
                                news.notifications()),
                        new Writes.Provider(providers, outbound, schemas),
                        settings.engine().writeWait(),
                        clock);

        // The API over all of it.
        var entrance = new Entrance(ground, safe, sources, groups);
        Audit audit = entrance.audit();
        ProjectCalls projectCalls = entrance.projectCalls(projects, datasets);
        var deployCalls =
                new DeployCalls(
                        db,
                        projectCalls,
                        deployments,
                        new DeployCalls.Stores(
                                integrations,
                                installations,
                                new WatchedDestinations(destinations),
                                audit,
                                new Uploads(address, vault.states()::random, clock)),
                        new DeployCalls.Engines(reads, deliveries, watch, jobs));
        var afterSignIn =
                new AfterSignIn(
                        db,
                        credentials,
                        (tx, connection) -> {
                            schemas.expire(tx, connection);
                            reads.resume(tx, connection);
                            writes.resume(tx, connection);
                        },
                        audit,
                        jobs);
        var connectCalls =
                vault.connectCalls(
                        projectCalls,
                        audit,
                        afterSignIn,
                        (tx, one) ->
                                !installations
                                        .using(tx, one.group().project(), one.id())
                                        .isEmpty());
        var forecasts = reading.forecasts(quotas, budgets);
        var shape =
                new InstallationShape(
                        new InstallationShape.Stores(
                                groups, connections, datasets, operations, providers),
                        reads,
                        deliveries,
                        forecasts);
        var installCalls =
                new InstallCalls(
                        db,
                        projectCalls,
                        new InstallCalls.Stores(
                                groups, connections, integrations, installations, audit),
                        new InstallCalls.Engines(
                                connectCalls,
                                reads,
                                new Sampling(providers, outbound, schemas),
                                deliveries,
                                watch,
                                jobs,
                                catalog::canonical),
                        shape);
        var schemaCalls =
                new SchemaCalls(
                        db,
                        projectCalls,
                        connectCalls,
                        installCalls,
                        new SchemaCalls.Stores(
                                groups, connections, integrations, providers, schemas));
        var quotaCalls =
                new QuotaCalls(
                        db,
                        projectCalls,
                        new QuotaCalls.Stores(groups, connections, providers, quotas, budgets));
        var operationCalls =
                new OperationCalls(
                        db,
                        projectCalls,
                        installCalls,
                        shape,
                        new OperationCalls.Engines(
                                integrations, installations, reads, forecasts, jobs));
        var views =
                new ObjectViews(
                        installCalls,
                        shape,
                        new ObjectViews.Stores(integrations, connections, schemas));
        var decisions = reading.decisions(groups, audit);
        var readCalls = reading.calls(projectCalls, views, decisions);
        var dataCalls =
                new DataCalls(
                        db,
                        projectCalls,
                        views,
                        new DataCalls.Stores(
                                new RecordQueries(),
                                new ChangeFeed(),
                                operations,
                                reading.freshness()),
                        clock);
        var destinationCalls =
                new DestinationCalls(
                        db, projectCalls, destinations, deliveries, largeResults, audit, jobs);
        var writeCalls = new WriteCalls(db, projectCalls, groups, writes, audit);
        var proxyCalls =
                entrance.proxyCalls(
                        new InstalledNames(integrations, groups, installations),
                        new Acting(groups, connections),
                        outbound);
        var lobby = new Lobby(ground, safe, http, address, settings.entrance());
        var console =
                lobby.console(
                        new Console.Stores(
                                projects,
                                entrance.keys(),
                                groups,
                                installations,
                                connections,
                                operations,
                                Reading.features(decisions, quotaCalls, forecasts)),
                        adminKey);
        var metrics = new Metrics(database.pool(), calls);
        Api api =
                Routes.api(
                        db,
                        projects,
                        entrance.access(adminKey, settings.limits()),
                        new Routes.Calls(
                                new MachineCalls(db, metrics::scrape),
                                entrance.calls(projectCalls),
                                lobby.calls(projects),
                                new KeyRotationCalls(rotation, audit),
                                deployCalls,
                                vault.appCalls(projectCalls, audit),
                                connectCalls,
                                vault.credentialCalls(projectCalls, connectCalls, afterSignIn),
                                vault.pages(afterSignIn, projects),
                                schemaCalls,
                                news.driftCalls(projectCalls, entrance.sight(), catalog::canonical),
                                installCalls,
                                operationCalls,
                                readCalls,
                                quotaCalls,
                                dataCalls,
                                destinationCalls,
                                news.topicCalls(projectCalls, audit),
                                writeCalls,
                                proxyCalls,
                                console.routes()),
                        clock);

        endpoints = api.endpoints();

        // Begin to work.
        upkeep =
                new Upkeep(
                        db,
                        new Upkeep.Parts(
                                jobs,
                                vault.keepAlive(),
                                List.of(vault.states()::clean, largeResults::clean),
                                calls,
                                readings,
                                quotas,
                                writes,
                                lobby,
                                news.outbox()),
                        settings,
                        clock);
        upkeep.before(settings.database().url().isEmpty());
        FirstProject.ensure(db, projects, seal, datasets);
        jobs.start(
                Stream.concat(
                                reads.jobs().stream(),
                                Stream.of(deliveries, writes, watch, news.messages(), rotation))
                        .toList());
        listener =
                HttpListener.start(
                        api, settings.listen().host(), port, settings.entrance().proxies());
        upkeep.start();
        database.stopFirst(this::close);
    }

    /// Starts the program.
    ///
    /// @throws dev.tenon.diagnostics.Refusal with one clear sentence when it cannot
    public static Server start(Settings settings) {
        return new Server(settings, InstantSource.system());
    }

    /// Where it answers.
    public URI address() {
        return address;
    }

    /// What its API has to call.
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /// Where people look at it.
    public URI console() {
        return URI.create(address.toString().replaceAll("/+$", "") + Console.HOME);
    }

    /// The administrator's key.
    public Secret adminKey() {
        return adminKey;
    }

    /// Where its database is, for references that are measured beside it.
    public String databaseUrl() {
        return database.url();
    }

    /// Takes no more requests, lets what is under way finish for a while, then stops the database.
    /// A process that is told to end does this by itself.
    @Override
    public void close() {
        listener.close();
        jobs.close();
        upkeep.close();
        http.close();
        database.close();
    }
}
