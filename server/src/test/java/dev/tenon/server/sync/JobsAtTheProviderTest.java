package dev.tenon.server.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.db.Db;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.testing.Dice;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.ProviderException.Said;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Backfills by a job at the provider.
@ExtendWith(TestDatabase.class)
@Timeout(60)
class JobsAtTheProviderTest {
    private final Db db;
    private final Path keys;
    private final Readership ours;

    JobsAtTheProviderTest(Db db, @TempDir Path keys) {
        this.db = db;
        this.keys = keys;
        this.ours = new Readership(db, keys);
        ours.crm.fill(60).pagesOf(3);
        ours.crm.jobs.open();
    }

    @AfterEach
    void close() {
        ours.close();
    }

    private Next at(Duration later) {
        return new Next.At(ours.customer.clock.instant().plus(later));
    }

    @Test
    void a_job_is_started_waited_for_and_fetched() {
        assertThat(ours.run(Track.BACKFILL)).isEqualTo(at(Duration.ofSeconds(1)));
        assertThat(ours.run(Track.BACKFILL)).isEqualTo(at(Duration.ofSeconds(7)));
        ours.crm.jobs.finish();

        assertThat(ours.run(Track.BACKFILL)).isEqualTo(new Next.WhenWoken());

        assertThat(ours.stored()).isEqualTo(ours.crm.truth()).hasSize(60);
        assertThat(ours.crm.asked).as("calls by pages").isEmpty();
        assertThat(ours.crm.jobs.discarded()).isEqualTo(1);
        assertThat(ours.operations()).containsExactly("backfill success");
        assertThat(ours.log()).anyMatch(line -> line.contains("by a job"));
        ours.crm.put("r003", "{\"Name\":\"new\",\"Level\":\"Gold\"}");
        ours.run(Track.CHANGES);
        assertThat(ours.stored()).isEqualTo(ours.crm.truth());
    }

    @Test
    void a_job_that_does_not_end_is_given_up_for_pages() {
        ours.run(Track.BACKFILL);
        ours.customer.clock.advance(Duration.ofHours(12));
        assertThat(ours.run(Track.BACKFILL)).isEqualTo(at(Duration.ofSeconds(7)));
        ours.customer.clock.advance(Duration.ofSeconds(1));

        ours.run(Track.BACKFILL);
        ours.run(Track.BACKFILL);

        assertThat(ours.crm.jobs.discarded()).isEqualTo(1);
        assertThat(ours.stored()).hasSize(60);
        assertThat(ours.log()).anyMatch(line -> line.contains("12 hours"));
    }

    @Test
    void who_asks_for_everything_gets_it_by_a_job_too() {
        var asked = ours.trigger(null, null);
        ours.run(Track.ASKED);
        ours.crm.jobs.finish();

        ours.run(Track.ASKED);

        assertThat(ours.crm.jobs.started()).isEqualTo(1);
        assertThat(ours.stored()).isEqualTo(ours.crm.truth()).hasSize(60);
        assertThat(ours.operation(asked).status().wireName()).isEqualTo("success");
    }

    @Test
    void a_small_object_is_read_page_by_page() {
        ours.crm.pagesOf(10);

        ours.run(Track.BACKFILL);

        assertThat(ours.crm.jobs.started()).isZero();
        assertThat(ours.stored()).hasSize(60);
    }

    @Test
    void what_the_provider_takes_no_job_for_is_read_page_by_page() {
        var said = new Said("INVALIDENTITY", "not supported by the Bulk API", "");
        ours.crm.jobs.refuse(new ProviderException.SchemaChanged(said, java.util.Set.of()));

        ours.run(Track.BACKFILL);

        assertThat(ours.stored()).hasSize(60);
        assertThat(ours.log())
                .anyMatch(line -> line.contains("page by page") && line.contains("not supported"));
    }

    @Test
    void a_job_that_fails_or_is_lost_is_followed_by_pages() {
        for (boolean lost : new boolean[] {false, true}) {
            try (var readers = new Readership(db, keys)) {
                readers.crm.fill(60).pagesOf(3);
                readers.crm.jobs.open();
                readers.run(Track.BACKFILL);
                if (lost) readers.crm.jobs.lose();
                else readers.crm.jobs.fail();

                readers.run(Track.BACKFILL);
                readers.run(Track.BACKFILL);

                assertThat(readers.stored()).hasSize(60);
                assertThat(readers.operations()).containsExactly("backfill success");
            }
        }
    }

    /// The results are as old as the job; what was read since is newer.
    @Test
    void results_do_not_overwrite_what_was_read_meanwhile() {
        ours.run(Track.BACKFILL);
        ours.crm.jobs.finish();
        var now = ours.customer.clock.instant();
        ours.crm.put("r001", now.plusSeconds(1), "{\"Name\":\"newer\",\"Level\":\"Gold\"}");
        ours.crm.put("zz", now.plusSeconds(1), "{\"Name\":\"made\",\"Level\":\"Gold\"}");
        ours.run(Track.CHANGES);

        ours.run(Track.BACKFILL);

        assertThat(ours.stored()).isEqualTo(ours.crm.truth());
        assertThat(ours.feed(0)).hasSize(61);
        assertThat(ours.dataset().seq()).as("no version came and went").isEqualTo(61);
    }

    @Test
    void a_half_fetched_job_goes_on_after_a_kill() {
        Dice.play(
                6,
                dice -> {
                    try (var readers = new Readership(db, keys)) {
                        readers.crm.fill(60).pagesOf(3);
                        readers.crm.jobs.open();
                        readers.run(Track.BACKFILL);
                        readers.crm.jobs.finish();
                        readers.crm.jobs.killOnPage(dice.between(2, 15));
                        try {
                            readers.run(Track.BACKFILL);
                        } catch (Killed _) {
                            readers.restart();
                        }
                        int before = readers.stored().size();
                        readers.run(Track.BACKFILL);

                        assertThat(readers.stored()).isEqualTo(readers.crm.truth());
                        assertThat(readers.crm.jobs.started()).isEqualTo(1);
                        assertThat(readers.crm.jobs.pages())
                                .as("pages, of which at most a few are fetched twice")
                                .isLessThan(20 + 4)
                                .isGreaterThanOrEqualTo(20);
                        assertThat(before).isLessThan(60);
                    }
                });
    }
}
