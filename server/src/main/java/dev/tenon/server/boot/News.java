package dev.tenon.server.boot;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.delivery.Courier;
import dev.tenon.server.delivery.Destinations;
import dev.tenon.server.delivery.MessageRun;
import dev.tenon.server.delivery.Outbox;
import dev.tenon.server.jobs.Jobs;
import dev.tenon.server.net.Http;
import dev.tenon.server.operation.Notifications;
import dev.tenon.server.operation.TopicRoutes;
import dev.tenon.server.operation.Topics;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.Projects;
import java.time.InstantSource;

/// The part of the [Server] that tells products what happened: built before all that has something
/// to tell.
record News(
        Destinations destinations,
        Outbox outbox,
        Topics topics,
        TopicRoutes routes,
        Notifications notifications,
        Courier courier,
        MessageRun messages) {

    static News of(
            Ground ground, Projects projects, Groups groups, Destinations destinations, Http http) {
        InstantSource clock = ground.clock();
        var outbox = new Outbox(ground.jobs(), ground.ids(), clock);
        var routes = new TopicRoutes(ground.ids(), clock);
        var notifications = new Notifications(routes, projects, groups, outbox, clock);
        var courier = new Courier(http, destinations, notifications, clock);
        return new News(
                destinations,
                outbox,
                new Topics(ground.ids(), clock),
                routes,
                notifications,
                courier,
                new MessageRun(ground.db(), outbox, destinations, courier, clock));
    }

    /// What everything stands on.
    record Ground(Db db, Jobs jobs, TimeId ids, InstantSource clock) {}
}
