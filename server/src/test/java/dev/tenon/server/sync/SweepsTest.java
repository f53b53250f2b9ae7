package dev.tenon.server.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.db.Db;
import dev.tenon.server.records.StoredRecord;
import dev.tenon.server.testing.Dice;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.ProviderException.Said;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Deletions at a provider that has no feed of them.
@ExtendWith(TestDatabase.class)
@Timeout(60)
class SweepsTest {
    private final Db db;
    private final Path keys;
    private final Readership ours;

    SweepsTest(Db db, @TempDir Path keys) {
        this.db = db;
        this.keys = keys;
        this.ours = new Readership(db, keys);
        ours.crm.withoutFeed();
    }

    @AfterEach
    void close() {
        ours.close();
    }

    @Test
    void what_is_not_listed_and_not_found_is_gone() {
        ours.crm.fill(7);
        ours.run();
        ours.crm.vanish("r002");
        ours.crm.vanish("r006");

        ours.run(Track.SWEEP);

        assertThat(ours.stored()).isEqualTo(ours.crm.truth()).hasSize(5);
        assertThat(ours.feed(7))
                .extracting(record -> record.change() + " " + record.id())
                .containsExactly("DELETED r002", "DELETED r006");
        assertThat(ours.crm.lookups).containsExactly("[Level] of [r002, r006]");
        assertThat(ours.operations()).endsWith("sweep success");
    }

    @Test
    void what_a_list_leaves_out_by_mistake_is_kept() {
        ours.crm.fill(7);
        ours.run();
        ours.crm.unlisted.add("r003");

        for (int sweep = 0; sweep < 3; sweep++) ours.run(Track.SWEEP);

        assertThat(ours.stored()).hasSize(7);
        assertThat(ours.feed(7)).isEmpty();
    }

    /// A record that the filter no longer lets through is still found by its id.
    @Test
    void what_two_sweeps_with_a_filter_have_missed_is_gone() {
        ours.customer.configure(
                Readership.config(
                        """
                        "fieldFilters": [{"fieldName": "Level", "operator": "eq", "value": "Gold"}]\
                        """));
        ours.crm.fill(7);
        ours.run();
        ours.crm.unlisted.add("r003");
        ours.run(Track.SWEEP);
        ours.crm.unlisted.clear();
        ours.run(Track.SWEEP);
        ours.crm.unlisted.add("r003");
        ours.run(Track.SWEEP);
        assertThat(ours.stored()).as("missed twice, not in a row").hasSize(7);

        ours.run(Track.SWEEP);

        assertThat(ours.stored()).hasSize(6).doesNotContainKey("r003");
    }

    @Test
    void an_incomplete_list_deletes_nothing() {
        ours.crm.fill(7);
        ours.run();
        ours.crm.vanish("r003");
        ours.crm.listsAll(false);

        ours.run(Track.SWEEP);

        assertThat(ours.stored()).hasSize(7);
        assertThat(ours.log()).anyMatch(line -> line.contains("did not list everything"));
        ours.crm.listsAll(true);
        ours.run(Track.SWEEP);
        assertThat(ours.stored()).isEqualTo(ours.crm.truth());
    }

    @Test
    void more_than_can_be_believed_waits_for_a_person() {
        ours.crm.fill(300).pagesOf(50);
        ours.run();
        for (int i = 0; i < 150; i++) ours.crm.vanish("r%03d".formatted(i));

        ours.run(Track.SWEEP);

        assertThat(ours.stored()).hasSize(300);
        assertThat(ours.held())
                .singleElement()
                .satisfies(held -> {
                    assertThat(held.amount()).isEqualTo(new HeldDeletions.Amount(150, 300));
                    assertThat(held.status()).isEqualTo(HeldDeletions.Status.HELD);
                });
        assertThat(ours.log()).anyMatch(line -> line.contains("a person must decide"));
        assertThat(ours.crm.lookups).isEmpty();

        ours.crm.put("r001", "{\"Name\":\"back\",\"Level\":\"Gold\"}");
        ours.run(Track.CHANGES);
        ours.decide(ours.held().getFirst(), HeldDeletions.Status.RELEASED);
        ours.run(Track.SWEEP);

        assertThat(ours.stored()).isEqualTo(ours.crm.truth()).hasSize(151);
        assertThat(ours.held().getLast().status()).isEqualTo(HeldDeletions.Status.DONE);
        assertThat(ours.held().getLast().decision().by()).isEqualTo("ann");
    }

    @Test
    void what_a_person_discards_is_forgotten_and_a_better_list_clears_the_hold() {
        ours.crm.fill(300).pagesOf(50);
        ours.run();
        for (int i = 0; i < 150; i++) ours.crm.unlisted.add("r%03d".formatted(i));
        ours.run(Track.SWEEP);
        ours.decide(ours.held().getFirst(), HeldDeletions.Status.DISCARDED);
        assertThat(ours.stored()).hasSize(300);

        ours.run(Track.SWEEP);
        assertThat(ours.held())
                .extracting(HeldDeletions.Held::status)
                .containsExactlyInAnyOrder(
                        HeldDeletions.Status.HELD, HeldDeletions.Status.DISCARDED);
        ours.crm.unlisted.clear();
        ours.run(Track.SWEEP);

        assertThat(ours.held())
                .extracting(HeldDeletions.Held::status)
                .containsExactlyInAnyOrder(
                        HeldDeletions.Status.SUPERSEDED, HeldDeletions.Status.DISCARDED);
        assertThat(ours.stored()).hasSize(300);
    }

    /// Records come, change and go while sweeps and reads are cut off at random; what is live in
    /// the end is what the provider has.
    @Test
    void random_histories_end_in_what_the_provider_has() {
        Dice.play(
                12,
                dice -> {
                    try (var readers = new Readership(db, keys)) {
                        readers.crm.withoutFeed().fill(dice.between(0, 20)).pagesOf(3);
                        for (int step = 0; step < 25; step++) step(readers, dice);
                        readers.crm.calm();
                        readers.customer.clock.advance(Duration.ofHours(1));
                        for (int calm = 0; calm < 4; calm++) {
                            for (Track track : Track.values()) readers.run(track);
                        }
                        assertThat(readers.stored()).isEqualTo(readers.crm.truth());
                        assertThat(replayed(readers)).isEqualTo(readers.crm.truth());
                    }
                });
    }

    private static void step(Readership readers, Dice dice) {
        String id = "r%03d".formatted(dice.below(25));
        switch (dice.below(6)) {
            case 0 -> readers.crm.vanish(id);
            case 1, 2 ->
                    readers.crm.put(id, "{\"Name\":\"" + dice.below(99) + "\",\"Level\":\"Gold\"}");
            case 3 -> {
                var said = new Said("CODE", "words", "");
                readers.crm.failNext(new ProviderException.Garbled(said));
                run(readers, dice);
            }
            case 4 -> {
                readers.crm.failNext(new Killed());
                run(readers, dice);
            }
            default -> run(readers, dice);
        }
    }

    private static void run(Readership readers, Dice dice) {
        try {
            readers.run(dice.of(java.util.List.of(Track.values())));
        } catch (Killed _) {
            readers.restart();
        }
    }

    private static Map<String, String> replayed(Readership readers) {
        var replayed = new TreeMap<String, String>();
        for (StoredRecord record : readers.feed(0)) {
            if (record.change() == StoredRecord.Change.DELETED) replayed.remove(record.id());
            else replayed.put(record.id(), record.fields().replace(" ", ""));
        }
        return replayed;
    }
}
