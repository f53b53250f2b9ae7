package dev.tenon.server.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.db.Db;
import dev.tenon.server.testing.TestDatabase;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The query that hands out what goes next reads indexes alone, however long the queue is.
@ExtendWith(TestDatabase.class)
final class WriteQueuePlanTest {
    private final Customer customer;

    WriteQueuePlanTest(Db db) {
        customer = Customer.of(db);
    }

    @AfterEach
    void close() {
        customer.close();
    }

    @Test
    void what_goes_next_is_found_by_indexes_in_a_long_queue() {
        String records =
                IntStream.range(0, 5_000)
                        .mapToObj(i ->
                                "{\"record\": {\"id\": \"C%d\", \"Title\": \"t\"}}".formatted(i))
                        .collect(Collectors.joining(","));
        customer.accept("Note", "{\"type\": \"update\", \"batch\": [" + records + "]}");
        customer.db.asSystem(tx -> tx.update("analyze writes"));

        String plan =
                customer.get(tx ->
                        String.join(
                                "\n",
                                tx.query(
                                        "explain " + WriteQueue.READY,
                                        row -> row.text("QUERY PLAN"),
                                        customer.group().projectNumber(),
                                        customer.group().number(),
                                        customer.installed.installation().id(),
                                        "Note",
                                        customer.clock.instant(),
                                        1_000)));

        assertThat(plan).contains("writes_in_order").doesNotContain("Seq Scan");
    }
}
