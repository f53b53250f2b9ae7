package dev.tenon.server.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.json.Json;
import dev.tenon.server.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// What callers are answered, the first time and when they ask again under the same key.
@ExtendWith(TestDatabase.class)
final class WriteRepliesTest {
    private static final String MOSS =
            "{\"type\": \"create\", \"record\": {\"LastName\": \"Moss\"}}";
    private static final String REED =
            "{\"type\": \"create\", \"record\": {\"LastName\": \"Reed\"}}";
    private static final String LATER =
            "{\"type\": \"create\", \"mode\": \"asynchronous\", \"record\": {\"LastName\": \"Moss\"}}";

    private final Customer customer;
    private final FakeCrm crm;

    WriteRepliesTest(Db db) {
        customer = Customer.of(db);
        crm = customer.crm;
    }

    @AfterEach
    void close() {
        customer.close();
    }

    @Test
    void a_single_write_is_answered_with_its_result() throws Exception {
        WriteReply reply = customer.reply(customer.request("Contact", MOSS, null));

        assertThat(reply.status()).isEqualTo(200);
        JsonNode json = json(reply);
        assertThat(UUID.fromString(json.path("operationId").asString())).isNotNull();
        assertThat(json.path("result").toString())
                .isEqualTo("{\"success\":true,\"recordId\":\"C1\",\"created\":true}");
        assertThat(json.has("errors")).isFalse();
    }

    @Test
    void a_single_write_that_is_refused_is_answered_with_errors() throws Exception {
        crm.next(_ -> List.of(FakeCrm.refused("BAD", "Not so", "LastName")));
        WriteReply reply = customer.reply(customer.request("Contact", MOSS, null));

        assertThat(reply.status()).isEqualTo(422);
        JsonNode error = json(reply).path("errors").path(0);
        assertThat(error.path("message").asString()).isEqualTo("Not so (BAD)");
        assertThat(error.path("code").asString()).isEqualTo("write.provider-refused");
        assertThat(error.path("fix").asString()).isNotEmpty();
        assertThat(json(reply).path("result").path("success").asBoolean()).isFalse();
    }

    @Test
    void a_batch_is_answered_with_counts_and_a_result_for_each_record() throws Exception {
        String body =
                """
                {"type": "create", "batch": [{"record": {"LastName": "Moss"}},
                  {"record": {"LastName": "Reed", "Emial": "x"}}]}\
                """;
        WriteReply reply = customer.reply(customer.request("Contact", body, null));

        assertThat(reply.status()).isEqualTo(200);
        JsonNode json = json(reply);
        assertThat(json.path("successCount").asInt()).isEqualTo(1);
        assertThat(json.path("failureCount").asInt()).isEqualTo(1);
        assertThat(json.path("results").path(0).path("recordId").asString()).isEqualTo("C1");
        assertThat(json.path("results").path(1).path("success").asBoolean()).isFalse();
        JsonNode error = json.path("errors").path(0);
        assertThat(error.path("index").asInt()).isEqualTo(1);
        assertThat(error.path("where").asString()).isEqualTo("body.batch[1].record.Emial");
        assertThat(error.path("fix").asString()).contains("Email");
    }

    @Test
    void an_asynchronous_write_is_answered_with_its_operation_alone() {
        WriteReply reply = customer.writes.write(customer.request("Contact", LATER, null));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(json(reply).propertyNames()).containsExactly("operationId");
        assertThat(crm.sent).isEmpty();
    }

    @Test
    void an_asynchronous_write_that_can_never_be_sent_is_told_at_once() {
        String body =
                "{\"type\": \"create\", \"mode\": \"asynchronous\", \"record\": {\"Emial\": \"x\"}}";
        WriteReply reply = customer.writes.write(customer.request("Contact", body, null));

        assertThat(reply.status()).isEqualTo(422);
    }

    @Test
    void who_waits_too_long_is_told_that_the_write_goes_on() {
        customer.restartWith(Duration.ZERO);
        WriteReply reply = customer.writes.write(customer.request("Contact", MOSS, "k"));
        assertThat(reply.status()).isEqualTo(202);

        customer.work("Contact");
        WriteReply again = customer.writes.write(customer.request("Contact", MOSS, "k"));
        assertThat(again.status()).isEqualTo(200);
        assertThat(json(again).path("result").path("recordId").asString()).isEqualTo("C1");
    }

    @Test
    void the_same_key_and_body_get_the_same_reply_also_after_a_restart() throws Exception {
        WriteReply first = customer.reply(customer.request("Contact", MOSS, "k"));
        customer.restart();
        WriteReply second = customer.writes.write(customer.request("Contact", MOSS, "k"));

        assertThat(second.status()).isEqualTo(first.status());
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(crm.sent).hasSize(1);
    }

    @Test
    void a_repeated_asynchronous_write_is_not_done_twice() {
        WriteReply first = customer.writes.write(customer.request("Contact", LATER, "k"));
        customer.work("Contact");
        WriteReply second = customer.writes.write(customer.request("Contact", LATER, "k"));
        customer.work("Contact");

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(crm.records()).hasSize(1);
    }

    @Test
    void a_request_under_way_is_waited_for() throws Exception {
        customer.writes.accept(customer.request("Contact", MOSS, "k"));
        WriteReply reply = customer.reply(customer.request("Contact", MOSS, "k"));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(crm.sent).hasSize(1);
    }

    @Test
    void of_many_requests_with_one_key_at_once_one_is_taken() throws Exception {
        var tasks = new ArrayList<FutureTask<UUID>>();
        for (int i = 0; i < 8; i++) {
            var task =
                    new FutureTask<>(() ->
                            customer.writes
                                    .accept(customer.request("Contact", MOSS, "k"))
                                    .operation());
            tasks.add(task);
            Thread.ofVirtual().start(task);
        }
        var operations = new HashSet<UUID>();
        for (FutureTask<UUID> task : tasks) operations.add(task.get());
        customer.work("Contact");

        assertThat(operations).hasSize(1);
        assertThat(crm.records()).hasSize(1);
    }

    @Test
    void the_same_key_with_another_body_is_a_conflict() {
        customer.writes.accept(customer.request("Contact", MOSS, "k"));

        assertThatThrownBy(() -> customer.writes.accept(customer.request("Contact", REED, "k")))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> {
                            assertThat(refusal.kind()).isEqualTo(Refusal.Kind.CONFLICT);
                            assertThat(refusal.diagnostics().getFirst().code())
                                    .isEqualTo("write.idempotency-conflict");
                        });
    }

    @Test
    void after_seven_days_a_key_is_free_again() {
        UUID first = customer.writes.accept(customer.request("Contact", MOSS, "k")).operation();
        customer.clock.advance(Duration.ofDays(2));
        assertThat(customer.writes.accept(customer.request("Contact", MOSS, "k")).operation())
                .isEqualTo(first);

        customer.db.asSystem(tx -> {
            customer.age("k", Duration.ofDays(8), tx);
            return first;
        });
        assertThat(customer.writes.accept(customer.request("Contact", REED, "k")))
                .isInstanceOf(Acceptance.Taken.class);
    }

    @Test
    void a_refused_request_does_not_use_its_key_up() {
        var request =
                customer.request(
                        "Frozen", "{\"type\": \"create\", \"record\": {\"Title\": \"a\"}}", "k");
        assertThatThrownBy(() -> customer.writes.accept(request)).isInstanceOf(Refusal.class);

        assertThat(customer.writes.accept(customer.request("Contact", MOSS, "k")))
                .isInstanceOf(Acceptance.Taken.class);
    }

    @Test
    void cleaning_forgets_old_keys_and_old_writes() {
        UUID operation = customer.write("Contact", MOSS).operation();
        customer.writes.accept(customer.request("Contact", REED, "k"));
        customer.clock.advance(Duration.ofDays(8));
        customer.db.asSystem(tx -> {
            customer.writes.clean(tx, customer.clock.instant().minus(Duration.ofDays(1)));
            return operation;
        });

        assertThat(customer.result(operation).orElseThrow().records()).isEmpty();
    }

    private static JsonNode json(WriteReply reply) {
        return Json.parseForeign(reply.body());
    }
}
