package dev.tenon.server.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.server.db.Db;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.json.Json;
import dev.tenon.server.operation.Notification;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.server.vault.Connection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@ExtendWith(TestDatabase.class)
class MessagesTest {
    private Audience audience;

    @BeforeEach
    void begin(Db db, @TempDir Path keys) {
        audience = new Audience(db, keys);
    }

    @AfterEach
    void end() {
        audience.close();
    }

    private void notify(Notification.Type type, String what) {
        audience.customer.get(tx -> {
            audience.notifications.notify(
                    tx, audience.customer.group, type, Json.object().put("what", what));
            return tx;
        });
    }

    private List<String> whats() {
        return audience.receiver.taken().stream()
                .map(got -> Json.parse(got.text()).path("data").path("what").asString(""))
                .toList();
    }

    @Test
    void a_notification_reaches_the_destinations_its_type_is_led_to_and_no_other() {
        audience.lead(Notification.Type.CONNECTION_ERROR, audience.destination());

        notify(Notification.Type.CONNECTION_ERROR, "signed out");
        notify(Notification.Type.CONNECTION_CREATED, "nobody asked for this");
        Next next = audience.deliverMessages(audience.destination());

        assertThat(next).isEqualTo(new Next.WhenWoken());
        assertThat(audience.receiver.taken()).hasSize(1);
        JsonNode body = Json.parse(audience.receiver.taken().getFirst().text());
        assertThat(body.path("notificationType").asString()).isEqualTo("connection.error");
        assertThat(body.path("data").path("what").asString()).isEqualTo("signed out");
        assertThat(body.path("data").path("groupRef").asString()).isNotEmpty();
        assertThat(body.path("data").path("projectId").asString()).isNotEmpty();
    }

    @Test
    void what_is_rolled_back_was_never_told() {
        audience.lead(Notification.Type.CONNECTION_ERROR, audience.destination());

        assertThatThrownBy(() ->
                        audience.customer.get(tx -> {
                            audience.notifications.notify(
                                    tx,
                                    audience.customer.group,
                                    Notification.Type.CONNECTION_ERROR,
                                    Json.object());
                            throw new IllegalStateException("cut off");
                        }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(audience.messageStates()).isEmpty();
    }

    @Test
    void a_type_that_two_topics_lead_to_one_destination_is_told_once() {
        var destination = audience.destination();
        audience.lead(Notification.Type.SCHEMA_CHANGED, destination);
        audience.customer.get(tx -> {
            var project = audience.customer.group.project();
            var second = audience.topics.create(tx, project, "second");
            audience.routes.lead(tx, project, Notification.Type.SCHEMA_CHANGED, second.id());
            return audience.routes.lead(tx, project, second.id(), destination.id());
        });

        notify(Notification.Type.SCHEMA_CHANGED, "once");

        assertThat(audience.messageStates()).containsExactly("waiting");
    }

    @Test
    void every_attempt_has_the_same_id_and_the_same_bytes() {
        audience.lead(Notification.Type.CONNECTION_ERROR, audience.destination());
        notify(Notification.Type.CONNECTION_ERROR, "signed out");
        audience.receiver.answer(500, Receiver.NO_ANSWER);

        audience.deliverMessages(audience.destination());
        audience.pass(Duration.ofMinutes(1));
        audience.deliverMessages(audience.destination());
        audience.pass(Duration.ofMinutes(10));
        audience.deliverMessages(audience.destination());

        var got = audience.receiver.got;
        assertThat(got).hasSize(3);
        assertThat(got.stream().map(Receiver.Got::id).distinct()).hasSize(1);
        assertThat(got.stream().map(Receiver.Got::text).distinct()).hasSize(1);
        assertThat(audience.messageStates()).containsExactly("delivered");
    }

    @Test
    void a_message_that_fails_is_overtaken() {
        audience.lead(Notification.Type.CONNECTION_ERROR, audience.destination());
        audience.receiver.answer(500);
        notify(Notification.Type.CONNECTION_ERROR, "first");
        audience.customer.clock.advance(Duration.ofMillis(1));
        notify(Notification.Type.CONNECTION_ERROR, "second");

        audience.deliverMessages(audience.destination());
        assertThat(whats()).containsExactly("second");

        audience.pass(Duration.ofMinutes(1));
        audience.deliverMessages(audience.destination());
        assertThat(whats()).containsExactly("second", "first");
    }

    @Test
    void after_three_failures_in_a_row_the_rest_waits_a_minute_without_losing_an_attempt() {
        audience.lead(Notification.Type.CONNECTION_ERROR, audience.destination());
        for (int i = 0; i < 5; i++) {
            notify(Notification.Type.CONNECTION_ERROR, "" + i);
            audience.customer.clock.advance(Duration.ofMillis(1));
        }
        audience.receiver.answer(500, 500, 500);

        Next next = audience.deliverMessages(audience.destination());

        assertThat(audience.receiver.got).hasSize(3);
        assertThat(next)
                .isEqualTo(
                        new Next.At(audience.customer.clock.instant().plus(Duration.ofMinutes(1))));
        audience.pass(Duration.ofMinutes(1));
        audience.deliverMessages(audience.destination());
        assertThat(whats()).containsExactlyInAnyOrder("0", "1", "2", "3", "4");
    }

    @Test
    void a_message_that_nobody_takes_is_given_up_after_eight_attempts() {
        audience.lead(Notification.Type.CONNECTION_ERROR, audience.destination());
        notify(Notification.Type.CONNECTION_ERROR, "signed out");
        audience.receiver.answer(400, 400, 400, 400, 400, 400, 400, 400);

        for (int i = 0; i < 8; i++) {
            audience.deliverMessages(audience.destination());
            audience.pass(Duration.ofHours(12));
        }

        assertThat(audience.receiver.got).hasSize(8);
        assertThat(audience.messageStates()).containsExactly("dead");
    }

    @Test
    void a_destination_that_is_switched_off_is_told_to_the_others_once_and_keeps_its_messages() {
        try (var ops = new Receiver()) {
            var watcher = audience.another("ops", ops);
            var broken = audience.destination();
            audience.lead(Notification.Type.DESTINATION_WEBHOOK_DISABLED, watcher);
            audience.lead(Notification.Type.DESTINATION_WEBHOOK_DISABLED, broken);
            audience.lead(Notification.Type.CONNECTION_ERROR, broken);
            for (int day = 0; day < 7; day++) {
                notify(Notification.Type.CONNECTION_ERROR, "day " + day);
                audience.receiver.answer(500, 500, 500);
                audience.deliverMessages(broken);
                audience.pass(Duration.ofDays(1));
            }
            audience.deliverMessages(watcher);

            assertThat(audience.destination().health().active()).isFalse();
            assertThat(ops.taken()).hasSize(1);
            JsonNode told = Json.parse(ops.taken().getFirst().text());
            assertThat(told.path("notificationType").asString())
                    .isEqualTo("destination.webhook.disabled");
            assertThat(told.path("data").path("destinationName").asString()).isEqualTo("changes");
            assertThat(audience.messageStates()).contains("waiting");
        }
    }

    @Test
    void messages_to_a_destination_that_is_gone_are_forgotten() {
        var destination = audience.destination();
        audience.lead(Notification.Type.CONNECTION_ERROR, destination);
        notify(Notification.Type.CONNECTION_ERROR, "signed out");
        audience.customer.get(tx -> {
            audience.destinations.delete(tx, destination);
            return tx;
        });

        Next next = audience.deliverMessages(destination);

        assertThat(next).isEqualTo(new Next.WhenWoken());
        assertThat(audience.messageStates()).isEmpty();
        notify(Notification.Type.CONNECTION_ERROR, "nobody listens any more");
        assertThat(audience.messageStates()).isEmpty();
    }

    @Test
    void every_type_has_a_name_of_its_own_that_leads_back_to_it() {
        for (Notification.Type type : Notification.Type.values()) {
            assertThat(Notification.Type.named(type.wireName())).contains(type);
        }
        assertThat(Notification.Type.named("connection.eror")).isEmpty();
        assertThat(Notification.Type.READ_BACKFILL_DONE.wireName()).isEqualTo("read.backfill.done");
    }

    @Test
    void a_connection_that_dies_is_told_once_however_often_it_is_found_dead() {
        audience.lead(Notification.Type.CONNECTION_ERROR, audience.destination());

        audience.customer.mark(Connection.Status.BAD_CREDENTIALS);
        audience.customer.mark(Connection.Status.BAD_CREDENTIALS);
        audience.deliverMessages(audience.destination());

        assertThat(audience.receiver.taken()).hasSize(1);
        JsonNode data = Json.parse(audience.receiver.taken().getFirst().text()).path("data");
        assertThat(data.path("status").asString()).isEqualTo("bad_credentials");
        assertThat(data.path("provider").asString()).isEqualTo("fake");
    }

    @Test
    void a_changed_installation_is_told_with_its_config_and_the_one_before() {
        audience.lead(Notification.Type.INSTALLATION_UPDATED, audience.destination());

        audience.customer.configure("{\"provider\": \"fake\"}");
        audience.deliverMessages(audience.destination());

        JsonNode data = Json.parse(audience.receiver.taken().getFirst().text()).path("data");
        assertThat(data.path("config").has("read")).isFalse();
        assertThat(data.path("lastConfig").has("read")).isTrue();
        assertThat(data.path("installationId").asString()).isNotEmpty();
    }
}
