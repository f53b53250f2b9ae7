package dev.tenon.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.testing.Dice;
import dev.tenon.server.testing.TestClock;
import dev.tenon.server.testing.TestDatabase;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabase.class)
class DatabaseTest {
    private final Database database;

    DatabaseTest(Database database) {
        this.database = database;
    }

    @Test
    void a_new_database_is_brought_up_to_date_and_an_old_one_opened_as_it_is() throws SQLException {
        DatabaseSettings settings = fresh();
        try (Database first = Database.open(settings)) {
            first.db().asSystem(tx -> tx.update("create table ours (a int)"));
        }
        try (Database again = Database.open(settings)) {
            assertThat(
                            again.db()
                                    .<Integer>asSystem(tx ->
                                            tx.one(
                                                    "select count(*)::int as n from ours",
                                                    row -> row.integer("n"))))
                    .isZero();
        }
    }

    @Test
    void a_database_of_a_newer_version_is_refused() throws SQLException {
        DatabaseSettings settings = fresh();
        try (Database first = Database.open(settings)) {
            first.db()
                    .asSystem(tx ->
                            tx.update(
                                    """
                                    insert into schema_migrations (installed_rank, version,
                                      description, type, script, installed_by,
                                      execution_time, success)
                                    values (9999, '9999', 'later', 'SQL', 'V9999__later.sql',
                                      'somebody', 1, true)\
                                    """));
        }

        Refusal refusal = catchThrowableOfType(Refusal.class, () -> Database.open(settings));

        assertThat(refusal.diagnostics().getFirst().code()).isEqualTo("database.newer-schema");
        assertThat(refusal.diagnostics().getFirst().what()).contains("9999");
    }

    @Test
    void a_password_in_a_url_is_taken_out_of_it() {
        String address = "jdbc:postgresql://db/tenon";
        for (String url :
                List.of(
                        "?password=se%26cret",
                        "?user=me&password=se%26cret",
                        "?password=se%26cret&ssl=true",
                        "?user=me&password=se%26cret&ssl=true")) {
            var settings = new DatabaseSettings(address + url, "", "", Path.of("x"), 1);

            String rest = url.replace("password=se%26cret", "").replace("&&", "&");
            assertThat(settings.bareUrl())
                    .isEqualTo(address + rest.replace("?&", "?").replaceAll("[?&]$", ""));
            assertThat(settings.anyPassword()).isEqualTo("se&cret");
            assertThat(settings.toString()).contains("password=***").doesNotContain("cret");
        }
        var without = new DatabaseSettings(address + "?user=me", "", "given", Path.of("x"), 1);
        assertThat(without.bareUrl()).isEqualTo(address + "?user=me");
        assertThat(without.anyPassword()).isEqualTo("given");
    }

    @Test
    void a_database_that_is_not_there_is_told_with_its_address_and_without_its_password() {
        var settings =
                new DatabaseSettings(
                        "jdbc:postgresql://127.0.0.1:1/none?password=secret",
                        "me",
                        "secret",
                        Path.of("unused"),
                        2);

        Refusal refusal = catchThrowableOfType(Refusal.class, () -> Database.open(settings));

        assertThat(refusal.diagnostics().getFirst().code()).isEqualTo("database.away");
        assertThat(refusal.diagnostics().toString())
                .contains("127.0.0.1:1")
                .doesNotContain("secret");
    }

    private DatabaseSettings fresh() throws SQLException {
        String name = "t" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection = DriverManager.getConnection(database.url(), "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        String url = database.url().replaceFirst("/postgres$", "/" + name);
        return new DatabaseSettings(url, "postgres", "", Path.of("unused"), 2);
    }

    @Test
    void daily_partitions_are_made_ahead_and_dropped_after_their_time() throws SQLException {
        try (Database own = Database.open(fresh())) {
            var partitions = new DailyPartitions(List.of("operations"), Duration.ofDays(2));
            Instant now = TestClock.START;
            for (int day = 0; day < 6; day++) {
                Instant then = now.plus(Duration.ofDays(day));
                for (int twice = 0; twice < 2; twice++)
                    own.db()
                            .asSystem(tx -> {
                                partitions.keep(tx, then);
                                return tx;
                            });
            }

            assertThat(names(own))
                    .containsExactly(
                            "operations_20260305",
                            "operations_20260306",
                            "operations_20260307",
                            "operations_20260308",
                            "operations_20260309",
                            "operations_20260310");
        }
    }

    private static List<String> names(Database own) {
        return own.db()
                .asSystem(tx ->
                        tx.query(
                                """
                                select inhrelid::regclass::text as name from pg_inherits
                                where inhparent = 'operations'::regclass order by 1\
                                """,
                                row -> row.text("name")));
    }

    @Test
    void ids_sort_by_the_moment_they_carry() {
        Dice.play(
                500,
                dice -> {
                    Instant one = Instant.ofEpochMilli(dice.any() >>> 20);
                    Instant other = one.plusMillis(dice.between(1, 1_000_000));

                    UUID first = id(one);
                    UUID second = id(other);

                    assertThat(TimeId.instantOf(first)).isEqualTo(one);
                    assertThat(first.toString()).isLessThan(second.toString());
                    assertThat(first.version()).isEqualTo(7);
                    assertThat(first.variant()).isEqualTo(2);
                });
    }

    private static UUID id(Instant moment) {
        return new TimeId(InstantSource.fixed(moment), new SecureRandom()).next();
    }
}
