package dev.tenon.server.drift;

import dev.tenon.server.db.Db;
import dev.tenon.server.delivery.Destination;
import dev.tenon.server.delivery.Destinations;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.jobs.Jobs;
import dev.tenon.server.json.Json;
import dev.tenon.server.net.Egress;
import dev.tenon.server.operation.Notification;
import dev.tenon.server.operation.Topics;
import dev.tenon.server.schema.ChangingCrm;
import dev.tenon.server.testing.Customer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// A customer whose schemas are watched, and what is told of them.
final class Watchtower implements AutoCloseable {
    final ChangingCrm crm;
    final Customer customer;
    final SchemaWatch watch;

    Watchtower(Db db, Path keys, ChangingCrm crm, String manifest, String config) {
        this.crm = crm;
        this.customer = new Customer(db, keys, crm, manifest, config);
        var destinations =
                new Destinations(
                        customer.seal,
                        new Egress(true),
                        customer.outbox,
                        customer.ids,
                        new SecureRandom(),
                        customer.clock);
        var stores =
                new DriftNews.Stores(
                        customer.projects,
                        customer.groups,
                        customer.installations,
                        destinations,
                        customer.schemas);
        customer.schemas.listen(
                new DriftNews(stores, customer.outbox, customer.notifications, customer.clock));
        this.watch =
                new SchemaWatch(
                        db,
                        new Jobs(db, customer.clock, 1),
                        new SchemaWatch.Stores(customer.installations, customer.connections),
                        new SchemaWatch.Provider(customer.providers, customer.schemas),
                        Duration.ofMinutes(1),
                        customer.clock);
        Destination ops =
                customer.get(tx -> {
                    var project = customer.group.project();
                    destinations.create(tx, project, "changes", "https://a.example/", Map.of());
                    return destinations.create(tx, project, "ops", "https://b.example/", Map.of());
                });
        lead(ops);
    }

    private void lead(Destination ops) {
        customer.get(tx -> {
            var project = customer.group.project();
            var topic = new Topics(customer.ids, customer.clock).create(tx, project, "schema");
            customer.routes.lead(tx, project, Notification.Type.SCHEMA_CHANGED, topic.id());
            return customer.routes.lead(tx, project, topic.id(), ops.id());
        });
    }

    void discover(String object) {
        customer.clock.advance(Duration.ofMillis(2));
        customer.schemas.discover(customer.connection(), crm, Set.of(object));
    }

    /// Looks at the installation now.
    Next look() {
        customer.clock.advance(Duration.ofMillis(2));
        return watch.run(
                customer.group.projectNumber() + "/" + customer.installed().installation().id());
    }

    /// The bodies of all messages of a subject, oldest first.
    List<JsonNode> told(String subject) {
        return customer.get(tx ->
                tx.query(
                        """
                        select body from messages where project_id = ? and subject = ?
                        order by created_at, id\
                        """,
                        row -> Json.parse(new String(row.bytes("body"), StandardCharsets.UTF_8)),
                        customer.group.projectNumber(),
                        subject));
    }

    @Override
    public void close() {
        customer.close();
    }
}
