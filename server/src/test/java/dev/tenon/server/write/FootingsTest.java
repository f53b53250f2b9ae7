package dev.tenon.server.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.testing.TestDatabase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a write was checked against before is used again, and never when it has changed; writes
/// that come together are stored together, each for itself.
@ExtendWith(TestDatabase.class)
@Timeout(60)
class FootingsTest {
    private static final String CREATE = "{\"type\": \"create\", \"record\": {\"Title\": \"a\"}}";

    private final Customer customer;

    FootingsTest(Db db) {
        this.customer = Customer.of(db);
    }

    @AfterEach
    void close() {
        customer.close();
    }

    @Test
    void an_object_that_is_not_written_any_more_is_refused_at_once() {
        customer.accept("Note", CREATE);
        customer.accept("Note", CREATE);

        customer.configure(
                """
                {"provider": "fake", "write": {"objects": {"Contact": {"objectName": "Contact"}}}}
                """);

        assertThatThrownBy(() -> customer.accept("Note", CREATE))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertCode(refusal, "write.unknown-object"));
    }

    @Test
    void a_deletion_that_is_switched_off_is_refused_at_once() {
        String delete = "{\"type\": \"delete\", \"record\": {\"Id\": \"n1\"}}";
        customer.accept("Note", delete);

        customer.configure(Customer.CONFIG.replace("{\"enabled\": true}", "{\"enabled\": false}"));

        assertThatThrownBy(() -> customer.accept("Note", delete)).isInstanceOf(Refusal.class);
    }

    @Test
    void without_its_connection_nothing_is_taken() {
        customer.accept("Note", CREATE);

        customer.disconnect(customer.installed.installation().connection());

        assertThatThrownBy(() -> customer.accept("Note", CREATE))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertCode(refusal, "write.no-connection"));
    }

    @Test
    void of_many_requests_at_once_those_with_the_same_key_are_one() throws Exception {
        customer.accept("Note", CREATE);
        var accepted = new ArrayList<Future<UUID>>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 60; i++) {
                String key = i % 3 == 0 ? null : "key-" + i % 10;
                accepted.add(
                        threads.submit(() ->
                                customer.writes
                                        .accept(customer.request("Note", CREATE, key))
                                        .operation()));
            }
        }

        var operations = new ArrayList<UUID>();
        for (Future<UUID> each : accepted) operations.add(each.get());
        assertThat(new HashSet<>(operations)).hasSize(20 + 10);
        for (int i = 0; i < 60; i++) {
            for (int j = 0; j < 60; j++) {
                boolean isSame = i == j || (i % 3 != 0 && j % 3 != 0 && i % 10 == j % 10);
                assertThat(operations.get(i).equals(operations.get(j))).isEqualTo(isSame);
            }
        }
        customer.work("Note");
        assertThat(customer.crm.sent.stream().mapToInt(batch -> batch.items().size()).sum())
                .isEqualTo(1 + 30);
    }

    @Test
    void another_body_under_the_same_key_is_refused_and_its_neighbours_are_not() throws Exception {
        customer.accept("Note", CREATE);
        List<Future<UUID>> accepted = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 40; i++) {
                String body = CREATE.replace("\"a\"", "\"" + i % 2 + "\"");
                String key = i < 20 ? "same" : "own-" + i;
                accepted.add(
                        threads.submit(() ->
                                customer.writes
                                        .accept(customer.request("Note", body, key))
                                        .operation()));
            }
        }

        assertThat(accepted.subList(0, 20).stream().filter(FootingsTest::isRefused)).hasSize(10);
        assertThat(accepted.subList(20, 40)).noneMatch(FootingsTest::isRefused);
    }

    private static void assertCode(Refusal refusal, String code) {
        assertThat(refusal.diagnostics().getFirst().code()).isEqualTo(code);
    }

    private static boolean isRefused(Future<UUID> accepted) {
        return accepted.state() == Future.State.FAILED;
    }
}
