package dev.tenon.server.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.quota.Ledger.Lease;
import dev.tenon.server.tenant.ProjectId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerTest {
    private static final Instant START = Instant.parse("2026-05-01T12:00:00Z");
    private static final int ALL = 100;

    private static Budget budget(long calls, Duration window) {
        var owner = new Budget.Owner(new ProjectId(1), UUID.randomUUID());
        return new Budget(owner, "api", calls, window);
    }

    /// What somebody gets who asks whenever there may be something, for as long as `time`.
    private static List<Instant> greedy(Budget budget, int share, Duration time, Random random) {
        var calls = new ArrayList<Instant>();
        Ledger ledger = Ledger.UNUSED;
        Instant now = START;
        while (now.isBefore(START.plus(time))) {
            Lease lease = ledger.lease(budget, share, now);
            ledger = lease.after();
            for (long call = 0; call < lease.calls(); call++) calls.add(now);
            boolean isLazy = random.nextInt(20) == 0;
            Duration idle = isLazy ? Duration.ofMillis(random.nextInt(4_000)) : Duration.ZERO;
            now = now.plus(lease.pause()).plus(idle).plusNanos(1);
        }
        return calls;
    }

    private static long mostInOneWindow(List<Instant> calls, Duration window) {
        long most = 0;
        int from = 0;
        for (int to = 0; to < calls.size(); to++) {
            while (!calls.get(from).plus(window).isAfter(calls.get(to))) from++;
            most = Math.max(most, to - from + 1L);
        }
        return most;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 1", "10, 1", "100, 10", "110, 10", "500, 60", "10000, 60"})
    void no_window_ever_has_more_calls_than_the_budget(long calls, long seconds) {
        Duration window = Duration.ofSeconds(seconds);
        for (long seed = 1; seed <= 20; seed++) {
            List<Instant> made =
                    greedy(budget(calls, window), ALL, window.multipliedBy(5), new Random(seed));

            assertThat(mostInOneWindow(made, window)).as("seed " + seed).isLessThanOrEqualTo(calls);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 1", "100, 10", "10000, 60"})
    void nearly_all_of_a_budget_can_be_used(long calls, long seconds) {
        Duration window = Duration.ofSeconds(seconds);
        var steady =
                new Random() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    public int nextInt(int bound) {
                        return 1;
                    }
                };

        List<Instant> made = greedy(budget(calls, window), ALL, window.multipliedBy(20), steady);

        assertThat(made).hasSizeGreaterThan((int) (calls * 20 * 85 / 100));
    }

    @Test
    void a_lower_share_leaves_a_reserve_at_every_moment() {
        Budget budget = budget(1_000, Duration.ofSeconds(100));
        Ledger ledger = Ledger.UNUSED;
        Instant now = START;
        for (int second = 0; second < 300; second++) {
            while (true) {
                Lease lease = ledger.lease(budget, 60, now);
                if (lease.calls() == 0) break;
                ledger = lease.after();
            }
            assertThat(ledger.left(budget, ALL, now)).isBetween(40L, 50L);
            assertThat(ledger.left(budget, 60, now)).isZero();
            now = now.plusSeconds(1);
        }
    }

    @Test
    void a_long_window_is_counted_and_begins_anew_after_its_end() {
        Budget budget = budget(1_000, Duration.ofDays(1));
        Ledger ledger = Ledger.UNUSED;
        long taken = 0;
        Lease lease = ledger.lease(budget, 60, START);
        while (lease.calls() > 0) {
            taken += lease.calls();
            ledger = lease.after();
            lease = ledger.lease(budget, 60, START.plusSeconds(60));
        }

        assertThat(taken).isEqualTo(600);
        assertThat(lease.pause()).isEqualTo(Duration.ofDays(1).minusSeconds(60));
        assertThat(ledger.used(budget, START.plusSeconds(60))).isEqualTo(600);
        assertThat(ledger.left(budget, ALL, START.plusSeconds(60))).isEqualTo(400);
        assertThat(ledger.lease(budget, ALL, START.plusSeconds(60)).calls()).isPositive();
        Instant next = START.plus(Duration.ofDays(1));
        assertThat(ledger.used(budget, next)).isZero();
        assertThat(ledger.lease(budget, 60, next).calls()).isPositive();
    }
}
