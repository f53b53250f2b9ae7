package dev.tenon.server.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.jobs.Job.Lane;
import dev.tenon.server.quota.Quotas.Permit;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.testing.TestClock;
import dev.tenon.server.testing.TestDatabase;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabase.class)
class BudgetsTest {
    private final TestClock clock = new TestClock();
    private final Db db;
    private final ProjectId project;
    private final Budgets budgets;

    BudgetsTest(Db db) {
        this.db = db;
        String name = "p" + UUID.randomUUID();
        var projects = new Projects(new TimeId(clock, new SecureRandom()), clock);
        this.project = db.asSystem(tx -> projects.create(tx, name, name, "org").key());
        this.budgets = new Budgets(db, clock, clock::advance);
    }

    private Budget budget(long calls, Duration window) {
        return new Budget(new Budget.Owner(project, UUID.randomUUID()), "api", calls, window);
    }

    private GroupId group(long number) {
        return new GroupId(project, number);
    }

    @Test
    void a_call_waits_for_its_budget_and_is_then_made() throws InterruptedException {
        Budget budget = budget(10, Duration.ofSeconds(10));
        Instant began = clock.instant();

        for (int call = 0; call < 30; call++) {
            assertThat(budgets.take(budget, group(1), Lane.INTERACTIVE))
                    .isEqualTo(new Permit.Granted());
        }

        assertThat(Duration.between(began, clock.instant()))
                .isBetween(Duration.ofSeconds(28), Duration.ofSeconds(30));
    }

    @Test
    void who_has_no_patience_is_told_when_to_come_again() throws InterruptedException {
        Budget minute = budget(1, Duration.ofMinutes(1));
        budgets.take(minute, group(1), Lane.INTERACTIVE);
        assertThat(budgets.take(minute, group(1), Lane.INTERACTIVE))
                .isEqualTo(new Permit.Wait(Duration.ofMinutes(1)));

        Budget day = budget(1, Duration.ofDays(1));
        Instant began = clock.instant();
        budgets.take(day, group(1), Lane.INTERACTIVE);
        assertThat(budgets.take(day, group(1), Lane.INTERACTIVE))
                .isEqualTo(new Permit.Spent(began.plus(Duration.ofDays(1))));
    }

    @Test
    void a_backfill_stops_where_people_go_on_until_the_window_has_moved()
            throws InterruptedException {
        Budget day = budget(1_000, Duration.ofDays(1));
        assertThat(granted(day, Lane.BACKFILL, 2_000)).isEqualTo(600);
        assertThat(granted(day, Lane.SCHEDULED, 2_000)).isEqualTo(200);
        assertThat(granted(day, Lane.INTERACTIVE, 2_000)).isEqualTo(200);
        assertThat(granted(day, Lane.INTERACTIVE, 1)).isZero();

        clock.advance(Duration.ofDays(1));

        assertThat(granted(day, Lane.BACKFILL, 2_000)).isEqualTo(600);
    }

    private int granted(Budget budget, Lane lane, int asked) throws InterruptedException {
        for (int call = 0; call < asked; call++) {
            if (!(budgets.take(budget, group(1), lane) instanceof Permit.Granted)) return call;
        }
        return asked;
    }

    @Test
    void two_nodes_share_a_budget_by_the_chunk() throws Exception {
        Budget budget = budget(400, Duration.ofSeconds(2));
        List<Instant> made = new ArrayList<>();
        var one = new Budgets(db, InstantSource.system());
        var two = new Budgets(db, InstantSource.system());
        Instant end = Instant.now().plusSeconds(3);
        try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
            var asking = new ArrayList<Future<List<Instant>>>();
            for (Budgets node : List.of(one, two, one, two)) {
                asking.add(both.submit(() -> calls(node, budget, end)));
            }
            for (Future<List<Instant>> each : asking) made.addAll(each.get());
        }

        made.sort(Instant::compareTo);
        assertThat(made).hasSizeGreaterThan(400);
        int from = 0;
        for (int to = 0; to < made.size(); to++) {
            while (!made.get(from).plusSeconds(2).isAfter(made.get(to))) from++;
            int inWindow = to - from + 1;
            int heldBack = 2 * 20;
            assertThat(inWindow).isLessThanOrEqualTo(400 + heldBack);
        }
    }

    private List<Instant> calls(Budgets node, Budget budget, Instant end)
            throws InterruptedException {
        var made = new ArrayList<Instant>();
        while (Instant.now().isBefore(end)) {
            if (node.take(budget, group(1), Lane.SCHEDULED) instanceof Permit.Granted) {
                made.add(Instant.now());
            }
        }
        return made;
    }

    @Test
    void customers_that_share_an_app_get_equal_shares_however_much_one_of_them_asks()
            throws Exception {
        Budget budget = budget(200, Duration.ofSeconds(1));
        var node = new Budgets(db, InstantSource.system());
        Instant end = Instant.now().plusSeconds(2);
        Map<Long, Integer> got = new ConcurrentHashMap<>();
        try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
            var asking = new ArrayList<Callable<Boolean>>();
            for (int worker = 0; worker < 24; worker++) {
                long customer = worker < 20 ? 1 : worker - 18;
                asking.add(() -> {
                    while (Instant.now().isBefore(end)) {
                        var permit = node.take(budget, group(customer), Lane.BACKFILL);
                        if (permit instanceof Permit.Granted) got.merge(customer, 1, Integer::sum);
                    }
                    return true;
                });
            }
            for (Future<Boolean> each : all.invokeAll(asking)) assertThat(each.get()).isTrue();
        }

        int fair = got.values().stream().mapToInt(Integer::intValue).sum() / 5;
        assertThat(got).hasSize(5);
        assertThat(got.values()).allSatisfy(calls -> assertThat(calls).isGreaterThan(fair * 3 / 4));
    }

    @Test
    void a_higher_lane_goes_first() throws Exception {
        Budget budget = budget(20, Duration.ofSeconds(1));
        var node = new Budgets(db, InstantSource.system());
        Instant end = Instant.now().plusSeconds(2);
        try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<Instant>> low =
                    all.submit(() -> {
                        var made = new ArrayList<Instant>();
                        while (Instant.now().isBefore(end)) {
                            if (node.take(budget, group(2), Lane.BACKFILL)
                                    instanceof Permit.Granted) made.add(Instant.now());
                        }
                        return made;
                    });
            List<Instant> high = calls(node, budget, end);

            assertThat(high).hasSizeGreaterThan(25);
            assertThat(low.get()).hasSizeLessThan(10);
        }
    }
}
