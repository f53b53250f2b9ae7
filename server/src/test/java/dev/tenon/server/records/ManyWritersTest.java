package dev.tenon.server.records;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.db.Db;
import dev.tenon.server.records.Shelf.Item;
import dev.tenon.server.testing.Dice;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.FieldInfo.FieldType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabase.class)
class ManyWritersTest {
    private static final int WRITERS = 5;
    private static final int PAGES = 10;
    private static final int RECORDS = 3;

    /// Every record is new, so that the feed must have no gap at any moment: a number that shows
    /// after a higher one has been seen would be skipped by whoever follows.
    @Test
    void a_feed_never_skips_while_many_write(Db db) throws Exception {
        Shelf first = Shelf.make(db, Map.of("v", FieldType.INTEGER), List.of());
        List<Shelf> shelves = List.of(first, first.another(), first.another());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writers = new ArrayList<Future<Long>>();
            var followers = new ArrayList<Future<Long>>();
            for (int writer = 0; writer < WRITERS; writer++) {
                int number = writer;
                writers.add(threads.submit(() -> write(shelves, number)));
            }
            for (Shelf shelf : shelves) followers.add(threads.submit(following(shelf)));
            all(writers);

            assertThat(all(followers))
                    .isEqualTo(
                            shelves.stream()
                                    .map(shelf -> (long) PAGES * WRITERS * RECORDS)
                                    .toList());
        }
    }

    private static long write(List<Shelf> shelves, int writer) {
        for (int page = 0; page < PAGES; page++) {
            for (Shelf shelf : new Dice(page * 100L + writer).<Shelf>shuffled(shelves)) {
                var items = new ArrayList<Item>();
                for (int record = 0; record < RECORDS; record++) {
                    String id = writer + "/" + page + "/" + record;
                    items.add(new Item(id, null, "{\"v\":1}"));
                }
                shelf.apply(items, List.of());
            }
        }
        return PAGES;
    }

    private static Callable<Long> following(Shelf shelf) {
        return () -> {
            long seen = 0;
            while (seen < (long) PAGES * WRITERS * RECORDS) {
                for (StoredRecord record : shelf.feed(seen, 50)) {
                    assertThat(record.seq()).isEqualTo(seen + 1);
                    seen = record.seq();
                }
            }
            return seen;
        };
    }

    @Test
    void those_who_change_the_same_records_leave_a_feed_that_tells_the_truth(Db db)
            throws Exception {
        Shelf shelf = Shelf.make(db, Map.of("v", FieldType.INTEGER), List.of("v"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writers = new ArrayList<Future<Long>>();
            for (int writer = 0; writer < WRITERS; writer++) {
                var dice = new Dice(writer);
                writers.add(threads.submit(() -> contend(shelf, dice)));
            }
            Future<Map<String, String>> copy = threads.submit(() -> copy(shelf, writers));
            all(writers);

            assertThat(copy.get()).isEqualTo(state(shelf));
            assertThat(shelf.dataset().live()).isEqualTo(state(shelf).size());
        }
    }

    private static long contend(Shelf shelf, Dice dice) {
        for (int page = 0; page < PAGES; page++) {
            var items = new ArrayList<Item>();
            for (int record = 0; record < RECORDS; record++) {
                items.add(new Item("r" + dice.below(10), null, "{\"v\":" + dice.below(5) + "}"));
            }
            shelf.apply(items, List.of("r" + dice.below(10)));
        }
        return PAGES;
    }

    private static Map<String, String> copy(Shelf shelf, List<Future<Long>> writers) {
        var state = new HashMap<String, String>();
        long seen = 0;
        while (true) {
            boolean over = writers.stream().allMatch(Future::isDone);
            List<StoredRecord> changes = shelf.feed(seen, 7);
            for (StoredRecord record : changes) {
                seen = record.seq();
                if (record.change() == StoredRecord.Change.DELETED) state.remove(record.id());
                else state.put(record.id(), record.fields());
            }
            if (over && changes.isEmpty()) return state;
        }
    }

    private static Map<String, String> state(Shelf shelf) {
        var state = new HashMap<String, String>();
        for (StoredRecord record : shelf.feed(0, 1_000)) {
            if (record.change() != StoredRecord.Change.DELETED)
                state.put(record.id(), record.fields());
        }
        return state;
    }

    private static List<Long> all(List<Future<Long>> futures)
            throws ExecutionException, InterruptedException {
        var results = new ArrayList<Long>();
        for (Future<Long> future : futures) results.add(future.get());
        return results;
    }
}
