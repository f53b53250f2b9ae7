package dev.tenon.server.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.ProjectId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Whoever accepts the last write that was wanted counts, and few others do.
final class GatheringTest {
    private Gathering gathering = new Gathering();
    private final WriteKey key =
            new WriteKey(new GroupId(new ProjectId(1), 1), UUID.randomUUID(), "Note");

    @Test
    void the_first_is_counted_for_others_may_wait_already() {
        assertThat(isCounted(10_000, 9_000)).isTrue();
    }

    @Test
    void a_gathering_is_counted_now_and_then_and_when_it_is_complete() {
        for (int enough : List.of(2, 100, 10_000)) {
            gathering = new Gathering();
            int counts = 0;
            boolean isLastCounted = false;
            for (int n = 1; n <= enough; n++) {
                isLastCounted = isCounted(enough, n);
                if (isLastCounted) counts++;
            }
            assertThat(isLastCounted).as("%d", enough).isTrue();
            assertThat(counts).isBetween(2, 100);
        }
    }

    @Test
    void what_other_nodes_accept_is_seen_before_it_is_much_more_than_enough() {
        int accepted = 0;
        int waiting = 0;
        while (waiting < 10_000) {
            accepted++;
            if (isCounted(10_000, 2 * accepted)) waiting = 2 * accepted;
        }

        assertThat(waiting).isBetween(10_000, 10_200);
    }

    private boolean isCounted(int enough, int waiting) {
        boolean isTime = gathering.isTimeToCount(key, enough);
        if (isTime) gathering.counted(key, waiting);
        return isTime;
    }
}
