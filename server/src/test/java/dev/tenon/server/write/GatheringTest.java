package dev.tenon.server.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.ProjectId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Whoever accepts the last write that was wanted counts, and few others do.
final class GatheringTest {
    private final Gathering gathering = new Gathering();
    private final WriteKey key =
            new WriteKey(new GroupId(new ProjectId(1), 1), UUID.randomUUID(), "Note");

    @Test
    void a_small_gathering_is_counted_at_every_write() {
        for (int n = 1; n <= 100; n++) assertThat(isCounted(100, n)).isTrue();
    }

    @Test
    void a_large_gathering_is_counted_now_and_then_and_when_it_is_complete() {
        int counts = 0;
        boolean isLastCounted = false;
        for (int n = 1; n <= 10_000; n++) {
            isLastCounted = isCounted(10_000, n);
            if (isLastCounted) counts++;
        }
        assertThat(isLastCounted).isTrue();
        assertThat(counts).isBetween(200, 300);
    }

    @Test
    void what_another_node_accepted_is_seen_at_the_next_count() {
        boolean isSeen = false;
        for (int n = 1; n <= 100 && !isSeen; n++) isSeen = isCounted(10_000, 9_900 + n);

        assertThat(isSeen).isTrue();
        assertThat(gathering.isTimeToCount(key, 10_000)).isTrue();
    }

    private boolean isCounted(int enough, int waiting) {
        boolean isTime = gathering.isTimeToCount(key, enough);
        if (isTime) gathering.counted(key, waiting);
        return isTime;
    }
}
