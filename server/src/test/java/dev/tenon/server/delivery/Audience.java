package dev.tenon.server.delivery;

import dev.tenon.server.db.DailyPartitions;
import dev.tenon.server.db.Db;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.jobs.Jobs;
import dev.tenon.server.json.Json;
import dev.tenon.server.net.Egress;
import dev.tenon.server.operation.Notification;
import dev.tenon.server.operation.Notifications;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.operation.TopicRoutes;
import dev.tenon.server.operation.Topics;
import dev.tenon.server.records.ChangeFeed;
import dev.tenon.server.records.Dataset;
import dev.tenon.server.records.RecordShaper;
import dev.tenon.server.records.RecordStore;
import dev.tenon.server.records.Selection;
import dev.tenon.server.records.StoredRecord;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.testing.Customer;
import dev.tenon.spi.FieldInfo.FieldType;
import dev.tenon.spi.Records;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A customer whose contacts are delivered to a [Receiver].
final class Audience implements AutoCloseable {
    private static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: crm
                provider: fake
                read:
                  objects:
                    - objectName: Contact
                      mapToName: person
                      destination: changes
                      requiredFields: [{ fieldName: Name, mapToName: title }]
            """;
    private static final String CONFIG =
            """
            {"provider": "fake", "read": {"objects": {"Contact": {"objectName": "Contact"}}}}\
            """;

    final Receiver receiver = new Receiver();
    final Customer customer;
    final Destinations destinations;
    final Topics topics;
    final TopicRoutes routes;
    final Notifications notifications;

    private final RecordStore store;
    private final Courier courier;
    private final Outbox outbox;
    private Deliveries deliveries;

    Audience(Db db, Path keys) {
        this.customer = new Customer(db, keys, new SilentCrm(), MANIFEST, CONFIG);
        this.destinations =
                new Destinations(
                        customer.seal,
                        new Egress(true),
                        customer.outbox,
                        customer.ids,
                        new SecureRandom(),
                        customer.clock);
        this.outbox = new Outbox(new Jobs(db, customer.clock, 1), customer.ids, customer.clock);
        this.topics = new Topics(customer.ids, customer.clock);
        this.routes = customer.routes;
        this.notifications = customer.notifications;
        this.courier = new Courier(customer.http, destinations, notifications, customer.clock);
        this.deliveries = start();
        this.store = new RecordStore((tx, dataset) -> deliveries.changed(tx, dataset));
        customer.schemas.describe(customer.connection(), new SilentCrm(), "Contact");
        var installed = customer.installed();
        customer.get(tx -> {
            destinations.create(
                    tx,
                    customer.group.project(),
                    "changes",
                    receiver.url(),
                    Map.of("X-Team", "ours"));
            deliveries.plan(tx, installed);
            return tx;
        });
    }

    private Deliveries start() {
        var stores =
                new Deliveries.Stores(
                        customer.projects,
                        customer.groups,
                        customer.installations,
                        customer.connections,
                        customer.datasets,
                        customer.schemas,
                        destinations,
                        customer.operations);
        return new Deliveries(
                customer.db,
                new Jobs(customer.db, customer.clock, 1),
                stores,
                new LargeResults(
                        customer.db,
                        customer.seal,
                        customer.ids,
                        URI.create("https://tenon.example"),
                        customer.clock),
                customer.ids,
                courier,
                customer.clock);
    }

    /// The server stops, and another begins on the same database.
    void restart() {
        deliveries = start();
    }

    Destination destination() {
        return customer.get(
                tx -> destinations.find(tx, customer.group.project(), "changes").orElseThrow());
    }

    Dataset dataset() {
        var installation = customer.installed().installation().id();
        return customer.get(tx ->
                customer.datasets.find(tx, customer.group, installation, "Contact").orElseThrow());
    }

    /// A read brings a page; names by id.
    void read(Map<String, String> names, String... deleted) {
        apply(Operation.Action.READ, names, deleted);
    }

    /// The same, by an operation of another kind.
    void apply(Operation.Action action, Map<String, String> names, String... deleted) {
        var installed = customer.installed();
        Dataset dataset = dataset();
        var shaper =
                new RecordShaper(
                        Selection.of(Map.of("Name", FieldType.TEXT), false), dataset.slots());
        var batch =
                new RecordStore.Batch(
                        shaper.shape(records(names)).records(), List.of(deleted), Long.MAX_VALUE);
        customer.get(tx -> {
            var subject =
                    new Operation.Subject(
                            installed.revision().integration(),
                            installed.installation().id(),
                            action,
                            "Contact",
                            action == Operation.Action.READ ? "scheduled" : "");
            long number = customer.operations.begin(tx, customer.group, subject).number();
            boolean isOwn = action == Operation.Action.WRITE;
            var stamp = new RecordStore.Stamp(number, customer.clock.instant(), isOwn);
            return store.apply(tx, dataset.id(), batch, stamp);
        });
    }

    private static Records records(Map<String, String> names) {
        return visitor ->
                names.forEach((id, name) -> {
                    byte[] json =
                            Json.text(Json.object().put("Name", name))
                                    .getBytes(StandardCharsets.UTF_8);
                    visitor.see(id, null, new Records.Slice(json, 0, json.length));
                });
    }

    /// Sends what is due.
    Next deliver() {
        return deliverNamed(dataset().id().text() + "/" + destination().id());
    }

    Next deliverNamed(String feed) {
        return deliveries.run(feed);
    }

    /// Another destination, at another receiver.
    Destination another(String name, Receiver at) {
        return customer.get(
                tx -> destinations.create(tx, customer.group.project(), name, at.url(), Map.of()));
    }

    /// Leads notifications of a type to a destination.
    void lead(Notification.Type type, Destination destination) {
        customer.get(tx -> {
            String name = "to " + destination.name();
            var topic =
                    topics.find(tx, customer.group.project(), name)
                            .orElseGet(() -> topics.create(tx, customer.group.project(), name));
            routes.lead(tx, customer.group.project(), type, topic.id());
            return routes.lead(tx, customer.group.project(), topic.id(), destination.id());
        });
    }

    /// Sends the messages to a destination that are due.
    Next deliverMessages(Destination destination) {
        var run = new MessageRun(customer.db, outbox, destinations, courier, customer.clock);
        return run.run(new MessageRun.Key(customer.group.project(), destination.id()).instance());
    }

    /// The states of all messages, oldest first.
    List<String> messageStates() {
        return customer.get(tx ->
                tx.query(
                        "select status from messages where project_id = ? order by id",
                        row -> row.text("status"),
                        customer.group.projectNumber()));
    }

    Next deliverAfter(Duration wait) {
        pass(wait);
        return deliver();
    }

    /// Lets time pass, and makes room for what is noted then.
    void pass(Duration wait) {
        customer.clock.advance(wait);
        customer.db.asSystem(tx -> {
            List<String> tables = List.of("deliveries", "operations", "operation_logs");
            new DailyPartitions(tables, Duration.ofDays(90)).keep(tx, customer.clock.instant());
            return tx;
        });
    }

    long pending() {
        Dataset dataset = dataset();
        GroupId group = dataset.id().group();
        return customer.get(tx ->
                deliveries.backlogs(tx, group.project(), List.of(group)).of(dataset).changes());
    }

    List<StoredRecord> feed() {
        Dataset dataset = dataset();
        return customer.get(tx -> new ChangeFeed().after(tx, dataset.id(), 0, 10_000));
    }

    /// The problems of messages that nobody took.
    List<String> deadLetters() {
        return customer.get(tx ->
                tx.query(
                        "select problem from dead_letters where project_id = ? order by from_seq",
                        row -> row.text("problem"),
                        customer.group.projectNumber()));
    }

    /// The rows of a message.
    static List<JsonNode> rows(Receiver.Got message) {
        return Json.parse(message.text()).get("result").valueStream().toList();
    }

    @Override
    public void close() {
        customer.close();
        receiver.close();
    }
}
