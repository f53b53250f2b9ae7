package dev.tenon.server.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.db.Db;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.server.vault.Connection;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.ProviderException.Said;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What a run was begun under changes while it is under way. Every operation ends, and says why.
@ExtendWith(TestDatabase.class)
@Timeout(60)
class DisturbedRunsTest {
    private static final Said SAID = new Said("CODE", "the provider's words", "");
    private static final int RECORDS_A_PAGE = 3;

    private final Readership ours;

    DisturbedRunsTest(Db db, @TempDir Path keys) {
        this.ours = new Readership(db, keys);
        ours.crm.fill(7);
    }

    @AfterEach
    void close() {
        ours.close();
    }

    /// When the page with this number has been answered and nobody has it yet, `work` is done. Does
    /// something when a page is answered and those before it are stored: pages are read ahead.
    private void onPage(int page, Runnable work) {
        var pages = new AtomicInteger();
        ours.crm.whenAnswered(() -> {
            if (pages.incrementAndGet() != page) return;
            awaitStored(RECORDS_A_PAGE * (page - 1));
            work.run();
        });
    }

    private void awaitStored(int records) {
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (ours.stored().size() < records) {
            assertThat(System.nanoTime()).as("the page before is stored").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private void filterByLevel() {
        ours.customer.configure(
                Readership.config(
                        Readership.LEVEL
                                + """
                                , "fieldFilters":
                                  [{"fieldName": "Level", "operator": "eq", "value": "Gold"}]\
                                """));
        ours.plan();
    }

    private Next now() {
        return new Next.At(ours.customer.clock.instant());
    }

    @Test
    void a_run_that_is_paused_stops_at_its_next_page_and_goes_on_from_there() {
        onPage(2, () -> ours.pause(true));

        assertThat(ours.run(Track.BACKFILL)).isEqualTo(now());
        assertThat(ours.run(Track.BACKFILL)).isEqualTo(new Next.WhenWoken());

        assertThat(ours.stored()).hasSize(3);
        assertThat(ours.operations()).containsExactly("backfill failure");
        assertThat(ours.newest().result())
                .isEqualTo("Nothing is read: the object is paused. So far: 3 records");
        ours.pause(false);
        ours.run(Track.BACKFILL);
        assertThat(ours.crm.askedInShort())
                .startsWith("all", "after r002")
                .endsWith("after r002", "after r005");
        assertThat(ours.operations()).containsExactly("backfill failure", "backfill success");
        assertThat(ours.stored()).isEqualTo(ours.crm.truth());
    }

    @Test
    void who_waits_for_a_read_hears_that_it_was_paused() {
        Operation first = ours.trigger(null, null);
        Operation second = ours.trigger(FakeCrm.DAY, null);
        onPage(2, () -> ours.pause(true));

        ours.run(Track.ASKED);
        ours.run(Track.ASKED);

        for (Operation each : new Operation[] {first, second}) {
            assertThat(ours.operation(each).status()).isEqualTo(Operation.Status.FAILURE);
            assertThat(ours.operation(each).result()).contains("the object is paused");
        }
        ours.pause(false);
        int before = ours.crm.asked.size();
        assertThat(ours.run(Track.ASKED)).isEqualTo(new Next.WhenWoken());
        assertThat(ours.crm.asked).as("nobody asks for it any more").hasSize(before);
    }

    @Test
    void a_sweep_that_somebody_asked_for_ends_when_the_object_is_paused() {
        Operation asked = ours.sweep();
        ours.pause(true);

        ours.run(Track.SWEEP);

        assertThat(ours.operation(asked).status()).isEqualTo(Operation.Status.FAILURE);
        assertThat(ours.operation(asked).result()).contains("the object is paused");
    }

    @Test
    void an_installation_that_is_deleted_ends_its_operations() {
        Operation waiting = ours.trigger(null, null);
        onPage(2, ours::remove);
        String dataset = ours.dataset().id().text();

        assertThat(ours.run(Track.BACKFILL)).isEqualTo(now());
        assertThat(ours.runNamed(dataset, Track.BACKFILL)).isEqualTo(new Next.WhenWoken());

        assertThat(ours.operations()).containsOnly("triggered failure", "backfill failure");
        assertThat(ours.operation(waiting).result()).contains("the installation was deleted");
    }

    @Test
    void a_run_whose_grant_is_revoked_goes_on_from_its_page_after_the_next_sign_in() {
        ours.crm.failOnCall(2, new ProviderException.Revoked(SAID));
        ours.run(Track.BACKFILL);
        ours.customer.mark(Connection.Status.BAD_CREDENTIALS);
        assertThat(ours.run(Track.BACKFILL)).isEqualTo(new Next.WhenWoken());
        assertThat(ours.operations()).containsExactly("backfill failure");

        ours.customer.mark(Connection.Status.WORKING);
        ours.plan();
        ours.run(Track.BACKFILL);

        assertThat(ours.crm.askedInShort())
                .containsExactly("all", "after r002", "after r002", "after r005");
        assertThat(ours.operations()).containsExactly("backfill failure", "backfill success");
    }

    @Test
    void an_object_that_is_switched_off_in_a_run_is_not_read_on() {
        onPage(
                2,
                () -> {
                    ours.customer.configure(Readership.config("\"disabled\": true"));
                    ours.plan();
                });

        ours.run(Track.BACKFILL);
        assertThat(ours.run(Track.BACKFILL)).isEqualTo(new Next.WhenWoken());

        assertThat(ours.stored()).hasSize(3);
        assertThat(ours.newest().result()).contains("the object is switched off");
        assertThat(ours.operations()).containsExactly("backfill failure");
    }

    @Test
    void an_object_that_nobody_names_any_more_is_not_read_on() {
        Operation asked = ours.trigger(null, null);
        onPage(
                2,
                () -> {
                    ours.customer.configure(
                            "{\"provider\": \"fake\", \"read\": {\"objects\": {}}}");
                    ours.plan();
                });

        ours.run(Track.BACKFILL);
        ours.run(Track.BACKFILL);
        ours.run(Track.ASKED);

        assertThat(ours.operations()).containsExactly("triggered failure", "backfill failure");
        assertThat(ours.operation(asked).result()).contains("leaves the object out");
    }

    @Test
    void a_config_that_changes_in_a_run_counts_from_its_next_page_on() {
        onPage(2, this::filterByLevel);

        ours.run(Track.BACKFILL);
        ours.run(Track.BACKFILL);

        assertThat(ours.crm.askedInShort())
                .startsWith("all", "after r002")
                .endsWith("all", "after r002", "after r005");
        assertThat(ours.crm.requests.getLast().filters()).hasSize(1);
        assertThat(ours.operations()).containsExactly("backfill success", "backfill success");
    }

    /// The page on its way has no Level; kept, it would take away what was just read.
    @Test
    void a_field_that_is_read_alone_is_not_lost_to_a_page_that_is_older() {
        ours.customer.configure(Readership.config(""));
        ours.plan();
        ours.run(Track.BACKFILL);
        ours.crm.put("r001", "{\"Name\":\"new\",\"Level\":\"Gold\"}");
        var once = new AtomicInteger();
        ours.crm.whenRead(() -> {
            if (once.getAndIncrement() > 0) return;
            ours.customer.configure(Readership.config(Readership.LEVEL));
            ours.plan();
            ours.run(Track.BACKFILL);
        });

        ours.run(Track.CHANGES);
        ours.run(Track.CHANGES);

        assertThat(ours.stored()).isEqualTo(ours.crm.truth());
    }

    /// It was believed dead: another node has read all, and begun anew under another config.
    @Test
    void a_node_that_comes_back_late_does_not_move_the_run_of_another() {
        onPage(
                1,
                () -> {
                    ours.run(Track.BACKFILL);
                    filterByLevel();
                    ours.crm.failOnCall(ours.crm.asked.size() + 1, new Killed());
                    killed();
                });

        ours.run(Track.BACKFILL);
        int before = ours.crm.asked.size();
        ours.run(Track.BACKFILL);

        assertThat(ours.crm.askedInShort().subList(before, ours.crm.asked.size()))
                .containsExactly("all", "after r002", "after r005");
        assertThat(ours.operations()).containsExactly("backfill success", "backfill success");
    }

    /// Another node has taken up the same run, and come two pages further.
    @Test
    void a_node_that_comes_back_late_does_not_put_the_same_run_back() {
        onPage(
                1,
                () -> {
                    ours.crm.failOnCall(ours.crm.asked.size() + 3, new Killed());
                    killed();
                });

        assertThat(ours.run(Track.BACKFILL)).isEqualTo(now());
        int before = ours.crm.asked.size();
        ours.run(Track.BACKFILL);

        assertThat(ours.crm.askedInShort().subList(before, ours.crm.asked.size()))
                .containsExactly("after r005");
        assertThat(ours.operations()).containsExactly("backfill success");
    }

    private void killed() {
        try {
            ours.run(Track.BACKFILL);
        } catch (Killed _) {
            // As expected.
        }
    }

    @Test
    void a_page_that_comes_after_its_run_has_ended_elsewhere_changes_nothing() {
        onPage(2, () -> ours.run(Track.BACKFILL));

        assertThat(ours.run(Track.BACKFILL)).isEqualTo(now());

        assertThat(ours.operations()).containsExactly("backfill success");
        assertThat(ours.stored()).isEqualTo(ours.crm.truth());
    }

    @Test
    void a_fault_of_ours_is_told_and_ends_the_operation_at_last() {
        for (int time = 1; time <= 8; time++) {
            ours.crm.failNext(new IllegalStateException("a bug"));
            ours.run(Track.BACKFILL);
        }

        assertThat(ours.state().worst().problem()).contains("Something inside Tenon failed");
        assertThat(ours.operations()).containsExactly("backfill failure");
        ours.run(Track.BACKFILL);
        assertThat(ours.stored()).isEqualTo(ours.crm.truth());
    }

    @Test
    void who_waits_for_a_provider_that_does_not_describe_itself_does_not_wait_for_ever() {
        Operation asked = ours.trigger(null, null);
        ours.crm.whenDescribed(() -> {
            throw new ProviderException.Garbled(SAID);
        });

        for (int time = 1; time <= 8; time++) {
            assertThat(ours.operation(asked).status()).isEqualTo(Operation.Status.IN_PROGRESS);
            ours.run(Track.ASKED);
            ours.customer.clock.advance(Duration.ofMinutes(10));
        }

        assertThat(ours.operation(asked).status()).isEqualTo(Operation.Status.FAILURE);
        assertThat(ours.operation(asked).result()).contains("the provider's words");
    }

    @Test
    void a_schedule_that_fails_ends_nothing_that_somebody_has_just_asked_for() {
        ours.crm.whenDescribed(() -> {
            throw new ProviderException.Garbled(SAID);
        });
        for (int time = 1; time <= 7; time++) {
            ours.run(Track.CHANGES);
            ours.customer.clock.advance(Duration.ofMinutes(10));
        }
        Operation asked = ours.trigger(null, null);

        ours.run(Track.CHANGES);

        assertThat(ours.operation(asked).status()).isEqualTo(Operation.Status.IN_PROGRESS);
    }

    @Test
    void a_job_whose_results_nobody_wants_any_more_is_discarded() {
        ours.crm.fill(60);
        ours.crm.jobs.open();
        ours.run(Track.BACKFILL);
        filterByLevel();

        ours.run(Track.BACKFILL);

        assertThat(ours.crm.jobs.discarded()).isEqualTo(1);
        assertThat(ours.crm.jobs.started()).isEqualTo(2);
        ours.crm.jobs.finish();
        ours.run(Track.BACKFILL);
        assertThat(ours.stored()).isEqualTo(ours.crm.truth());
    }

    @Test
    void a_job_that_is_paused_is_fetched_when_it_goes_on() {
        ours.crm.fill(60);
        ours.crm.jobs.open();
        ours.run(Track.BACKFILL);
        ours.pause(true);
        ours.run(Track.BACKFILL);
        ours.crm.jobs.finish();
        assertThat(ours.crm.jobs.pages()).isZero();

        ours.pause(false);
        ours.run(Track.BACKFILL);

        assertThat(ours.crm.jobs.started()).isEqualTo(1);
        assertThat(ours.stored()).isEqualTo(ours.crm.truth()).hasSize(60);
        assertThat(ours.operations()).containsExactly("backfill failure", "backfill success");
    }
}
