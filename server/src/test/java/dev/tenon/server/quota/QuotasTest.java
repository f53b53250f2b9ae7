package dev.tenon.server.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.db.Db;
import dev.tenon.server.jobs.Job.Lane;
import dev.tenon.server.quota.QuotaReadings.Reading;
import dev.tenon.server.quota.Quotas.Permit;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.testing.TestClock;
import dev.tenon.server.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(TestDatabase.class)
class QuotasTest {
    private final GroupId group = new GroupId(new ProjectId(1), 7);
    private final UUID connection = UUID.randomUUID();
    private final TestClock clock = new TestClock();
    private final Db db;
    private final Quotas quotas;

    QuotasTest(Db db) {
        this.db = db;
        this.quotas = new Quotas(new QuotaReadings(db), new Budgets(db, clock), clock);
    }

    private Permit take(Lane lane) {
        try {
            return quotas.take(group, connection, "api", lane, List.of());
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private void read(long used, long allowed) {
        quotas.read(group, connection, new Reading("api", used, allowed, clock.instant()));
    }

    private int taken(Lane lane) {
        int taken = 0;
        while (take(lane) instanceof Permit.Granted && taken < 10_000) taken++;
        return taken;
    }

    @Test
    void nothing_is_held_back_before_the_provider_has_said_anything() {
        for (Lane lane : Lane.values()) {
            assertThat(take(lane)).isEqualTo(new Permit.Granted());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "INTERACTIVE, 1000",
        "ON_DEMAND, 800",
        "SCHEDULED, 800",
        "BACKFILL, 600",
        "SWEEP, 600"
    })
    void a_lane_leaves_the_last_fifth_to_those_above_it(Lane lane, int most) {
        read(0, 1_000);

        assertThat(taken(lane)).isEqualTo(most);
        assertThat(take(lane)).isEqualTo(new Permit.Spent(clock.instant().plus(Quotas.PROBE)));
    }

    @Test
    void the_lanes_above_go_on_when_one_has_spent_its_share() {
        read(0, 100);

        assertThat(taken(Lane.BACKFILL)).isEqualTo(60);
        assertThat(taken(Lane.SCHEDULED)).isEqualTo(20);
        assertThat(taken(Lane.INTERACTIVE)).isEqualTo(20);
        assertThat(take(Lane.INTERACTIVE)).isInstanceOf(Permit.Spent.class);
    }

    @Test
    void the_provider_is_asked_once_whether_its_window_has_moved() {
        read(99, 100);
        assertThat(take(Lane.BACKFILL)).isInstanceOf(Permit.Spent.class);
        clock.advance(Quotas.PROBE);

        assertThat(take(Lane.BACKFILL)).isEqualTo(new Permit.Granted());
        assertThat(take(Lane.BACKFILL)).isInstanceOf(Permit.Spent.class);
        read(10, 100);

        assertThat(taken(Lane.BACKFILL)).isEqualTo(50);
    }

    @Test
    void after_too_many_calls_all_but_people_wait_and_longer_each_time() {
        quotas.refused(group, connection, "api", Optional.empty());
        assertThat(take(Lane.SCHEDULED)).isEqualTo(new Permit.Wait(Duration.ofSeconds(1)));
        assertThat(take(Lane.INTERACTIVE)).isEqualTo(new Permit.Granted());
        clock.advance(Duration.ofSeconds(1));
        assertThat(take(Lane.SCHEDULED)).isEqualTo(new Permit.Granted());

        quotas.refused(group, connection, "api", Optional.empty());
        assertThat(take(Lane.SCHEDULED)).isEqualTo(new Permit.Wait(Duration.ofSeconds(2)));
        quotas.accepted(group, connection, "api");
        clock.advance(Duration.ofSeconds(2));
        quotas.refused(group, connection, "api", Optional.of(Duration.ofSeconds(30)));
        assertThat(take(Lane.SCHEDULED)).isEqualTo(new Permit.Wait(Duration.ofSeconds(30)));
    }

    @Test
    void what_one_node_learns_the_others_take_over() {
        var readings = new QuotaReadings(db);
        var other = new Quotas(readings, new Budgets(db, clock), clock);
        var now = java.time.Instant.now();
        other.read(group, connection, new Reading("api", 95, 100, now));
        readings.flush();
        assertThat(take(Lane.BACKFILL)).isEqualTo(new Permit.Granted());

        quotas.share();

        assertThat(take(Lane.SCHEDULED)).isInstanceOf(Permit.Spent.class);
        assertThat(take(Lane.INTERACTIVE)).isEqualTo(new Permit.Granted());
        quotas.share();
        assertThat(taken(Lane.INTERACTIVE)).as("counted on").isEqualTo(4);
    }

    @Test
    void the_rest_of_a_backfill_takes_its_pace_or_waits_for_the_quota() {
        var progress = new Forecast.Progress(1_000, 11_000, 5, Duration.ofSeconds(10));

        assertThat(Forecast.of(progress, List.of(new Forecast.Limit(1_000, 10_000))))
                .contains(new Forecast(Duration.ofSeconds(100), 50, false));
        assertThat(
                        Forecast.of(
                                progress,
                                List.of(
                                        new Forecast.Limit(1_000, 10_000),
                                        new Forecast.Limit(10, 40))))
                .contains(new Forecast(Duration.ofDays(1), 50, true));
        assertThat(Forecast.of(new Forecast.Progress(0, 11_000, 0, Duration.ZERO), List.of()))
                .isEmpty();
    }
}
