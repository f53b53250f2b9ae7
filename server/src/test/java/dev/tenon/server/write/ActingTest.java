package dev.tenon.server.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.testing.TestDatabase;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Writes as one of the customer's people.
@ExtendWith(TestDatabase.class)
final class ActingTest {
    private final Customer customer;

    ActingTest(Db db) {
        customer = Customer.of(db);
    }

    @AfterEach
    void close() {
        customer.close();
    }

    @Test
    void writes_of_different_people_share_no_call() {
        customer.connect("ada");
        customer.connect("grace");
        customer.accept("Note", create("ada"));
        customer.accept("Note", create("grace"));
        customer.accept("Note", create("ada"));
        UUID last =
                customer.accept(
                        "Note", "{'type': 'create', 'record': {'Title': 'x'}}".replace('\'', '"'));

        customer.work("Note");

        assertThat(customer.result(last)).isPresent();
        assertThat(customer.crm.sent)
                .extracting(batch -> batch.items().size())
                .containsExactly(2, 1, 1);
    }

    @Test
    void what_waits_for_a_person_whose_connection_is_deleted_ends_with_the_reason() {
        UUID theirs = customer.connect("ada");
        UUID operation = customer.accept("Note", create("ada"));
        customer.disconnect(theirs);

        customer.work("Note");

        assertThat(customer.crm.sent).isEmpty();
        WriteResult result = customer.result(operation).orElseThrow();
        assertThat(result.records().getFirst().problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.diagnostic().code()).isEqualTo("write.no-way");
                    assertThat(problem.diagnostic().what()).contains("person");
                });
    }

    @Test
    void nobody_turns_into_somebody_else() {
        assertThatThrownBy(() -> customer.accept("Note", create("nobody")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("has not connected");
        assertThatThrownBy(() -> customer.accept("Note", create(" ")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("names nobody");
    }

    private static String create(String person) {
        return "{\"type\": \"create\", \"actAs\": \""
                + person
                + "\", \"record\": {\"Title\": \"x\"}}";
    }
}
