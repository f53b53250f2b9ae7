package dev.tenon.server.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.records.RecordQueries.Query;
import dev.tenon.server.records.RecordQueries.QueryPage;
import dev.tenon.server.testing.Dice;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.FieldInfo.FieldType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(TestDatabase.class)
class PagingTest {
    @Test
    void pages_of_any_size_give_each_record_once_in_order(Db db) {
        var dice = new Dice(7);
        List<Sample> samples = samples(80, dice);
        Shelf shelf = filled(db, samples, dice);

        Dice.play(
                40,
                throwing -> {
                    List<Key> keys = keys(throwing);
                    String where = throwing.oneIn(3) ? "text is not null" : "";
                    List<String> expected =
                            samples.stream()
                                    .filter(sample ->
                                            where.isEmpty() || sample.values().containsKey("text"))
                                    .sorted(order(keys))
                                    .map(Sample::id)
                                    .toList();

                    assertThat(walk(shelf, where, keys, throwing, PagingTest::nobodyWrites))
                            .as(orderBy(keys))
                            .isEqualTo(expected);
                });
    }

    /// The records that nobody touches come once and in order, whatever happens around them.
    @Test
    void a_walk_is_not_confused_by_those_who_write_meanwhile(Db db) {
        var dice = new Dice(8);
        List<Sample> calm = samples(60, dice);

        Dice.play(
                10,
                throwing -> {
                    Shelf shelf = filled(db, calm, throwing);
                    List<Key> keys = keys(throwing);
                    List<String> expected =
                            calm.stream().sorted(order(keys)).map(Sample::id).toList();

                    List<String> seen = walk(shelf, "", keys, throwing, PagingTest::somebodyWrites);

                    assertThat(seen.stream().filter(id -> !id.startsWith("restless")).toList())
                            .as(orderBy(keys))
                            .isEqualTo(expected);
                });
    }

    private static void nobodyWrites(Shelf shelf, Dice dice) {}

    private static void somebodyWrites(Shelf shelf, Dice dice) {
        Sample one = Sample.any("restless" + dice.below(9), dice);
        shelf.apply(List.of(one.item(dice)), List.of("restless" + dice.below(9)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text", "numberFast desc", "momentFast, textFast desc"})
    void whatever_is_sent_as_a_cursor_is_a_page_or_a_refusal(String orderBy, Db db) {
        var dice = new Dice(9);
        Shelf shelf = filled(db, samples(12, dice), dice);
        String next = shelf.page(new Query("", orderBy, 4, "")).next();
        assertThat(next).isNotNull();
        String json = new String(Base64.getUrlDecoder().decode(next), StandardCharsets.UTF_8);

        Dice.play(
                40,
                throwing -> {
                    String after =
                            throwing.oneIn(2) ? spoiled(next, throwing) : coded(json, throwing);
                    try {
                        assertThat(shelf.page(new Query("", orderBy, 4, after)).records())
                                .hasSizeLessThanOrEqualTo(4);
                    } catch (Refusal refusal) {
                        assertThat(refusal.diagnostics().getFirst().code())
                                .isEqualTo("query.bad-cursor");
                    }
                });
    }

    private static String coded(String json, Dice dice) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(spoiled(json, dice).getBytes(StandardCharsets.UTF_8));
    }

    private static String spoiled(String text, Dice dice) {
        var spoiled = new StringBuilder(text);
        for (int changes = dice.between(1, 3); changes > 0 && !spoiled.isEmpty(); changes--) {
            int at = dice.below(spoiled.length());
            switch (dice.below(3)) {
                case 0 -> spoiled.deleteCharAt(at);
                case 1 -> spoiled.setCharAt(at, "0a-\",]Z".charAt(dice.below(7)));
                default -> spoiled.setLength(at);
            }
        }
        return spoiled.isEmpty() ? "?" : spoiled.toString();
    }

    @Test
    void a_cursor_belongs_to_its_query(Db db) {
        var dice = new Dice(10);
        Shelf shelf = filled(db, samples(12, dice), dice);
        String next = shelf.page(new Query("", "text", 4, "")).next();
        assertThat(next).isNotNull();

        for (Query other :
                List.of(
                        new Query("text is null", "text", 4, next),
                        new Query("", "text desc", 4, next),
                        new Query("", "", 4, next)))
            assertThat(catchThrowableOfType(Refusal.class, () -> shelf.page(other))).isNotNull();
        assertThat(
                        catchThrowableOfType(
                                Refusal.class,
                                () -> shelf.another().page(new Query("", "text", 4, next))))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",",
                "text,",
                "text up",
                "text desc desc",
                "text, number, day, moment, truth",
                "unheard",
                "'text'",
                "\"",
                "\"text",
                "\"\"",
                "\",text,number"
            })
    void what_is_no_order_is_refused(String orderBy, Db db) {
        Shelf shelf = Shelf.make(db, Sample.TYPES, List.of());

        Refusal refusal =
                catchThrowableOfType(
                        Refusal.class, () -> shelf.page(new Query("", orderBy, 4, "")));

        assertThat(refusal).isNotNull();
        assertThat(refusal.diagnostics().getFirst().where()).isEqualTo("orderBy");
    }

    @Test
    void a_name_in_quotes_may_hold_a_comma(Db db) {
        Shelf shelf =
                Shelf.make(
                        db,
                        Map.of("Last, first", FieldType.TEXT, "text", FieldType.TEXT),
                        List.of());
        shelf.apply(
                List.of(
                        new Shelf.Item("1", null, "{\"Last, first\":\"b\"}"),
                        new Shelf.Item("2", null, "{\"Last, first\":\"a\"}")),
                List.of());

        QueryPage page = shelf.page(new Query("", "\"Last, first\" desc, text", 4, ""));

        assertThat(page.records()).extracting(StoredRecord::id).containsExactly("1", "2");
    }

    private static Shelf filled(Db db, List<Sample> samples, Dice dice) {
        Shelf shelf = Shelf.make(db, Sample.TYPES, Sample.FAST);
        shelf.apply(samples.stream().map(sample -> sample.item(dice)).toList(), List.of());
        return shelf;
    }

    private static List<Sample> samples(int count, Dice dice) {
        var samples = new ArrayList<Sample>();
        for (int i = 0; i < count; i++) {
            samples.add(
                    Sample.any(dice.of(List.of("", "é", "Z", "_")) + "%03d".formatted(i), dice));
        }
        return samples;
    }

    private static List<String> walk(
            Shelf shelf, String where, List<Key> keys, Dice dice, BiConsumer<Shelf, Dice> between) {
        var seen = new ArrayList<String>();
        String after = "";
        while (true) {
            int limit = dice.between(1, 15);
            QueryPage page = shelf.page(new Query(where, orderBy(keys), limit, after));
            page.records().forEach(record -> seen.add(record.id()));
            String next = page.next();
            if (next == null) return seen;
            assertThat(page.records()).hasSize(limit);
            after = next;
            between.accept(shelf, dice);
        }
    }

    private static List<Key> keys(Dice dice) {
        return dice.<String>shuffled(Sample.FIELDS).subList(0, dice.below(4)).stream()
                .map(field -> new Key(field, dice.oneIn(2)))
                .toList();
    }

    private static String orderBy(List<Key> keys) {
        return String.join(
                ", ", keys.stream().map(key -> key.field() + (key.down() ? " desc" : "")).toList());
    }

    /// Without keys the newest come first; what is missing comes last. After one indexed key the
    /// time of the change decides, newest first or backwards; after others, ids in the direction of
    /// the first key.
    private static Comparator<Sample> order(List<Key> keys) {
        Comparator<Sample> byId = (one, other) -> Sample.order(one.id(), other.id());
        Comparator<Sample> newest =
                Comparator.comparing(
                                Sample::modifiedAt,
                                Comparator.nullsLast(Comparator.<java.time.Instant>reverseOrder()))
                        .thenComparing(byId.reversed());
        if (keys.isEmpty()) return newest;
        Key first = keys.getFirst();
        if (keys.size() == 1 && first.field().endsWith("Fast")) {
            Comparator<Sample> byValue = first::compare;
            return byValue.thenComparing((one, other) ->
                    first.down() && first.value(one) != null
                            ? newest.compare(other, one)
                            : newest.compare(one, other));
        }
        Comparator<Sample> order = (_, _) -> 0;
        for (Key key : keys) order = order.thenComparing(key::compare);
        return order.thenComparing(keys.getFirst().down() ? byId.reversed() : byId);
    }

    private record Key(String field, boolean down) {
        int compare(Sample one, Sample other) {
            Object here = value(one);
            Object there = value(other);
            if (here == null || there == null) {
                return Boolean.compare(here == null, there == null);
            }
            int order = Sample.order(here, there);
            return down ? -order : order;
        }

        /// Indexed texts are sorted by their first 256 characters, truths as the texts they are.
        private @Nullable Object value(Sample sample) {
            Object value = sample.values().get(field);
            return field.endsWith("Fast") && value instanceof String text
                    ? SlotValue.shortened(text)
                    : value;
        }
    }
}
