package dev.tenon.server.drift;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.format.WatchSchema;
import dev.tenon.server.db.Db;
import dev.tenon.server.install.Installed;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.schema.ChangingCrm;
import dev.tenon.server.testing.TestClock;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.server.vault.Connection;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestDatabase.class)
class SchemaWatchTest {
    private static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: crm
                provider: fake
                read:
                  objects:
                    - objectName: Contact
                      requiredFields: [{ fieldName: Name }]
                watchSchema:
                  destination: changes
                  schedule: "0 * * * *"
                  allObjects:
                    fieldCreated: { enabled: always }
            """;

    private final ChangingCrm crm = new ChangingCrm();
    private Watchtower tower;

    @BeforeEach
    void begin(Db db, @TempDir Path keys) {
        crm.with("Contact", ChangingCrm.text("Name"));
        tower = new Watchtower(db, keys, crm, MANIFEST, "{\"provider\": \"fake\"}");
    }

    @AfterEach
    void end() {
        tower.close();
    }

    private Instant now() {
        return tower.customer.clock.instant();
    }

    @Test
    void looking_finds_what_changed_since_it_was_looked_at_last() {
        tower.look();
        crm.with("Contact", ChangingCrm.text("Name"), ChangingCrm.text("Phone"));

        tower.look();
        tower.look();

        assertThat(tower.told("schema.watch")).hasSize(1);
    }

    @Test
    void only_the_kinds_of_change_that_are_watched_for_make_a_message() {
        crm.with("Contact", ChangingCrm.text("Name"), ChangingCrm.text("Phone"));
        tower.look();
        crm.with("Contact", ChangingCrm.text("Name"));

        tower.look();

        assertThat(tower.told("schema.watch")).isEmpty();
        assertThat(tower.told("schema.changed")).hasSize(1);
    }

    @Test
    void it_is_looked_at_again_within_the_next_hour_and_a_tenth_of_one() {
        Next next = tower.look();

        assertThat(next).isInstanceOf(Next.At.class);
        Instant at = ((Next.At) next).moment();
        assertThat(at).isAfter(now()).isBefore(now().plus(Duration.ofMinutes(67)));
    }

    @Test
    void a_provider_that_is_busy_is_asked_again_when_it_says() {
        crm.busy = true;

        assertThat(tower.look()).isEqualTo(new Next.At(now().plusSeconds(30)));
    }

    @Test
    void a_dead_connection_is_not_asked() {
        crm.busy = true;
        tower.customer.mark(Connection.Status.BAD_CREDENTIALS);

        assertThat(tower.look()).isEqualTo(new Next.At(byTheSchedule(tower.customer.installed())));
    }

    @Test
    void an_installation_that_is_gone_is_looked_at_no_more() {
        int project = tower.customer.group.projectNumber();

        assertThat(tower.watch.run(project + "/" + UUID.randomUUID()))
                .isEqualTo(new Next.WhenWoken());
    }

    @Test
    void a_new_installation_is_planned_within_a_minute() {
        var installed = tower.customer.installed();
        tower.customer.get(tx -> {
            tower.watch.plan(tx, installed);
            return tx;
        });

        assertThat(due(installed)).isBetween(now(), now().plusSeconds(60));
    }

    @Test
    void a_deploy_lets_an_installation_be_looked_at_when_its_schedule_says() {
        var installed = tower.customer.installed();
        tower.customer.get(tx -> {
            tower.watch.follow(tx, installed);
            return tx;
        });

        assertThat(due(installed)).isEqualTo(byTheSchedule(installed));
    }

    private Instant byTheSchedule(Installed installed) {
        return new WatchTimes(tower.customer.clock, Duration.ofMinutes(1))
                .next(installed.revision().content().watchSchema(), installed.installation().id());
    }

    private Instant due(Installed installed) {
        return tower.customer.db.asSystem(tx ->
                tx.one(
                        """
                        select execution_time from scheduled_tasks
                        where task_name = 'watch-schema' and task_instance like ?\
                        """,
                        row -> row.instant("execution_time"),
                        "%/" + installed.installation().id()));
    }

    @Test
    void without_a_schedule_installations_are_spread_over_the_day_and_keep_their_minute() {
        var clock = new TestClock();
        var times = new WatchTimes(clock, Duration.ofMinutes(1));
        var moments = new HashSet<Instant>();
        for (int i = 0; i < 200; i++) {
            UUID id = UUID.nameUUIDFromBytes(new byte[] {(byte) i});
            Instant next = times.next(null, id);
            assertThat(next)
                    .isAfter(clock.instant())
                    .isBeforeOrEqualTo(clock.instant().plus(Duration.ofDays(1)));
            moments.add(next);
        }
        assertThat(moments).hasSizeGreaterThan(150);

        UUID one = UUID.nameUUIDFromBytes(new byte[] {1});
        Instant first = times.next(null, one);
        clock.advance(Duration.between(clock.instant(), first));
        assertThat(times.next(null, one)).isEqualTo(first.plus(Duration.ofDays(1)));
    }

    @Test
    void with_a_schedule_the_times_follow_it_at_a_place_of_their_own() {
        var clock = new TestClock();
        var times = new WatchTimes(clock, Duration.ofMinutes(1));
        var watch = new WatchSchema("changes", true, true, true, "0 6 * * *");
        UUID one = UUID.nameUUIDFromBytes(new byte[] {7});

        Instant first = times.next(watch, one);
        clock.advance(Duration.between(clock.instant(), first));
        Instant second = times.next(watch, one);

        assertThat(first.toString()).contains("T06:");
        assertThat(Duration.between(first, second)).isEqualTo(Duration.ofDays(1));
    }
}
