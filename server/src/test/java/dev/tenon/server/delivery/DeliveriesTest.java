package dev.tenon.server.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.db.Db;
import dev.tenon.server.delivery.Receiver.Got;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.json.Json;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.records.StoredRecord;
import dev.tenon.server.testing.Dice;
import dev.tenon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@ExtendWith(TestDatabase.class)
class DeliveriesTest {
    private static final int LARGEST = 300 * 1024;

    private final Db db;
    private final Path keys;
    private final Audience ours;

    DeliveriesTest(Db db, @TempDir Path keys) {
        this.db = db;
        this.keys = keys;
        this.ours = new Audience(db, keys);
    }

    @AfterEach
    void close() {
        ours.close();
    }

    private Instant now() {
        return ours.customer.clock.instant();
    }

    @Test
    void what_changed_is_told_with_where_it_comes_from() {
        ours.read(Map.of("1", "Ann"));

        assertThat(ours.deliver()).isEqualTo(new Next.WhenWoken());

        Got message = ours.receiver.taken().getFirst();
        JsonNode body = Json.parse(message.text());
        assertThat(body.get("action").asString()).isEqualTo("read");
        assertThat(body.get("groupRef").asString()).isEqualTo("acme");
        assertThat(body.get("objectName").asString()).isEqualTo("person");
        assertThat(body.get("rawObjectName").asString()).isEqualTo("Contact");
        assertThat(body.get("readType").asString()).isEqualTo("scheduled");
        assertThat(body.get("resultInfo").toString())
                .isEqualTo("{\"type\":\"inline\",\"numRecords\":1}");
        JsonNode row = Audience.rows(message).getFirst();
        assertThat(row.get("id").asString()).isEqualTo("1");
        assertThat(row.get("changeType").asString()).isEqualTo("created");
        assertThat(row.get("mappedFields").toString()).isEqualTo("{\"title\":\"Ann\"}");
        assertThat(message.headers()).containsEntry("X-Team", "ours");
    }

    @Test
    void what_did_not_change_is_not_delivered() {
        ours.read(Map.of("1", "Ann"));
        ours.deliver();

        ours.read(Map.of("1", "Ann"));
        ours.deliver();

        assertThat(ours.receiver.got).hasSize(1);
        assertThat(ours.pending()).isZero();
    }

    /// Whatever the receiver does, and however often the server is started again: what it takes has
    /// every change in the feed's order, none twice unless its answer was lost, and a message that
    /// comes again is the same.
    @Test
    void any_changes_arrive_in_order_over_any_failures() {
        Dice.play(
                4,
                dice -> {
                    try (var audience = new Audience(db, keys)) {
                        for (int round = 0; round < 12; round++) {
                            somethingHappens(audience, dice);
                            if (dice.oneIn(4)) audience.restart();
                            audience.deliverAfter(Duration.ofMinutes(40));
                        }
                        while (audience.pending() > 0) audience.deliverAfter(Duration.ofHours(1));
                        assertSameMessagesBySameIds(audience.receiver.got);
                        assertThat(copy(audience.receiver.taken())).isEqualTo(state(audience));
                        assertThat(audience.deadLetters()).isEmpty();
                    }
                });
    }

    private static void somethingHappens(Audience audience, Dice dice) {
        var names = new HashMap<String, String>();
        for (int left = dice.below(4); left > 0; left--) {
            names.put("r" + dice.below(6), dice.text(3));
        }
        audience.read(names, "r" + dice.below(6));
        if (dice.oneIn(3))
            audience.receiver.answer(dice.of(List.of(500, 503, 410, 404, 302, Receiver.NO_ANSWER)));
    }

    private static void assertSameMessagesBySameIds(List<Got> messages) {
        var bodies = new HashMap<String, String>();
        long lastNew = 0;
        for (Got message : messages) {
            String before = bodies.putIfAbsent(message.id(), message.text());
            if (before != null) {
                assertThat(message.text()).isEqualTo(before);
                continue;
            }
            for (JsonNode row : Audience.rows(message)) {
                assertThat(row.get("seq").asLong()).isGreaterThan(lastNew);
                lastNew = row.get("seq").asLong();
            }
        }
    }

    private static Map<String, String> copy(List<Got> messages) {
        var copy = new HashMap<String, String>();
        for (Got message : messages) {
            for (JsonNode row : Audience.rows(message)) {
                String id = row.get("id").asString();
                if (row.get("changeType").asString().equals("deleted")) copy.remove(id);
                else copy.put(id, row.get("mappedFields").get("title").asString());
            }
        }
        return copy;
    }

    private static Map<String, String> state(Audience audience) {
        var state = new HashMap<String, String>();
        for (StoredRecord record : audience.feed()) {
            if (record.change() != StoredRecord.Change.DELETED)
                state.put(record.id(), Json.parse(record.fields()).get("Name").asString());
        }
        return state;
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 410, 503, Receiver.NO_ANSWER})
    void whatever_is_no_success_is_tried_again_with_the_same_id_and_bytes(int status) {
        ours.receiver.answer(status);
        ours.read(Map.of("1", "Ann"));

        assertWait(ours.deliver(), Duration.ofSeconds(5));
        ours.read(Map.of("1", "Bob", "2", "Cy"));
        ours.restart();
        ours.deliverAfter(Duration.ofSeconds(6));

        List<Got> got = ours.receiver.got;
        assertThat(got).hasSize(3);
        assertThat(got.get(1).id()).isEqualTo(got.get(0).id());
        assertThat(got.get(1).body()).isEqualTo(got.get(0).body());
        assertThat(got.get(1).headers().get("webhook-timestamp"))
                .as("each attempt is signed anew")
                .isNotEqualTo(got.get(0).headers().get("webhook-timestamp"));
        assertThat(got.get(2).id()).isNotEqualTo(got.get(0).id());
    }

    @Test
    void attempts_come_after_growing_waits_and_the_ninth_never_comes() {
        List<Duration> waits =
                List.of(
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(30),
                        Duration.ofHours(2),
                        Duration.ofHours(5),
                        Duration.ofHours(10),
                        Duration.ofHours(10));
        ours.receiver.answer(500, 500, 500, 500, 500, 500, 500, 500);
        ours.read(Map.of("1", "Ann"));
        for (Duration wait : waits) {
            Next.At next = assertWait(ours.deliver(), wait);
            ours.pass(Duration.between(now(), next.moment()));
        }
        ours.read(Map.of("2", "Bob"));

        assertThat(ours.deliver())
                .as("the next message goes at once")
                .isEqualTo(new Next.At(now()));
        ours.deliver();

        assertThat(ours.deadLetters()).containsExactly("the receiver answered 500");
        assertThat(ours.receiver.got).hasSize(9);
        assertThat(ours.receiver.taken()).hasSize(1);
        assertThat(Audience.rows(ours.receiver.taken().getFirst()))
                .extracting(row -> row.get("id").asString())
                .containsExactly("2");
    }

    private Next.At assertWait(Next next, Duration wait) {
        assertThat(next).isInstanceOf(Next.At.class);
        var at = (Next.At) next;
        Duration waited = Duration.between(now(), at.moment());
        assertThat(waited)
                .isBetween(wait.multipliedBy(9).dividedBy(10), wait.multipliedBy(11).dividedBy(10));
        return at;
    }

    @Test
    void the_wait_is_kept_however_many_changes_come_meanwhile() {
        ours.receiver.answer(500, 500);
        ours.read(Map.of("1", "Ann"));
        ours.deliver();
        Next.At due = assertWait(ours.deliverAfter(Duration.ofSeconds(6)), Duration.ofMinutes(5));

        for (int change = 0; change < 10; change++) {
            ours.read(Map.of("1", "Ann " + change));
            assertThat(ours.deliverAfter(Duration.ofSeconds(1))).isEqualTo(due);
        }

        assertThat(ours.receiver.got).hasSize(2);
    }

    @Test
    void a_destination_that_is_changed_is_tried_at_once() {
        ours.receiver.answer(500);
        ours.read(Map.of("1", "Ann"));
        ours.deliver();
        Destination before = ours.destination();

        ours.customer.get(tx ->
                ours.destinations.change(
                        tx, before, before.name(), before.url(), before.headers()));
        ours.deliver();

        assertThat(ours.receiver.taken()).hasSize(1);
    }

    @Test
    void a_destination_that_fails_for_five_days_is_switched_off_until_it_is_changed() {
        for (int change = 0; change < 8; change++)
            ours.read(Map.of("1", "Ann " + change, "n" + change, ""));
        for (int attempt = 0; attempt < 40; attempt++) ours.receiver.answer(500);
        int hours = 0;
        while (ours.destination().health().active() && hours < 200) {
            ours.deliverAfter(Duration.ofHours(11));
            hours += 11;
        }

        assertThat(hours).isBetween(120, 145);
        int before = ours.receiver.got.size();
        assertThat(ours.deliverAfter(Duration.ofHours(11))).isEqualTo(new Next.WhenWoken());
        assertThat(ours.receiver.got).hasSize(before);
    }

    @Test
    void one_message_that_is_taken_ends_the_days_of_failing() {
        ours.receiver.answer(500);
        ours.read(Map.of("1", "Ann"));
        ours.deliver();
        assertThat(ours.destination().health().failingSince()).isEqualTo(now());

        ours.deliverAfter(Duration.ofSeconds(6));

        assertThat(ours.destination().health().failingSince()).isNull();
    }

    @Test
    void what_the_product_wrote_itself_is_passed_over_in_its_place() {
        ours.read(Map.of("1", "Ann"));
        ours.apply(Operation.Action.WRITE, Map.of("2", "by ourselves"));
        ours.read(Map.of("3", "Cy"));

        ours.deliver();

        var ids = new ArrayList<String>();
        for (Got message : ours.receiver.taken())
            Audience.rows(message).forEach(row -> ids.add(row.get("id").asString()));
        assertThat(ids).containsExactly("1", "3");
        assertThat(ours.pending()).isZero();
    }

    /// A record stands in the feed once: the change of somebody else is below ours.
    @Test
    void a_change_by_somebody_else_is_told_also_when_the_product_wrote_the_record_after_it() {
        ours.read(Map.of("1", "Ann"));
        ours.apply(Operation.Action.WRITE, Map.of("1", "Ann by ourselves"));
        ours.apply(Operation.Action.WRITE, Map.of("1", "Ann by ourselves again"));
        ours.deliver();
        assertThat(copy(ours.receiver.taken())).isEqualTo(Map.of("1", "Ann by ourselves again"));

        ours.apply(Operation.Action.WRITE, Map.of("1", "an echo"));
        ours.deliver();
        assertThat(ours.receiver.got).hasSize(1);

        ours.apply(Operation.Action.READ, Map.of(), "1");
        ours.deliver();
        assertThat(copy(ours.receiver.taken())).isEmpty();
        assertThat(ours.pending()).isZero();
    }

    @Test
    void a_destination_that_was_deleted_gets_nothing_more() {
        ours.read(Map.of("1", "Ann"));
        String instance = ours.dataset().id().text() + "/" + ours.destination().id();
        Destination gone = ours.destination();
        ours.customer.get(tx -> {
            ours.destinations.delete(tx, gone);
            return tx;
        });

        assertThat(ours.deliverNamed(instance)).isEqualTo(new Next.WhenWoken());
        assertThat(ours.receiver.got).isEmpty();
    }

    /// Texts of many bytes a character, so that counting characters would not do.
    @Test
    void no_message_is_larger_than_300_kb_and_only_a_single_record_goes_by_link() {
        Dice.play(
                4,
                dice -> {
                    try (var audience = new Audience(db, keys)) {
                        var names = new HashMap<String, String>();
                        for (int i = 0; i < dice.between(20, 60); i++) {
                            String letter = dice.of(List.of("x", "é", "漢", "\"", "\u0001"));
                            names.put("r" + i, letter.repeat(dice.between(1, 25_000)));
                        }
                        audience.read(names);
                        audience.deliver();

                        var told = new ArrayList<Long>();
                        for (Got message : audience.receiver.taken()) {
                            JsonNode body = Json.parse(message.text());
                            assertThat(message.body()).hasSizeLessThanOrEqualTo(LARGEST);
                            if (body.get("resultInfo").get("type").asString().equals("url"))
                                assertThat(body.get("resultInfo").get("numRecords").asInt())
                                        .isEqualTo(1);
                            Audience.rows(message)
                                    .forEach(row -> told.add(row.get("seq").asLong()));
                        }
                        assertThat(told).isSorted().doesNotHaveDuplicates();
                        assertThat(audience.pending()).isZero();
                    }
                });
    }

    @Test
    void both_keys_sign_while_one_is_rotated_out() {
        Destination before = ours.destination();
        ours.customer.get(tx -> ours.destinations.rotate(tx, before));
        ours.read(Map.of("1", "Ann"));

        ours.deliver();

        Got message = ours.receiver.taken().getFirst();
        Instant at =
                Instant.ofEpochSecond(
                        Long.parseLong(message.headers().getOrDefault("webhook-timestamp", "0")));
        String old =
                Signature.headers(before.keys(), message.id(), at, message.body())
                        .get("webhook-signature");
        assertThat(message.headers().getOrDefault("webhook-signature", "").split(" ", -1))
                .hasSize(2)
                .contains(old);
    }
}
