package dev.tenon.server.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.db.Db;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.ProviderException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Fields are selected and left out again while records are read.
@ExtendWith(TestDatabase.class)
@Timeout(60)
class SelectionTest {
    private final Readership ours;

    SelectionTest(Db db, @TempDir Path keys) {
        ours = new Readership(db, keys);
        ours.crm.fill(7).pagesOf(2);
    }

    @AfterEach
    void close() {
        ours.close();
    }

    private void select(String more) {
        ours.customer.configure(Readership.config(more));
        ours.plan();
    }

    @Test
    void a_read_under_way_does_not_take_a_field_away_that_was_selected_and_filled_meanwhile() {
        select("");
        ours.run(Track.BACKFILL);
        ours.trigger(null, null);
        var selected = new AtomicBoolean();
        ours.crm.whenAnswered(() -> {
            if (selected.getAndSet(true)) return;
            select(Readership.LEVEL);
            ours.run(Track.BACKFILL);
            assertThat(ours.stored()).isEqualTo(ours.crm.truth());
        });

        while (ours.state().run(Track.ASKED) != null || !selected.get()) ours.run(Track.ASKED);

        assertThat(ours.stored()).isEqualTo(ours.crm.truth());
        assertThat(ours.operations()).doesNotContain("triggered failure", "triggered in_progress");
    }

    @Test
    void a_read_goes_on_with_less_where_less_is_selected_though_the_store_still_holds_more() {
        ours.run(Track.BACKFILL);
        ours.trigger(null, null);
        select("");

        ours.run(Track.ASKED);

        assertThat(ours.state().run(Track.ASKED)).isNull();
        ours.run(Track.BACKFILL);
        assertThat(ours.stored().values())
                .containsExactlyInAnyOrder(
                        "{\"Name\":\"n0\"}",
                        "{\"Name\":\"n1\"}",
                        "{\"Name\":\"n2\"}",
                        "{\"Name\":\"n3\"}",
                        "{\"Name\":\"n4\"}",
                        "{\"Name\":\"n5\"}",
                        "{\"Name\":\"n6\"}");
    }

    @Test
    void a_field_left_out_for_a_part_of_a_backfill_is_read_of_all_records_when_it_is_back() {
        ours.crm.failOnCall(2, busy()).failOnCall(4, busy());
        ours.run(Track.BACKFILL);
        select("");
        later();
        select(Readership.LEVEL);
        later();
        while (ours.state().run(Track.BACKFILL) != null) later();
        ours.run(Track.BACKFILL);

        assertThat(ours.stored()).isEqualTo(ours.crm.truth());
    }

    @Test
    void a_field_left_out_while_changes_are_read_is_read_again_of_those_when_it_is_back() {
        ours.run(Track.BACKFILL);
        select("");
        ours.crm.put("r001", "{\"Name\":\"other\",\"Level\":5}");
        ours.run(Track.CHANGES);

        select(Readership.LEVEL);
        ours.run(Track.BACKFILL);

        assertThat(ours.stored()).isEqualTo(ours.crm.truth());
    }

    @Test
    void a_field_read_of_some_records_is_taken_from_them_when_it_is_left_out_before_the_end() {
        ours.crm.failOnCall(2, busy());
        ours.run(Track.BACKFILL);
        select("");
        later();
        while (ours.state().run(Track.BACKFILL) != null) later();
        ours.run(Track.BACKFILL);

        assertThat(ours.stored().values()).hasSize(7).allMatch(all -> !all.contains("Level"));
    }

    @Test
    void a_field_that_is_selected_and_null_tells_of_no_record() {
        ours.crm.put("r001", "{\"Name\":\"n1\",\"Level\":null}");
        ours.crm.put("r002", "{\"Name\":\"n2\",\"Level\":null}");
        select("");
        ours.run(Track.BACKFILL);
        long seq = ours.dataset().seq();

        select(Readership.LEVEL);
        ours.run(Track.BACKFILL);

        assertThat(ours.feed(seq)).hasSize(5).noneMatch(record -> record.id().equals("r001"));
        long after = ours.dataset().seq();
        ours.trigger(null, null);
        ours.run(Track.ASKED);
        assertThat(ours.dataset().seq()).as("the next read of everything").isEqualTo(after);
    }

    private void later() {
        ours.customer.clock.advance(Duration.ofMinutes(1));
        ours.run(Track.BACKFILL);
    }

    private static ProviderException busy() {
        return new ProviderException.Busy(
                new ProviderException.Said("BUSY", "Not now.", ""), Duration.ofSeconds(1));
    }
}
