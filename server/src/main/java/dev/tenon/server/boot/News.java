package dev.tenon.server.boot;

import dev.tenon.server.api.DriftCalls;
import dev.tenon.server.api.ProjectCalls;
import dev.tenon.server.api.Sight;
import dev.tenon.server.api.TopicCalls;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.delivery.Courier;
import dev.tenon.server.delivery.Deliveries;
import dev.tenon.server.delivery.Destinations;
import dev.tenon.server.delivery.LargeResults;
import dev.tenon.server.delivery.MessageRun;
import dev.tenon.server.delivery.Outbox;
import dev.tenon.server.drift.DriftNews;
import dev.tenon.server.drift.SchemaWatch;
import dev.tenon.server.install.Installations;
import dev.tenon.server.jobs.Jobs;
import dev.tenon.server.net.Egress;
import dev.tenon.server.net.Http;
import dev.tenon.server.operation.Notifications;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.operation.TopicRoutes;
import dev.tenon.server.operation.Topics;
import dev.tenon.server.outbound.Providers;
import dev.tenon.server.records.Datasets;
import dev.tenon.server.schema.SchemaHistory;
import dev.tenon.server.schema.Schemas;
import dev.tenon.server.seal.Seal;
import dev.tenon.server.tenant.Audit;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.vault.Connections;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.UnaryOperator;

/// The part of the [Server] that tells products what happened: built before all that has something
/// to tell.
final class News {
    private final Ground ground;
    private final Projects projects;
    private final Groups groups;
    private final Destinations destinations;
    private final Topics topics;
    private final TopicRoutes routes;
    private final Outbox outbox;
    private final Notifications notifications;
    private final Courier courier;
    private final SchemaHistory history;

    News(Ground ground, Projects projects, Groups groups, Safe safe, Http http) {
        this.ground = ground;
        this.projects = projects;
        this.groups = groups;
        this.topics = new Topics(ground.ids(), ground.clock());
        this.routes = new TopicRoutes(ground.ids(), ground.clock());
        this.outbox = new Outbox(ground.jobs(), ground.ids(), ground.clock());
        this.destinations =
                new Destinations(
                        safe.seal(),
                        safe.egress(),
                        outbox,
                        ground.ids(),
                        safe.random(),
                        ground.clock());
        this.notifications = new Notifications(routes, projects, groups, outbox, ground.clock());
        this.courier = new Courier(http, destinations, notifications, ground.clock());
        this.history = new SchemaHistory(ground.ids());
    }

    Destinations destinations() {
        return destinations;
    }

    Outbox outbox() {
        return outbox;
    }

    Notifications notifications() {
        return notifications;
    }

    SchemaHistory history() {
        return history;
    }

    /// Delivers what changes in the store.
    Deliveries deliveries(
            Sources sources, Datasets datasets, Operations operations, LargeResults largeResults) {
        var stores =
                new Deliveries.Stores(
                        projects,
                        groups,
                        sources.installations(),
                        sources.connections(),
                        datasets,
                        sources.schemas(),
                        destinations,
                        operations);
        return new Deliveries(
                ground.db(),
                ground.jobs(),
                stores,
                largeResults,
                ground.ids(),
                courier,
                ground.clock());
    }

    /// Delivers what is in the outbox.
    MessageRun messages() {
        return new MessageRun(ground.db(), outbox, destinations, courier, ground.clock());
    }

    /// Watches schemas from now on.
    ///
    /// @param minute how long a minute of a schedule lasts
    SchemaWatch watch(Duration minute, Sources sources) {
        var stores =
                new DriftNews.Stores(
                        projects, groups, sources.installations(), destinations, sources.schemas());
        sources.schemas().listen(new DriftNews(stores, outbox, notifications, ground.clock()));
        return new SchemaWatch(
                ground.db(),
                ground.jobs(),
                new SchemaWatch.Stores(sources.installations(), sources.connections()),
                new SchemaWatch.Provider(sources.providers(), sources.schemas()),
                minute,
                ground.clock());
    }

    TopicCalls topicCalls(ProjectCalls calls, Audit audit) {
        return new TopicCalls(
                ground.db(), calls, new TopicCalls.Stores(topics, routes, destinations, audit));
    }

    DriftCalls driftCalls(ProjectCalls calls, Sight sight, UnaryOperator<String> canonical) {
        return new DriftCalls(ground.db(), calls, sight, history, canonical);
    }

    /// What everything stands on.
    record Ground(Db db, Jobs jobs, TimeId ids, InstantSource clock) {}

    /// What destinations are kept safe by.
    record Safe(Seal seal, Egress egress, SecureRandom random) {}

    /// What is watched.
    record Sources(
            Installations installations,
            Connections connections,
            Providers providers,
            Schemas schemas) {}
}
