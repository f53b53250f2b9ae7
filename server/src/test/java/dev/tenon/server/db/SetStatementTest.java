package dev.tenon.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.server.testing.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Statements over many rows store each value as it is.
@ExtendWith(TestDatabase.class)
class SetStatementTest {
    private static final ArrayColumns COLUMNS =
            ArrayColumns.of(
                    "small int",
                    "large bigint",
                    "yes boolean",
                    "words text",
                    "id uuid",
                    "at timestamptz",
                    "said jsonb");
    private static final String INSERT =
            "insert into kept (%s) select %s from %s"
                    .formatted(COLUMNS.names(), COLUMNS.names(), COLUMNS.rows("given"));
    private static final Instant MOMENT = Instant.parse("2026-11-29T12:34:56.789012Z");
    private static final UUID ID = UUID.fromString("0193a1b2-0000-7000-8000-000000000001");

    private final Db db;

    SetStatementTest(Db db) {
        this.db = db;
    }

    private static void make(Tx tx) {
        tx.update(
                """
                create temporary table kept (small int, large bigint, yes boolean, words text,
                  id uuid, at timestamptz, said jsonb) on commit drop\
                """);
    }

    private static @Nullable Object[] row(@Nullable String words) {
        return new @Nullable Object[] {
            7, 8L, true, words, ID, MOMENT, "{\"a\": \"{b,\\\"c\\\"}\"}"
        };
    }

    private static SetStatement insert(String... words) {
        return new SetStatement(
                INSERT, COLUMNS, Stream.of(words).map(SetStatementTest::row).toList());
    }

    @Test
    void every_kind_of_value_comes_back_as_it_was() {
        List<String> rows =
                db.asSystem(tx -> {
                    make(tx);
                    tx.updateEach(
                            List.of(
                                    new SetStatement(
                                            INSERT,
                                            COLUMNS,
                                            List.of(row("x"), new @Nullable Object[7]))));
                    return tx.query(
                            """
                            select row(small, large, yes, id, said)::text
                              || extract(epoch from at)::text as text from kept order by 1\
                            """,
                            row -> String.valueOf(row.textOrNull("text")));
                });

        assertThat(rows)
                .containsExactly(
                        "(7,8,t,"
                                + ID
                                + ",\"{\"\"a\"\": \"\"{b,\\\\\"\"c\\\\\"\"}\"\"}\")"
                                + "1795955696.789012",
                        "null");
    }

    @Test
    void texts_may_have_whatever_arrays_have_as_signs() {
        List<String> texts =
                List.of(
                        "",
                        "null",
                        "{a,b}",
                        "a,b",
                        "\"quoted\"",
                        "back\\slash",
                        "two\nlines",
                        "ü€😀");
        List<String> found =
                db.asSystem(tx -> {
                    make(tx);
                    tx.updateEach(List.of(insert(texts.toArray(String[]::new))));
                    return tx.query("select words from kept", row -> row.text("words"));
                });

        assertThat(found).containsExactlyElementsOf(texts);
    }

    @Test
    void several_statements_take_one_round_trip_and_their_order() {
        var delete =
                new SetStatement(
                        "delete from kept using %s where kept.words = gone.words"
                                .formatted(ArrayColumns.of("words text").rows("gone")),
                        ArrayColumns.of("words text"),
                        List.of(new @Nullable Object[] {"a"}, new @Nullable Object[] {"c"}));
        List<String> found =
                db.asSystem(tx -> {
                    make(tx);
                    tx.updateEach(List.of(insert("a", "b"), delete, insert(), insert("c")));
                    return tx.query("select words from kept", row -> row.text("words"));
                });

        assertThat(found).containsExactly("b", "c");
    }

    @Test
    void nothing_of_them_is_stored_where_one_fails() {
        var wrong = insert("ok", "\0");

        assertThatThrownBy(() ->
                        db.asSystem(tx -> {
                            make(tx);
                            tx.updateEach(List.of(insert("a"), wrong));
                            return "";
                        }))
                .isInstanceOf(SqlFailure.class);
    }
}
