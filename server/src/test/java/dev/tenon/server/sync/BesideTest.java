package dev.tenon.server.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.db.Db;
import dev.tenon.server.records.DatasetId;
import dev.tenon.server.records.StoredRecord;
import dev.tenon.server.testing.Dice;
import dev.tenon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A backfill, the changes and what people ask for are read side by side.
@ExtendWith(TestDatabase.class)
@Timeout(60)
class BesideTest {
    private final Db db;
    private final Path keys;

    BesideTest(Db db, @TempDir Path keys) {
        this.db = db;
        this.keys = keys;
    }

    /// One order for all, or two runs that end a page at once could wait for each other for ever.
    @Test
    void every_run_holds_its_place_before_it_holds_the_records() {
        try (var ours = new Readership(db, keys)) {
            ours.crm.fill(7);
            ours.customer.configure(Readership.config(""));
            var held = new ArrayList<Boolean>();
            ours.listen((_, id) -> held.add(isHeld(id)));
            ours.run(Track.BACKFILL);
            assertThat(held).as("everything").isNotEmpty().doesNotContain(false);

            held.clear();
            ours.customer.configure(Readership.config(Readership.LEVEL));
            ours.plan();
            ours.run(Track.BACKFILL);
            assertThat(held).as("one more field").isNotEmpty().doesNotContain(false);

            held.clear();
            ours.crm.put("r001", "{\"Name\":\"new\",\"Level\":\"Gold\"}");
            ours.runAfter(Duration.ofMinutes(10));
            assertThat(held).as("changes").isNotEmpty().doesNotContain(false);
        }
    }

    private boolean isHeld(DatasetId id) {
        return db.asSystem(tx ->
                tx.query(
                                """
                                select 1 as free from reads
                                where project_id = ? and group_id = ? and dataset_id = ?
                                for no key update skip locked\
                                """,
                                row -> row.integer("free"),
                                id.group().projectNumber(),
                                id.group().number(),
                                id.number())
                        .isEmpty());
    }

    @Test
    void what_changes_during_a_backfill_is_there_before_it_ends() {
        try (var ours = new Readership(db, keys)) {
            ours.crm.fill(7);
            var pages = new AtomicInteger();
            var seen = new ArrayList<String>();
            ours.crm.whenRead(() -> {
                if (pages.getAndIncrement() != 2) return;
                var now = ours.customer.clock.instant();
                ours.crm.put("zz", now.plusSeconds(1), "{\"Name\":\"new\",\"Level\":\"Gold\"}");
                ours.run(Track.CHANGES);
                seen.addAll(ours.stored().keySet());
            });

            ours.run(Track.BACKFILL);

            assertThat(seen).contains("zz").doesNotContain("r006");
            assertThat(ours.stored()).isEqualTo(ours.crm.truth());
            assertThat(ours.operations())
                    .containsExactlyInAnyOrder("backfill success", "scheduled success");
            assertThat(ours.feed(0).stream().filter(record -> record.id().equals("zz")))
                    .as("it is told once")
                    .singleElement()
                    .extracting(StoredRecord::change)
                    .isEqualTo(StoredRecord.Change.CREATED);
            assertThat(ours.woken(Track.CHANGES)).contains(ours.customer.clock.instant());
        }
    }

    /// The backfill has asked for its page before the change, and stores it afterwards.
    @Test
    void an_older_version_never_overwrites_a_newer_one() {
        Dice.play(
                10,
                dice -> {
                    try (var ours = new Readership(db, keys)) {
                        int records = dice.between(3, 12);
                        ours.crm.fill(records).pagesOf(dice.between(1, 4));
                        var calls = new AtomicInteger();
                        ours.crm.whenAnswered(() -> {
                            if (calls.getAndIncrement() % 2 == 0) meanwhile(ours, dice, records);
                        });

                        ours.run(Track.BACKFILL);
                        ours.crm.whenAnswered(() -> {});
                        ours.customer.clock.advance(Duration.ofHours(1));
                        ours.run(Track.CHANGES);
                        ours.run(Track.CHANGES);

                        assertThat(ours.stored()).isEqualTo(ours.crm.truth());
                        var newest = new HashMap<String, Integer>();
                        for (StoredRecord record : ours.feed(0)) {
                            newest.merge(record.id(), 1, Integer::sum);
                        }
                        assertThat(newest.values()).containsOnly(1);
                    }
                });
    }

    /// Of one record nobody can say which version is newer: only that one is read again.
    @Test
    void a_doubt_about_one_record_makes_the_page_no_newer() {
        try (var ours = new Readership(db, keys)) {
            ours.crm.fill(3);
            ours.crm.whenAnswered(() -> {
                ours.crm.put("r000", FakeCrm.DAY.plusSeconds(9), "{\"Name\":\"newer\"}");
                ours.crm.put("r001", FakeCrm.DAY, "{\"Name\":\"unknown\"}");
                ours.refresh("r000", "r001");
                ours.run(Track.ASKED);
            });

            ours.run(Track.BACKFILL);

            assertThat(ours.stored()).isEqualTo(ours.crm.truth());
            assertThat(ours.feed(0))
                    .extracting(StoredRecord::id)
                    .containsExactlyInAnyOrder("r000", "r001", "r002");
        }
    }

    private static void meanwhile(Readership ours, Dice dice, int records) {
        String id = "r%03d".formatted(dice.below(records));
        var now = ours.customer.clock.instant();
        ours.customer.clock.advance(Duration.ofSeconds(1));
        if (dice.oneIn(3)) ours.crm.delete(id);
        else ours.crm.put(id, now, "{\"Name\":\"%s\",\"Level\":\"x\"}".formatted(now));
        for (Track track : List.of(Track.CHANGES, Track.ASKED)) {
            if (dice.oneIn(2)) ours.refresh(id);
            ours.run(track);
        }
    }
}
