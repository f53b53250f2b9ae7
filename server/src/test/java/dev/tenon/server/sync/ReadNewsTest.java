package dev.tenon.server.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.db.Db;
import dev.tenon.server.delivery.Destinations;
import dev.tenon.server.json.Json;
import dev.tenon.server.net.Egress;
import dev.tenon.server.operation.Notification;
import dev.tenon.server.operation.Topics;
import dev.tenon.server.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What products are told of reads.
@ExtendWith(TestDatabase.class)
@Timeout(60)
class ReadNewsTest {
    private final Readership ours;

    ReadNewsTest(Db db, @TempDir Path keys) {
        this.ours = new Readership(db, keys);
        ours.crm.fill(4);
        listen();
    }

    @AfterEach
    void close() {
        ours.close();
    }

    private void listen() {
        var customer = ours.customer;
        var destinations =
                new Destinations(
                        customer.seal,
                        new Egress(true),
                        customer.outbox,
                        customer.ids,
                        new SecureRandom(),
                        customer.clock);
        customer.get(tx -> {
            var project = customer.group.project();
            var ops = destinations.create(tx, project, "ops", "https://a.example/", Map.of());
            var topic = new Topics(customer.ids, customer.clock).create(tx, project, "reads");
            for (Notification.Type type : Notification.Type.values()) {
                customer.routes.lead(tx, project, type, topic.id());
            }
            return customer.routes.lead(tx, project, topic.id(), ops.id());
        });
    }

    /// What was told of a type, oldest first.
    private List<JsonNode> told(String type) {
        return ours
                .customer
                .get(tx ->
                        tx.query(
                                """
                                select body from messages where project_id = ?
                                order by created_at, id\
                                """,
                                row ->
                                        Json.parse(
                                                new String(
                                                        row.bytes("body"), StandardCharsets.UTF_8)),
                                ours.customer.group.projectNumber()))
                .stream()
                .filter(body -> body.path("notificationType").asString("").equals(type))
                .map(body -> body.path("data"))
                .toList();
    }

    @Test
    void a_required_field_that_vanishes_is_named_once_and_the_object_goes_on_when_it_is_back() {
        ours.run(Track.BACKFILL);
        ours.crm.fields.remove("Name");
        for (int time = 1; time <= 3; time++) {
            ours.customer.clock.advance(Duration.ofMinutes(70));
            ours.run(Track.CHANGES);
            ours.run(Track.BACKFILL);
        }

        assertThat(told("read.object.paused"))
                .singleElement()
                .satisfies(data -> {
                    assertThat(data.path("objectName").asString()).isEqualTo("Contact");
                    assertThat(data.path("reason").asString()).contains("required", "Name");
                });
        ours.crm.fields.add("Name");
        ours.crm.put("r009", "{\"Name\":\"n9\",\"Level\":\"Gold\"}");
        ours.customer.clock.advance(Duration.ofMinutes(70));
        ours.run(Track.BACKFILL);
        ours.run(Track.CHANGES);
        assertThat(ours.stored()).isEqualTo(ours.crm.truth());
    }

    @Test
    void a_backfill_and_what_was_asked_for_are_told_with_what_they_read() {
        ours.run(Track.BACKFILL);
        var asked = ours.trigger(null, null);
        ours.run(Track.ASKED);

        assertThat(told("read.backfill.done"))
                .singleElement()
                .satisfies(data -> assertThat(data.path("numRecords").asInt()).isEqualTo(4));
        assertThat(told("read.triggered.done"))
                .singleElement()
                .satisfies(data ->
                        assertThat(data.path("operationId").asString())
                                .isEqualTo(asked.id().toString()));
    }

    @Test
    void whoever_asked_for_what_will_not_be_read_is_told_why() {
        var asked = ours.trigger(null, null);
        ours.pause(true);
        ours.run(Track.ASKED);

        assertThat(told("read.triggered.error"))
                .singleElement()
                .satisfies(data -> {
                    assertThat(data.path("operationId").asString())
                            .isEqualTo(asked.id().toString());
                    assertThat(data.path("error").asString()).contains("the object is paused");
                });
    }
}
