package dev.tenon.server.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.records.RecordQueries.Query;
import dev.tenon.server.records.Shelf.Item;
import dev.tenon.server.testing.Dice;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.FieldInfo.FieldType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(TestDatabase.class)
class WhereMeaningTest {
    @Test
    void postgresql_finds_what_the_language_means_with_and_without_an_index(Db db) {
        var dice = new Dice(42);
        var samples = new ArrayList<Sample>();
        for (int i = 0; i < 80; i++) samples.add(Sample.any("%03d".formatted(i), dice));
        Shelf shelf = Shelf.make(db, Sample.TYPES, Sample.FAST);
        shelf.apply(samples.stream().map(sample -> sample.item(dice)).toList(), List.of());

        Dice.play(
                250,
                throwing -> {
                    Clause clause = Clause.any(throwing, 3);
                    List<String> expected =
                            samples.stream()
                                    .filter(sample -> clause.meaning().test(sample.values()))
                                    .map(Sample::id)
                                    .toList();

                    assertThat(shelf.found(clause.text())).as(clause.text()).isEqualTo(expected);
                });
    }

    @Test
    void a_text_that_ends_where_the_index_cuts_is_not_taken_for_a_longer_one(Db db) {
        Shelf shelf = Shelf.make(db, Map.of("Name", FieldType.TEXT), List.of("Name"));
        String cut = "x".repeat(255);
        shelf.apply(
                List.of(
                        new Item("long", null, "{\"Name\":\"" + cut + "\ud83d\ude00\"}"),
                        new Item("cut", null, "{\"Name\":\"" + cut + "\"}"),
                        new Item("none", null, "{}")),
                List.of());

        assertThat(shelf.found("Name = '" + cut + "'")).containsExactly("cut");
        assertThat(shelf.found("Name != '" + cut + "'")).containsExactly("long", "none");
        assertThat(shelf.found("Name > '" + cut + "'")).containsExactly("long");
        assertThat(shelf.found("Name != '" + "y".repeat(300) + "'"))
                .containsExactly("cut", "long", "none");
    }

    @Test
    void a_day_is_compared_as_a_day_with_and_without_an_index(Db db) {
        Map<String, FieldType> types = Map.of("Born", FieldType.DATE, "Died", FieldType.DATE);
        Shelf shelf = Shelf.make(db, types, List.of("Born"));
        String day = "\"2026-01-31\"";
        shelf.apply(
                List.of(new Item("1", null, "{\"Born\":" + day + ",\"Died\":" + day + "}")),
                List.of());

        for (String condition :
                List.of("= '2026-01-31T10:00:00Z'", ">= '2026-01-31T10:00:00Z'", "= '2026-01-31'"))
            assertThat(shelf.found("Born " + condition))
                    .as(condition)
                    .isEqualTo(shelf.found("Died " + condition))
                    .containsExactly("1");
    }

    @Test
    void names_are_the_products_or_the_providers_whatever_their_case(Db db) {
        Shelf shelf = Shelf.make(db, Map.of("Rating__c", FieldType.TEXT), List.of());
        shelf.apply(List.of(new Item("1", null, "{\"Rating__c\":\"Hot\"}")), List.of());
        Map<String, String> mappings = Map.of("tier", "Rating__c");

        for (String where : List.of("tier = 'Hot'", "Rating__c = 'Hot'", "rating__C = 'Hot'"))
            assertThat(shelf.page(new Query(where, "", 10, ""), mappings).records()).hasSize(1);
        assertThat(refusal(shelf, "Tear = 'Hot'", "").diagnostics().getFirst().code())
                .isEqualTo("query.unknown-field");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "number = 'many'",
                "number > true",
                "number = 1e999999",
                "number = 1e99999999999",
                "truth = 'yes'",
                "truth = 1",
                "moment > 'soon'",
                "momentFast > 12",
                "momentFast = '+999999999-01-01T00:00:00Z'",
                "dayFast = '2026-02-30'",
                "day < '-999999999-01-01T00:00:00Z'",
                "numberFast in (1, 'x')"
            })
    void a_value_that_its_field_cannot_have_is_refused(String where) {
        // Refused before anything is asked, so that no database is needed to see it.
        var view = new View("thing", Sample.TYPES, Map.of(), Map.of(), _ -> List.of());
        Slots slots =
                Slots.assign(
                        Slots.NONE,
                        Sample.FAST,
                        field -> java.util.Objects.requireNonNull(Sample.TYPES.get(field)),
                        new ArrayList<>());

        Refusal refusal =
                catchThrowableOfType(
                        Refusal.class,
                        () -> new WhereSql(view, slots).sql(WhereParser.parse(where)));

        assertThat(refusal).as(where).isNotNull();
        assertThat(refusal.diagnostics().getFirst().code()).isEqualTo("query.wrong-type");
        assertThat(refusal.diagnostics().getFirst().where()).startsWith("where, position ");
    }

    private static Refusal refusal(Shelf shelf, String where, String orderBy) {
        return catchThrowableOfType(
                Refusal.class, () -> shelf.page(new Query(where, orderBy, 10, "")));
    }
}
