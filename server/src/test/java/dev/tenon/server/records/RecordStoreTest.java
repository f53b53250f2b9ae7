package dev.tenon.server.records;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.db.Db;
import dev.tenon.server.records.Shelf.Item;
import dev.tenon.server.records.StoredRecord.Change;
import dev.tenon.server.testing.Dice;
import dev.tenon.server.testing.TestClock;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.FieldInfo.FieldType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabase.class)
class RecordStoreTest {
    private static final Map<String, FieldType> TYPES = Map.of("v", FieldType.INTEGER);
    private static final List<String> IDS =
            List.of(
                    "a",
                    "B",
                    "\"q\"",
                    "back\\slash",
                    "{1,2}",
                    "with, comma",
                    "NULL",
                    "é",
                    "漢",
                    "z z");

    @Test
    void any_pages_leave_what_a_model_says_and_a_feed_that_can_be_followed(Db db) {
        Dice.play(
                12,
                dice -> {
                    Shelf shelf = Shelf.make(db, TYPES, List.of("v"));
                    var model = new Model();
                    var follower = new Follower();
                    for (int page = 0; page < 25; page++) {
                        List<Item> items = items(dice);
                        List<String> deleted = deleted(dice);

                        Applied applied =
                                dice.oneIn(2)
                                        ? shelf.apply(items, deleted)
                                        : shelf.applySighted(items, deleted);

                        model.apply(items, deleted);
                        assertThat(applied.seq()).isEqualTo(model.seq);
                        assertThat(shelf.dataset().seq()).isEqualTo(model.seq);
                        assertThat(shelf.dataset().live()).isEqualTo(model.live());
                        assertThat(shown(shelf.feed(0, 1_000))).isEqualTo(model.feed());
                        if (dice.oneIn(3)) follower.catchUp(shelf, dice.between(1, 5));
                    }
                    follower.catchUp(shelf, 3);
                    assertThat(follower.state).isEqualTo(model.state());
                });
    }

    @Test
    void a_page_that_is_applied_twice_changes_nothing(Db db) {
        Dice.play(
                10,
                dice -> {
                    Shelf shelf = Shelf.make(db, TYPES, List.of());
                    shelf.apply(items(dice), deleted(dice));
                    List<Item> items = items(dice);
                    List<String> deleted = deleted(dice);
                    shelf.apply(items, deleted);
                    List<String> before = shown(shelf.feed(0, 1_000));

                    Applied again = shelf.apply(items, deleted);

                    assertThat(again.counts().changed()).isZero();
                    assertThat(shown(shelf.feed(0, 1_000))).isEqualTo(before);
                });
    }

    @Test
    void a_record_is_shaped_again_only_when_its_bytes_differ(Db db) {
        Shelf shelf = Shelf.make(db, TYPES, List.of());
        var unreadable = new Item("c", null, "{]");
        shelf.apply(List.of(item("a", 1), item("b", 1)), List.of());

        Applied same = shelf.applySighted(List.of(item("a", 1), item("b", 1)), List.of());
        Applied spaced =
                shelf.applySighted(
                        List.of(new Item("a", null, "{ \"v\" : 1 }"), item("b", 2), unreadable),
                        List.of());

        assertThat(same.counts().unchanged()).isEqualTo(2);
        assertThat(spaced.counts().unchanged()).isEqualTo(1);
        assertThat(spaced.counts().updated()).isEqualTo(1);
        assertThat(spaced.unreadable()).containsExactly("c");
        assertThat(shown(shelf.feed(0, 10))).containsExactly("1 CREATED a", "3 UPDATED b");
    }

    /// As a record that was put together from several answers has none.
    @Test
    void the_source_of_a_record_that_has_none_is_learned(Db db) {
        Shelf shelf = Shelf.make(db, TYPES, List.of());
        shelf.apply(List.of(item("a", 1)), List.of());
        forget(shelf);

        Applied first = shelf.applySighted(List.of(item("a", 1)), List.of());

        assertThat(first.counts().unchanged()).isEqualTo(1);
        assertThat(first.seq()).isEqualTo(1);
        assertThat(withoutSource(shelf)).isZero();
    }

    private static void forget(Shelf shelf) {
        shelf.get(tx ->
                tx.update(
                        "update records set source = null where project_id = ?",
                        shelf.id().group().projectNumber()));
    }

    private static long withoutSource(Shelf shelf) {
        return shelf.get(tx ->
                tx.one(
                        "select count(*) as rows from records where project_id = ? and source is"
                                + " null",
                        row -> row.number("rows"),
                        shelf.id().group().projectNumber()));
    }

    @Test
    void a_change_of_our_own_remembers_the_news_that_it_lies_over(Db db) {
        Shelf shelf = Shelf.make(db, TYPES, List.of());
        var theirs = new RecordStore.Stamp(1, TestClock.START);
        var ours = RecordStore.Stamp.ofOwn(2, TestClock.START);
        var news = new ArrayList<Long>();
        for (RecordStore.Stamp stamp : List.of(ours, theirs, ours, ours, theirs)) {
            shelf.apply(List.of(item("a", news.size())), List.of(), stamp);
            news.add(shelf.feed(0, 1).getFirst().newsSeq());
        }
        shelf.apply(List.of(), List.of("a"), ours);
        news.add(shelf.feed(0, 1).getFirst().newsSeq());

        assertThat(news).containsExactly(0L, 0L, 2L, 2L, 0L, 5L);
    }

    @Test
    void what_is_deleted_twice_in_a_page_is_deleted_once(Db db) {
        Shelf shelf = Shelf.make(db, TYPES, List.of());
        shelf.apply(List.of(item("a", 1), item("b", 1)), List.of());

        Applied applied = shelf.apply(List.of(), List.of("a", "a", "unheard", "b"));

        assertThat(applied.counts().deleted()).isEqualTo(2);
        assertThat(shown(shelf.feed(2, 10))).containsExactly("3 DELETED a", "4 DELETED b");
    }

    @Test
    void a_page_that_is_rolled_back_leaves_no_trace(Db db) {
        Shelf shelf = Shelf.make(db, TYPES, List.of());
        shelf.apply(List.of(item("a", 1)), List.of());

        org.assertj.core.api.Assertions.assertThatThrownBy(() ->
                        shelf.get(tx -> {
                            shelf.applyItems(tx, List.of(item("b", 1)), List.of("a"));
                            throw new IllegalStateException("killed");
                        }))
                .hasMessage("killed");

        assertThat(shown(shelf.feed(0, 10))).containsExactly("1 CREATED a");
        assertThat(shelf.apply(List.of(item("c", 1)), List.of()).seq()).isEqualTo(2);
    }

    @Test
    void two_datasets_of_a_customer_do_not_touch(Db db) {
        Shelf one = Shelf.make(db, TYPES, List.of());
        Shelf other = one.another();
        one.apply(List.of(item("a", 1)), List.of());
        other.apply(List.of(item("a", 2), item("b", 2)), List.of());

        one.apply(List.of(), List.of("a", "b"));

        assertThat(shown(one.feed(0, 10))).containsExactly("2 DELETED a");
        assertThat(shown(other.feed(0, 10))).containsExactly("1 CREATED a", "2 CREATED b");
    }

    private static List<Item> items(Dice dice) {
        var items = new ArrayList<Item>();
        for (int left = dice.below(6); left > 0; left--) {
            items.add(item(dice.of(IDS), dice.below(3)));
        }
        return items;
    }

    private static List<String> deleted(Dice dice) {
        var deleted = new ArrayList<String>();
        for (int left = dice.below(4); left > 0; left--) deleted.add(dice.of(IDS));
        return deleted;
    }

    private static Item item(String id, int value) {
        return new Item(id, null, "{\"v\":" + value + "}");
    }

    private static List<String> shown(List<StoredRecord> feed) {
        return feed.stream()
                .map(record -> record.seq() + " " + record.change() + " " + record.id())
                .toList();
    }

    /// What the store should hold.
    private static final class Model {
        private final Map<String, Kept> kept = new HashMap<>();
        private long seq;

        void apply(List<Item> items, List<String> deleted) {
            var last = new java.util.LinkedHashMap<String, Item>();
            items.forEach(item -> last.put(item.id(), item));
            last.values().forEach(this::put);
            deleted.stream().filter(id -> !last.containsKey(id)).distinct().forEach(this::delete);
        }

        private void put(Item item) {
            Kept before = kept.get(item.id());
            String known = before == null ? null : before.json();
            if (item.json().equals(known)) return;
            Change change = known == null ? Change.CREATED : Change.UPDATED;
            kept.put(item.id(), new Kept(item.json(), ++seq, change));
        }

        private void delete(String id) {
            Kept before = kept.get(id);
            if (before == null || before.json() == null) return;
            kept.put(id, new Kept(null, ++seq, Change.DELETED));
        }

        long live() {
            return kept.values().stream().filter(each -> each.json() != null).count();
        }

        List<String> feed() {
            var bySeq = new TreeMap<Long, String>();
            kept.forEach((id, each) ->
                    bySeq.put(each.seq(), each.seq() + " " + each.change() + " " + id));
            return List.copyOf(bySeq.values());
        }

        Map<String, String> state() {
            return kept.entrySet().stream()
                    .filter(each -> each.getValue().json() != null)
                    .collect(
                            Collectors.toMap(
                                    Map.Entry::getKey,
                                    each -> String.valueOf(each.getValue().json())));
        }
    }

    private record Kept(@Nullable String json, long seq, Change change) {}

    /// Somebody who keeps a copy by the feed alone.
    private static final class Follower {
        private final Map<String, String> state = new HashMap<>();
        private long seen;

        void catchUp(Shelf shelf, int limit) {
            while (true) {
                List<StoredRecord> page = shelf.feed(seen, limit);
                if (page.isEmpty()) return;
                for (StoredRecord record : page) {
                    assertThat(record.seq()).isGreaterThan(seen);
                    seen = record.seq();
                    if (record.change() == Change.DELETED) state.remove(record.id());
                    else state.put(record.id(), record.fields().replace(" ", ""));
                }
            }
        }
    }
}
