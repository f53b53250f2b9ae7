package dev.tenon.server.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.server.write.WriteListing.Query;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@ExtendWith(TestDatabase.class)
final class WriteListingTest {
    private static final String NOTE = "{\"type\": \"create\", \"record\": {\"Title\": \"a\"}}";
    private static final String WRONG = "{\"type\": \"create\", \"record\": {\"Titel\": \"a\"}}";

    private static final WriteListing.Results ALL = new WriteListing.Results(0, 1_000);

    private final Customer customer;

    WriteListingTest(Db db) {
        customer = Customer.of(db);
    }

    @AfterEach
    void close() {
        customer.close();
    }

    @Test
    void a_write_is_shown_with_each_of_its_records() {
        UUID id = customer.write("Note", NOTE).operation();

        ObjectNode json = one(id);
        assertThat(json.path("groupRef").asString()).isEqualTo("acme");
        assertThat(json.path("objectName").asString()).isEqualTo("Note");
        assertThat(json.path("type").asString()).isEqualTo("create");
        assertThat(json.path("status").asString()).isEqualTo("success");
        assertThat(json.path("states").path("succeeded").asInt()).isEqualTo(1);
        JsonNode record = json.path("records").path(0);
        assertThat(record.path("state").asString()).isEqualTo("succeeded");
        assertThat(record.path("recordId").asString()).isEqualTo("C1");
        assertThat(record.path("attempts").asInt()).isEqualTo(1);
    }

    @Test
    void a_write_of_another_project_is_not_shown(Db db) {
        UUID id = customer.write("Note", NOTE).operation();
        try (Customer other = Customer.of(db)) {
            WriteListing theirs = other.writes.listing();
            var everything = new Query(null, null, 10, "");
            Optional<ObjectNode> found =
                    other.get(tx -> theirs.one(tx, other.group().project(), id, ALL));
            ObjectNode page = other.get(tx -> theirs.list(tx, other.group().project(), everything));

            assertThat(found).isEmpty();
            assertThat(page.path("results").isEmpty()).isTrue();
        }
    }

    @Test
    void writes_are_listed_newest_first_page_by_page() {
        var ids = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            customer.clock.advance(Duration.ofSeconds(1));
            ids.addFirst(customer.accept("Note", NOTE).toString());
        }

        var seen = new ArrayList<String>();
        String after = "";
        do {
            ObjectNode page = list(null, 2, after);
            page.path("results").forEach(each -> seen.add(each.path("id").asString()));
            after = page.path("next").asString("");
        } while (!after.isEmpty());
        assertThat(seen).isEqualTo(ids);
    }

    @Test
    void writes_are_listed_by_the_state_of_their_records() {
        customer.accept("Note", NOTE);
        UUID failed = customer.accept("Note", WRONG);

        assertThat(ids(list(WriteState.FAILED, 10, ""))).containsExactly(failed.toString());
        assertThat(ids(list(WriteState.UNKNOWN, 10, ""))).isEmpty();
    }

    @Test
    void a_wrong_cursor_and_a_wrong_state_are_refused() {
        assertThatThrownBy(() -> list(null, 10, "x")).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> Query.state("done")).isInstanceOf(Refusal.class);
        assertThat(Query.state("failed")).isEqualTo(WriteState.FAILED);
        assertThat(Query.state(null)).isNull();
    }

    private ObjectNode one(UUID id) {
        return customer.get(tx ->
                        customer.writes.listing().one(tx, customer.group().project(), id, ALL))
                .orElseThrow();
    }

    private ObjectNode list(@Nullable WriteState state, int limit, String after) {
        var query = new Query(customer.group(), state, limit, after);
        return customer.get(
                tx -> customer.writes.listing().list(tx, customer.group().project(), query));
    }

    private static List<String> ids(ObjectNode page) {
        return page.path("results").valueStream().map(each -> each.path("id").asString()).toList();
    }
}
