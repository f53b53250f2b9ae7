package dev.tenon.server.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.server.db.Db;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.records.StoredRecord;
import dev.tenon.server.testing.Dice;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.server.vault.Connection;
import dev.tenon.spi.Position;
import dev.tenon.spi.Reader.FieldFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestDatabase.class)
@Timeout(60)
class ReadsTest {
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    private final Db db;
    private final Path keys;
    private Readership ours;

    ReadsTest(Db db, @TempDir Path keys) {
        this.db = db;
        this.keys = keys;
        this.ours = new Readership(db, keys);
    }

    @AfterEach
    void close() {
        ours.close();
    }

    @Test
    void everything_is_read_first_and_then_what_changed() {
        ours.crm.fill(7);
        Next next = ours.run();

        assertThat(ours.stored()).isEqualTo(ours.crm.truth());
        assertThat(next).isEqualTo(new Next.WhenWoken());
        assertThat(ours.crm.askedInShort()).containsExactly("all", "after r002", "after r005");

        ours.crm.put("r003", "{\"Name\":\"new\",\"Level\":\"Gold\"}").delete("r005");
        ours.runAfter(TEN_MINUTES);

        assertThat(ours.crm.askedInShort()).endsWith("since 8");
        assertThat(ours.feed(7))
                .extracting(record -> record.change() + " " + record.id())
                .containsExactly("UPDATED r003", "DELETED r005");
        assertThat(ours.operations()).containsExactly("backfill success", "scheduled success");
    }

    /// `r000` comes again because of the provider's overlap, and nothing of it differs.
    @Test
    void what_did_not_change_is_not_in_the_feed_again() {
        ours.crm.fill(4);
        ours.run();
        ours.crm.put("r000", "{ \"Level\": \"\\u0047old\", \"Name\": \"n0\", \"Other\": 9 }");

        ours.runAfter(TEN_MINUTES);

        assertThat(ours.crm.askedInShort()).endsWith("since 5");
        assertThat(ours.feed(4)).isEmpty();
    }

    /// The process dies at a random step, again and again: while it asks for a page, and while it
    /// stores one. Every page counts once in the end, and no more than one is asked for twice.
    @Test
    void a_run_that_is_killed_goes_on_where_the_last_kept_page_ended() {
        Dice.play(
                8,
                dice -> {
                    try (var readers = new Readership(db, keys)) {
                        int records = dice.between(5, 25);
                        readers.crm.fill(records).pagesOf(dice.between(1, 4));
                        int kills = 0;
                        while (!isOver(readers)) {
                            if (kills < 6 && dice.oneIn(2)) killSoon(readers, dice);
                            Position.Cursor kept = cursor(readers);
                            int before = readers.crm.asked.size();
                            try {
                                readers.run();
                            } catch (Killed _) {
                                kills++;
                                readers.restart();
                            }
                            if (kept != null)
                                assertThat(readers.crm.asked.get(before))
                                        .isEqualTo(new Position.After(kept));
                        }
                        assertThat(readers.stored()).isEqualTo(readers.crm.truth());
                        assertThat(readers.dataset().seq()).isEqualTo(records);
                        assertThat(readers.log())
                                .contains("info: Read " + records + " records of Contact");
                        assertThat(readers.operations()).containsExactly("backfill success");
                    }
                });
    }

    private static boolean isOver(Readership readers) {
        return readers.state().checkpoint() != null;
    }

    private static Position.@Nullable Cursor cursor(Readership readers) {
        return readers.state().run().map(run -> run.place().cursor()).orElse(null);
    }

    private static void killSoon(Readership readers, Dice dice) {
        if (dice.oneIn(2)) {
            readers.crm.failOnCall(readers.crm.asked.size() + dice.between(1, 3), new Killed());
            return;
        }
        var left = new AtomicInteger(dice.between(1, 3));
        readers.listen((_, _) -> {
            if (left.decrementAndGet() == 0) throw new Killed();
        });
    }

    @Test
    void a_field_that_is_chosen_later_is_read_alone() {
        ours.customer.configure(Readership.config(""));
        ours.crm.fill(7);
        ours.run();
        assertThat(ours.stored()).containsEntry("r000", "{\"Name\":\"n0\"}").hasSize(7);
        int calls = ours.crm.asked.size();

        ours.customer.configure(Readership.config(Readership.LEVEL));
        ours.plan();
        ours.run();

        assertThat(ours.stored()).isEqualTo(ours.crm.truth());
        assertThat(ours.crm.asked).as("calls for whole records").hasSize(calls);
        assertThat(ours.crm.lookups).hasSize(1).first().asString().startsWith("[Level] of [r000, ");
        assertThat(ours.operations()).containsExactly("backfill success", "backfill success");
        assertThat(ours.feed(7)).hasSize(7);
        ours.runAfter(TEN_MINUTES);
        assertThat(ours.feed(14)).as("changes").isEmpty();
    }

    @Test
    void a_field_that_is_no_longer_chosen_goes_without_a_word() {
        ours.crm.fill(4);
        ours.run();
        int calls = ours.crm.asked.size();

        ours.customer.configure(Readership.config(""));
        ours.plan();
        ours.run();
        ours.crm.put("r001", "{\"Name\":\"n1\",\"Level\":\"Silver\"}");
        ours.runAfter(TEN_MINUTES);

        assertThat(ours.crm.asked).hasSize(calls + 1);
        assertThat(ours.stored()).containsEntry("r001", "{\"Name\":\"n1\"}").hasSize(4);
        assertThat(ours.dataset().seq()).as("nothing that is selected has changed").isEqualTo(4);
    }

    @Test
    void other_filters_mean_reading_everything_again() {
        ours.crm.fill(4);
        ours.run();

        ours.customer.configure(
                Readership.config(
                        Readership.LEVEL
                                + """
                                , "fieldFilters":
                                  [{"fieldName": "Level", "operator": "eq", "value": "Gold"}]\
                                """));
        ours.plan();
        ours.run();

        assertThat(ours.crm.askedInShort().subList(2, 4)).containsExactly("all", "after r002");
        assertThat(ours.operations()).containsExactly("backfill success", "backfill success");
    }

    @Test
    void filters_of_the_backfill_are_for_the_backfill_alone() {
        ours.customer.configure(
                Readership.config(
                        """
                        "fieldFilters": [{"fieldName": "Level", "operator": "eq", "value": "Gold"}],
                        "backfill": {"defaultPeriod": {"days": 30}, "fieldFilters":
                          [{"fieldName": "Level", "operator": "eq", "value": true},
                           {"fieldName": "Size", "operator": "eq", "value": 1.5}]}\
                        """));
        ours.crm.fill(1);
        ours.run();
        ours.runAfter(TEN_MINUTES);

        assertThat(ours.crm.requests.getFirst().filters())
                .containsExactly(
                        new FieldFilter("Level", true),
                        new FieldFilter("Size", new java.math.BigDecimal("1.5")));
        assertThat(ours.crm.requests.getLast().filters())
                .containsExactly(new FieldFilter("Level", "Gold"));
        assertThat(ours.crm.askedInShort().getFirst()).isEqualTo("from 2026-01-31T09:00:00Z");
    }

    @Test
    void what_is_paused_is_not_read_and_goes_on_afterwards() {
        ours.crm.fill(2);
        ours.pause(true);
        assertThat(ours.run()).isEqualTo(new Next.WhenWoken());
        ours.pause(false);
        ours.customer.mark(Connection.Status.BAD_CREDENTIALS);
        assertThat(ours.run()).isEqualTo(new Next.WhenWoken());
        ours.customer.mark(Connection.Status.WORKING);
        ours.customer.configure(Readership.config("\"disabled\": true"));
        assertThat(ours.run()).isEqualTo(new Next.WhenWoken());
        assertThat(ours.crm.asked).isEmpty();

        ours.customer.configure(Readership.config(Readership.LEVEL));
        ours.run();

        assertThat(ours.stored()).hasSize(2);
    }

    @Test
    void somebody_may_ask_for_a_span_of_time() {
        ours.crm.fill(2);
        ours.run();
        Instant day = FakeCrm.DAY;
        ours.crm.put("early", day.minusSeconds(1), "{\"Name\":\"a\"}");
        ours.crm.put("within", day.plusSeconds(1), "{\"Name\":\"b\"}");
        ours.crm.put("late", day.plusSeconds(9), "{\"Name\":\"c\"}");

        Operation asked = ours.trigger(day, day.plusSeconds(5));
        ours.run();

        assertThat(ours.crm.askedInShort()).containsSubsequence("all", "from 2026-03-01T00:00:00Z");
        assertThat(ours.stored()).containsOnlyKeys("r000", "r001", "within");
        assertThat(ours.operation(asked).status()).isEqualTo(Operation.Status.SUCCESS);
        ours.runAfter(TEN_MINUTES);
        assertThat(ours.crm.askedInShort().getLast())
                .as("the checkpoint is that of the backfill")
                .isEqualTo("since 3");
        assertThat(ours.stored()).containsKeys("early", "within", "late");
    }

    @Test
    void a_wish_is_answered_beside_the_backfill() {
        ours.crm.fill(2);
        Operation asked = ours.trigger(null, null);

        ours.run(Track.ASKED);

        assertThat(ours.operation(asked).status()).isEqualTo(Operation.Status.SUCCESS);
        assertThat(ours.operations()).containsExactly("triggered success");
    }

    @Test
    void wishes_for_the_same_are_answered_by_one_run() {
        ours.crm.fill(2);
        ours.run();
        int before = ours.crm.asked.size();
        Operation first = ours.trigger(null, null);
        Operation other = ours.trigger(FakeCrm.DAY, null);
        Operation second = ours.trigger(null, null);

        assertThat(ours.run(Track.ASKED)).isEqualTo(new Next.At(ours.customer.clock.instant()));
        assertThat(ours.run(Track.ASKED)).isEqualTo(new Next.WhenWoken());

        assertThat(List.of(first, other, second))
                .extracting(each -> ours.operation(each).status())
                .containsOnly(Operation.Status.SUCCESS);
        assertThat(ours.crm.asked).hasSize(before + 2);
    }

    @Test
    void a_wish_that_comes_while_a_run_is_prepared_is_not_lost() {
        ours.crm.fill(2);
        var asked = new AtomicInteger();
        ours.crm.whenDescribed(() -> {
            if (asked.getAndIncrement() == 0) ours.trigger(null, null);
        });

        ours.run();
        ours.run();

        assertThat(ours.operations())
                .containsExactlyInAnyOrder("backfill success", "triggered success");
    }

    @Test
    void a_wish_that_comes_while_another_is_answered_is_answered_too() {
        ours.crm.fill(7);
        ours.run();
        Operation first = ours.trigger(null, null);
        var second = new java.util.concurrent.atomic.AtomicReference<Operation>();
        ours.crm.whenRead(() -> {
            if (second.get() == null) second.set(ours.trigger(FakeCrm.DAY, null));
        });

        assertThat(ours.run(Track.ASKED)).isEqualTo(new Next.At(ours.customer.clock.instant()));
        ours.run(Track.ASKED);

        assertThat(ours.operation(first).status()).isEqualTo(Operation.Status.SUCCESS);
        assertThat(ours.operation(second.get()).status()).isEqualTo(Operation.Status.SUCCESS);
    }

    @Test
    void a_field_that_is_not_there_is_told_when_it_may_be_missing() {
        ours.customer.configure(
                Readership.config("\"selectedFields\": {\"Gone\": true, \"Level\": true}"));
        ours.crm.fill(1);

        ours.run();

        assertThat(ours.log()).anyMatch(line -> line.contains("no field \"Gone\""));
        assertThat(ours.stored()).isEqualTo(ours.crm.truth());
    }

    @Test
    void a_required_field_that_vanishes_stops_the_object_and_is_named() {
        ours.crm.fields.remove("Name");

        assertThat(ours.run())
                .isEqualTo(new Next.At(ours.customer.clock.instant().plus(TEN_MINUTES)));

        assertThat(ours.state().worst().problem()).contains("lacks required fields: Name");
        assertThat(ours.crm.asked).isEmpty();
    }

    @Test
    void the_deleted_come_back_as_created() {
        ours.crm.fill(1);
        ours.run();
        ours.crm.delete("r000");
        ours.runAfter(TEN_MINUTES);
        ours.crm.put("r000", "{\"Name\":\"n0\"}");
        ours.runAfter(TEN_MINUTES);

        assertThat(ours.feed(0))
                .extracting(StoredRecord::change)
                .containsExactly(StoredRecord.Change.CREATED);
        assertThat(ours.dataset().seq()).isEqualTo(3);
    }

    @Test
    void nothing_is_read_for_an_installation_that_is_gone() {
        String name = ours.dataset().id().text();
        var installed = ours.customer.installed();
        ours.customer.get(tx -> {
            ours.customer.installations.delete(tx, installed.installation());
            return tx;
        });

        assertThat(ours.runNamed(name, Track.CHANGES)).isEqualTo(new Next.WhenWoken());
        assertThatThrownBy(() -> ours.customer.installed())
                .isInstanceOf(java.util.NoSuchElementException.class);
        assertThat(List.copyOf(ours.crm.asked)).isEmpty();
    }
}
