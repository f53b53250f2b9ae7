package dev.tenon.server.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.server.db.Db;
import dev.tenon.server.json.Json;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.records.StoredRecord;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.ProviderException.Busy;
import dev.tenon.spi.ProviderException.Said;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Written records are in the store when the caller is answered, and nobody hears an echo of them.
@ExtendWith(TestDatabase.class)
final class ReadYourWritesTest {
    private final Customer customer;
    private final FakeCrm crm;

    ReadYourWritesTest(Db db) {
        customer = Customer.of(db);
        crm = customer.crm;
    }

    @AfterEach
    void close() {
        customer.close();
    }

    @Test
    void a_new_record_is_in_the_store_with_the_write_as_its_origin() {
        customer.write("person", create("Moss"));

        assertThat(customer.stored("Contact"))
                .singleElement()
                .satisfies(record -> {
                    assertThat(record.id()).isEqualTo("C1");
                    assertThat(Json.parse(record.fields()).path("LastName").asString())
                            .isEqualTo("Moss");
                    assertThat(customer.origin(record)).isEqualTo(Operation.Action.WRITE);
                });
    }

    @Test
    void a_changed_record_is_ours_when_only_what_we_wrote_differs() {
        customer.write("person", create("Moss"));
        crm.put("C1", Map.of("LastModifiedDate", "2026-03-02T09:00:00Z"));
        customer.write("person", update("C1", "Reed"));

        assertThat(only().id()).isEqualTo("C1");
        assertThat(Json.parse(only().fields()).path("LastName").asString()).isEqualTo("Reed");
        assertThat(customer.origin(only())).isEqualTo(Operation.Action.WRITE);
    }

    @Test
    void what_somebody_else_changed_meanwhile_is_news() {
        customer.write("person", create("Moss"));
        crm.put("C1", Map.of("Amount__c", 12));
        customer.write("person", update("C1", "Reed"));

        assertThat(Json.parse(only().fields()).path("Amount__c").asInt()).isEqualTo(12);
        assertThat(customer.origin(only())).isEqualTo(Operation.Action.READ);
    }

    @Test
    void a_record_that_the_store_never_had_is_news() {
        crm.put("C9", Map.of("LastName", "Old", "Email", "old@acme.example"));
        customer.write("person", update("C9", "Reed"));

        assertThat(customer.origin(only())).isEqualTo(Operation.Action.READ);
    }

    @Test
    void what_somebody_else_wrote_over_ours_is_news() {
        customer.write("person", create("Moss"));
        crm.next(batch -> {
            var answer = crm.obey(batch);
            crm.put("C1", Map.of("LastName", "Somebody else's"));
            return answer;
        });
        customer.write("person", update("C1", "Reed"));

        assertThat(lastName()).isEqualTo("Somebody else's");
        assertThat(customer.origin(only())).isEqualTo(Operation.Action.READ);
    }

    /// The write is read back before the change, and stored after it.
    @Test
    void what_a_read_stores_meanwhile_is_not_overwritten_with_something_older() {
        customer.write("person", create("Moss"));
        var reads = new AtomicInteger();
        crm.whenRead(() -> {
            if (reads.getAndIncrement() > 0) return;
            crm.put("C1", Map.of("LastName", "Newer"));
            new OtherRead(customer).stores("C1");
        });
        WriteResult result = customer.write("person", update("C1", "Reed"));

        assertThat(lastName()).isEqualTo("Newer");
        assertThat(customer.origin(only())).isEqualTo(Operation.Action.READ);
        assertThat(reads).as("it was read back again").hasValue(2);
        assertThat(customer.log(result.operation())).noneMatch(line -> line.contains("warning"));
    }

    @Test
    void a_record_that_changes_all_the_while_is_left_to_the_next_read() {
        customer.write("person", create("Moss"));
        var reads = new AtomicInteger();
        crm.whenRead(() -> {
            crm.put("C1", Map.of("LastName", "Newer " + reads.incrementAndGet()));
            new OtherRead(customer).stores("C1");
        });
        WriteResult result = customer.write("person", update("C1", "Reed"));

        assertThat(result.successes()).isEqualTo(1);
        assertThat(lastName()).isEqualTo("Newer " + reads.get());
        assertThat(customer.log(result.operation()))
                .contains(
                        "warning: Written, but not read back: somebody else changed it all the"
                                + " while; the next read brings it");
    }

    @Test
    void a_deleted_record_is_gone_from_the_store() {
        customer.write("person", create("Moss"));
        customer.write("person", "{\"type\": \"delete\", \"record\": {\"id\": \"C1\"}}");

        assertThat(only().change()).isEqualTo(StoredRecord.Change.DELETED);
        assertThat(customer.origin(only())).isEqualTo(Operation.Action.WRITE);
    }

    @Test
    void a_write_is_done_also_when_reading_it_back_fails() {
        crm.failReading(new Busy(new Said("429", "Slow down", ""), Duration.ofSeconds(5)));
        WriteResult result = customer.write("person", create("Moss"));

        assertThat(result.successes()).isEqualTo(1);
        assertThat(customer.stored("Contact")).isEmpty();
        assertThat(customer.log(result.operation()))
                .contains(
                        "warning: Written, but not read back: Slow down (429); the next read brings"
                                + " it");
    }

    @Test
    void a_server_that_dies_between_the_answer_and_the_store_shows_the_record_later() {
        crm.dieReading();
        UUID operation = customer.accept("person", create("Moss"));
        assertThatThrownBy(() -> customer.work("person")).isInstanceOf(FakeCrm.Killed.class);
        assertThat(customer.result(operation)).isEmpty();

        customer.restart();
        customer.work("person");

        assertThat(customer.result(operation).orElseThrow().successes()).isEqualTo(1);
        assertThat(only().id()).isEqualTo("C1");
        assertThat(crm.sent).hasSize(1);
    }

    private String lastName() {
        return Json.parse(only().fields()).path("LastName").asString();
    }

    private StoredRecord only() {
        List<StoredRecord> records = customer.stored("Contact");
        assertThat(records).hasSize(1);
        return records.getFirst();
    }

    private static String create(String name) {
        return "{\"type\": \"create\", \"record\": {\"surname\": \"" + name + "\"}}";
    }

    private static String update(String id, String name) {
        return "{\"type\": \"update\", \"record\": {\"id\": \""
                + id
                + "\", \"surname\": \""
                + name
                + "\"}}";
    }
}
