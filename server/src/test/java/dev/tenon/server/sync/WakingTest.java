package dev.tenon.server.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.db.Db;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.ProviderException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// When the tracks of a dataset are looked at after somebody changed something.
@ExtendWith(TestDatabase.class)
class WakingTest {
    private final Readership ours;

    WakingTest(Db db, @TempDir Path keys) {
        ours = new Readership(db, keys);
        ours.crm.fill(5).pagesOf(2);
    }

    /// What making the installation has woken is not what is asked here.
    @BeforeEach
    void forget() {
        ours.customer.db.asSystem(tx ->
                tx.update(
                        "delete from scheduled_tasks where task_instance = ?",
                        ours.dataset().id().text()));
    }

    @AfterEach
    void close() {
        ours.close();
    }

    private Instant now() {
        return ours.customer.clock.instant();
    }

    @Test
    void a_deploy_reads_nothing_before_it_is_due() {
        ours.run(Track.BACKFILL);
        forget();

        ours.follow();

        assertThat(ours.woken(Track.BACKFILL)).as("fields may be missing").contains(now());
        assertThat(ours.woken(Track.ASKED)).isEmpty();
        assertThat(ours.woken(Track.CHANGES).orElseThrow())
                .isAfter(now())
                .isBefore(now().plus(Duration.ofMinutes(12)));
        assertThat(ours.woken(Track.SWEEP).orElseThrow()).isAfter(now());
    }

    @Test
    void a_deploy_tells_a_run_under_way_and_tries_again_what_failed() {
        ours.run(Track.BACKFILL);
        ours.trigger(null, null);
        ours.crm.failNext(
                new ProviderException.Busy(
                        new ProviderException.Said("BUSY", "Not now.", ""), Duration.ofSeconds(1)));
        ours.run(Track.CHANGES);
        forget();

        ours.follow();

        assertThat(ours.woken(Track.ASKED)).as("somebody waits for it").contains(now());
        assertThat(ours.woken(Track.CHANGES)).as("it has failed").contains(now());
    }

    @Test
    void a_change_of_the_config_reads_at_once_what_has_changed_and_sweeps_in_time() {
        ours.run(Track.BACKFILL);
        forget();

        ours.plan();

        assertThat(ours.woken(Track.CHANGES)).contains(now());
        assertThat(ours.woken(Track.SWEEP).orElseThrow()).isAfter(now());
    }
}
