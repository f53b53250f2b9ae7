package dev.tenon.server.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.SqlFailure;
import dev.tenon.server.db.Tx;
import dev.tenon.server.records.RecordStore.Standing;
import dev.tenon.server.records.Shelf.Item;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.FieldInfo.FieldType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(TestDatabase.class)
class LayingTest {
    private static final List<String> NONE = List.of();

    @Test
    void a_page_that_is_laid_beside_another_comes_after_it(Db db) {
        Shelf shelf = shelf(db);
        Standing first = new Standing(2, shelf.standing().slots());

        String seen =
                shelf.get(ahead -> {
                    RecordStore.Laid laid = shelf.lay(ahead, first, items("c", "d")).orElseThrow();
                    shelf.apply(items("a", "b"), List.of());
                    List<StoredRecord> before = shelf.feed(0, 10);
                    Applied applied = shelf.seal(ahead, laid).orElseThrow();
                    assertThat(applied.counts().created()).isEqualTo(2);
                    assertThat(applied.seq()).isEqualTo(4);
                    return ids(before);
                });

        assertThat(seen).isEqualTo("a1 b2");
        assertThat(ids(shelf.feed(0, 10))).isEqualTo("a1 b2 c3 d4");
        assertThat(shelf.dataset().live()).isEqualTo(4);
    }

    @Test
    void a_page_without_news_is_laid_and_changes_nothing(Db db) {
        Shelf shelf = shelf(db);
        shelf.apply(items("a", "b"), List.of());

        Applied applied =
                shelf.get(tx -> {
                    var laid = shelf.lay(tx, shelf.standing(), items("a", "b"));
                    return shelf.seal(tx, laid.orElseThrow()).orElseThrow();
                });

        assertThat(applied.counts().unchanged()).isEqualTo(2);
        assertThat(applied.counts().changed()).isZero();
        assertThat(ids(shelf.feed(0, 10))).isEqualTo("a1 b2");
    }

    @Test
    void a_page_that_changes_something_is_not_laid(Db db) {
        Shelf shelf = shelf(db);
        shelf.apply(items("a", "b"), List.of());
        List<Item> changed = List.of(new Item("a", null, "{\"v\":2}"));

        boolean isLaid = shelf.get(tx -> shelf.lay(tx, shelf.standing(), changed).isPresent());

        assertThat(isLaid).isFalse();
        assertThat(ids(shelf.feed(0, 10))).isEqualTo("a1 b2");
    }

    /// Whatever happens to the dataset between the two steps, the page is not sealed on top of it.
    @ParameterizedTest
    @ValueSource(strings = {"another record", "a change", "a deletion", "an index"})
    void what_others_do_meanwhile_undoes_a_laid_page(String what, Db db) {
        Shelf shelf = shelf(db);
        shelf.apply(items("a"), List.of());
        var sealed = new AtomicBoolean(true);
        Throwable rolledBack =
                catchThrowable(() ->
                        shelf.get(tx -> {
                            var laid = shelf.lay(tx, shelf.standing(), items("b"));
                            interfere(shelf, what);
                            sealed.set(shelf.seal(tx, laid.orElseThrow()).isPresent());
                            throw new IllegalStateException("roll back");
                        }));

        assertThat(rolledBack).hasMessage("roll back");
        assertThat(sealed).isFalse();
        assertThat(ids(shelf.feed(0, 10))).doesNotContain("b");
    }

    private static void interfere(Shelf shelf, String what) {
        switch (what) {
            case "another record" -> shelf.apply(items("x"), NONE);
            case "a change" -> shelf.apply(List.of(new Item("a", null, "{\"v\":9}")), NONE);
            case "a deletion" -> shelf.apply(List.of(), List.of("a"));
            default -> shelf.index(List.of("v"));
        }
    }

    /// The other holds the dataset and waits for the record, the laid page holds the record and
    /// would wait for the dataset.
    @Test
    void a_laid_page_gives_way_to_who_stores_the_same_record(Db db) throws Exception {
        Shelf shelf = shelf(db);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var other = new CompletableFuture<Applied>();
            Throwable failure =
                    catchThrowable(() ->
                            shelf.get(tx -> {
                                tx.lockTimeout(Duration.ofMillis(50));
                                var laid = shelf.lay(tx, shelf.standing(), items("a"));
                                threads.execute(
                                        () -> other.complete(shelf.apply(items("a"), NONE)));
                                awaitWaiting(tx);
                                return shelf.seal(tx, laid.orElseThrow());
                            }));

            assertThat(failure).isInstanceOf(SqlFailure.class).hasMessageContaining("lock timeout");
            assertThat(other.get(10, TimeUnit.SECONDS).counts().created()).isEqualTo(1);
        }
        assertThat(ids(shelf.feed(0, 10))).isEqualTo("a1");
    }

    private static void awaitWaiting(Tx tx) {
        while (tx.one(
                        "select count(*) as waiting from pg_locks where not granted",
                        row -> row.number("waiting"))
                == 0) {
            Thread.onSpinWait();
        }
    }

    private static Shelf shelf(Db db) {
        return Shelf.make(db, Map.of("v", FieldType.INTEGER), List.of());
    }

    private static List<Item> items(String... ids) {
        return java.util.Arrays.stream(ids).map(id -> new Item(id, null, "{\"v\":1}")).toList();
    }

    private static String ids(List<StoredRecord> records) {
        return records.stream()
                .map(record -> record.id() + record.seq())
                .collect(java.util.stream.Collectors.joining(" "));
    }
}
