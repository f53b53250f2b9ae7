package dev.tenon.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.db.Db;
import dev.tenon.server.seal.SealedColumn;
import dev.tenon.server.testing.TestDatabase;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// No column with sealed values is forgotten when keys are exchanged.
@ExtendWith(TestDatabase.class)
class SealedColumnsTest {
    /// Bytes that are not sealed under data keys: hashes, records and messages in their own bytes,
    /// the data keys themselves, and what the library for jobs keeps.
    private static final Set<String> NOT_SEALED =
            Set.of(
                    "api_keys.hash",
                    "feeds.message",
                    "idempotency.body_hash",
                    "idempotency.reply",
                    "large_results.result",
                    "messages.body",
                    "people.link_hash",
                    "project_keys.sealed",
                    "returned_sign_ins.state_hash",
                    "scheduled_tasks.task_data",
                    "server_key.sealed",
                    "sign_ins.browser_hash",
                    "sign_ins.state_hash");

    private final Db db;

    SealedColumnsTest(Db db) {
        this.db = db;
    }

    @Test
    void every_column_of_bytes_is_one_that_is_told_of_or_holds_no_secret() {
        List<String> bytes =
                db.asSystem(tx ->
                        tx.query(
                                """
                                select c.relname || '.' || a.attname as name from pg_attribute a
                                join pg_class c on c.oid = a.attrelid
                                join pg_namespace n on n.oid = c.relnamespace
                                where n.nspname = current_schema() and c.relkind in ('r', 'p')
                                  and not c.relispartition and a.attnum > 0
                                  and not a.attisdropped and a.atttypid = 'bytea'::regtype\
                                """,
                                row -> row.text("name")));
        Set<String> known = new TreeSet<>(NOT_SEALED);
        known.addAll(
                Sealing.columns().stream().map(SealedColumn::name).collect(Collectors.toSet()));

        assertThat(bytes).containsExactlyInAnyOrderElementsOf(known);
    }

    /// A batch goes on where the one before ended, so it must find its rows by an index.
    @Test
    void each_finds_its_rows_by_a_unique_index_on_project_and_id() {
        for (SealedColumn column : Sealing.columns()) {
            List<String> indexes =
                    db.asSystem(tx ->
                            tx.query(
                                    "select indexdef as text from pg_indexes where tablename = ?",
                                    row -> row.text("text"),
                                    column.table()));
            assertThat(indexes)
                    .as(column.name())
                    .anyMatch(text ->
                            text.contains("UNIQUE")
                                    && text.endsWith("(project_id, " + column.id() + ")"));
        }
    }
}
