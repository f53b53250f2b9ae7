package dev.tenon.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.server.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What fails before the commit is told apart from what fails with it.
@ExtendWith(TestDatabase.class)
class CommitFailureTest {
    private final Db db;

    CommitFailureTest(Db db) {
        this.db = db;
    }

    @Test
    void a_refused_statement_is_no_failed_commit() {
        assertThatThrownBy(() -> db.asSystem(tx -> tx.update("select 1 / 0")))
                .isInstanceOf(SqlFailure.class)
                .isNotInstanceOf(CommitFailure.class);
    }

    @Test
    void a_commit_that_is_refused_says_so() {
        db.asSystem(tx ->
                tx.update("create table pairs (a integer unique deferrable initially deferred)"));

        assertThatThrownBy(() -> db.asSystem(tx -> tx.update("insert into pairs values (1), (1)")))
                .isInstanceOf(CommitFailure.class);
        assertThat(
                        db.<Boolean>asSystem(tx ->
                                tx.query("select a from pairs", row -> row.integer("a")).isEmpty()))
                .isTrue();
    }
}
