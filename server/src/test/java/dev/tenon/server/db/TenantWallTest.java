package dev.tenon.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.server.testing.TestClock;
import dev.tenon.server.testing.TestDatabase;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The wall that row-level security puts up between projects, whatever a statement binds.
@ExtendWith(TestDatabase.class)
class TenantWallTest {
    private final Db db;
    private int ours;
    private int theirs;

    TenantWallTest(Db db) {
        this.db = db;
    }

    @BeforeEach
    void make_two_projects() {
        ours = project();
        theirs = project();
    }

    /// Partitions are reached through their table, and by nobody directly.
    @Test
    void every_table_with_a_projects_rows_is_guarded() {
        List<String> tables =
                db.asSystem(tx ->
                        tx.query(
                                """
                                select c.relname as name from pg_class c
                                join pg_namespace n on n.oid = c.relnamespace
                                where n.nspname = current_schema() and c.relkind in ('r', 'p')
                                  and not c.relispartition
                                  and exists (select from pg_attribute a
                                    where a.attrelid = c.oid and a.attname = 'project_id')
                                order by c.relname\
                                """,
                                row -> row.text("name")));

        assertThat(tables).hasSizeGreaterThan(20).contains("records", "writes", "connections");
        for (String table : tables) assertGuarded(table);
    }

    private void assertGuarded(String table) {
        List<String> policies =
                db.asSystem(tx ->
                        tx.query(
                                """
                                select p.qual || ' / ' || p.with_check as rule
                                from pg_policies p join pg_class c on c.relname = p.tablename
                                where p.tablename = ? and c.relrowsecurity
                                  and p.permissive = 'PERMISSIVE' and p.cmd = 'ALL'\
                                """,
                                row -> row.text("rule"),
                                table));
        assertThat(policies)
                .as(table)
                .containsExactly("(project_id = tenon_project()) / (project_id = tenon_project())");
    }

    @Test
    void nothing_is_reached_around_its_guard() {
        List<String> open =
                db.asSystem(tx ->
                        tx.query(
                                """
                                select c.relname as name from pg_class c
                                join pg_namespace n on n.oid = c.relnamespace
                                where n.nspname = current_schema()
                                  and c.relkind in ('r', 'p', 'v', 'm')
                                  and not c.relrowsecurity
                                  and has_table_privilege('tenon_tenant', c.oid,
                                    'select, insert, update, delete, truncate')\
                                """,
                                row -> row.text("name")));

        assertThat(open)
                .as("holds no project's rows")
                .containsExactlyInAnyOrder("scheduled_tasks", "posted_wakes");
    }

    @Test
    void the_role_of_tenants_owns_nothing_and_may_not_step_out_of_its_bounds() {
        String role =
                db.asSystem(tx ->
                        tx.one(
                                """
                                select concat_ws(' ', rolsuper, rolbypassrls, rolcanlogin,
                                  rolcreaterole, (select count(*) from pg_class
                                  where relowner = r.oid)) as role
                                from pg_roles r where rolname = 'tenon_tenant'\
                                """,
                                row -> row.text("role")));

        assertThat(role).isEqualTo("f f f f 0");
    }

    @Test
    void a_bound_transaction_sees_no_other_project() {
        note(ours);
        note(theirs);

        assertThat(bound("select count(*)::int as n from audit")).isEqualTo(1);
        assertThat(bound("select count(*)::int as n from projects")).isEqualTo(1);
        assertThat(change("update audit set actor = 'changed'")).isEqualTo(1);
        assertThat(change("delete from audit")).isEqualTo(1);
        int left =
                db.asSystem(tx ->
                        tx.one(
                                """
                                select count(*)::int as n from audit
                                where project_id = ? and actor = 'us'\
                                """,
                                row -> row.integer("n"),
                                theirs));
        assertThat(left).isEqualTo(1);
    }

    private int change(String statement) {
        return db.inTransaction(ours, tx -> tx.update(statement));
    }

    private int bound(String count) {
        return db.inTransaction(ours, tx -> tx.one(count, row -> row.integer("n")));
    }

    @Test
    void a_bound_transaction_writes_for_no_other_project() {
        note(ours);

        assertThatThrownBy(() -> db.inTransaction(ours, tx -> insert(tx, theirs)))
                .isInstanceOf(SqlFailure.class)
                .hasMessageContaining("row-level security");
        assertThatThrownBy(() ->
                        db.inTransaction(
                                ours, tx -> tx.update("update audit set project_id = ?", theirs)))
                .isInstanceOf(SqlFailure.class)
                .hasMessageContaining("row-level security");
    }

    @Test
    void a_bound_transaction_makes_and_drops_no_table() {
        for (String statement :
                List.of(
                        "create table mine (a int)",
                        "drop table audit",
                        "truncate audit",
                        "alter table audit disable row level security"))
            assertThatThrownBy(() -> db.inTransaction(ours, tx -> tx.update(statement)))
                    .as(statement)
                    .isInstanceOf(SqlFailure.class);
    }

    @Test
    void the_bounds_end_with_the_transaction_however_it_ends() {
        for (int round = 0; round < 40; round++) {
            note(ours);
            assertThatThrownBy(() ->
                            db.inTransaction(
                                    ours,
                                    _ -> {
                                        throw new IllegalStateException("on purpose");
                                    }))
                    .hasMessage("on purpose");
            String user =
                    db.asSystem(tx -> tx.one("select current_user as u", row -> row.text("u")));
            assertThat(user).isNotEqualTo("tenon_tenant");
        }
    }

    @Test
    void what_fails_leaves_no_trace() {
        assertThatThrownBy(() ->
                        db.inTransaction(
                                ours,
                                tx -> {
                                    insert(tx, ours);
                                    throw new IllegalStateException("killed");
                                }))
                .hasMessage("killed");

        assertThat(bound("select count(*)::int as n from audit")).isZero();
    }

    @Test
    void a_text_that_cannot_be_stored_is_told_from_a_database_that_is_away() {
        for (String statement : List.of("select ?::text as t", "select ?::jsonb::text as t")) {
            String text = statement.contains("jsonb") ? "{\"a\":\"\\u0000\"}" : "a\u0000";
            SqlFailure failure =
                    catchThrowableOfType(
                            SqlFailure.class,
                            () -> db.asSystem(tx -> tx.one(statement, row -> row.text("t"), text)));

            assertThat(failure.isStrangeText()).as(statement).isTrue();
        }
    }

    private void note(int project) {
        db.inTransaction(project, tx -> insert(tx, project));
    }

    private static int insert(Tx tx, int project) {
        return tx.update(
                """
                insert into audit (project_id, at, actor, action, subject, details)
                values (?, ?, 'us', 'test', 'wall', '{}')\
                """,
                project,
                TestClock.START);
    }

    private int project() {
        return db.asSystem(tx ->
                tx.one(
                        """
                        insert into projects (id, name, app_name, org_id, created_at, updated_at)
                        values (?, ?, '', '', ?, ?) returning project_id\
                        """,
                        row -> row.integer("project_id"),
                        UUID.randomUUID(),
                        "p" + UUID.randomUUID(),
                        TestClock.START,
                        TestClock.START));
    }
}
