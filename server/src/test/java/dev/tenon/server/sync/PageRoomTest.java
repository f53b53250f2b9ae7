package dev.tenon.server.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.sync.PageRoom.Share;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PageRoomTest {
    private final PageRoom room = new PageRoom(100);

    @Test
    void readsAheadWhileThereIsRoom() throws InterruptedException {
        try (Share share = room.share()) {
            share.await();
            share.take(40);
            share.await();
            share.take(40);
            assertThat(waits(share)).as("a third page of 40").isTrue();
            share.give(40);
            share.await();
        }
        assertThat(room.held()).isZero();
    }

    @Test
    void aRunWithoutPagesWaitsForNobody() throws InterruptedException {
        try (Share large = room.share();
                Share small = room.share()) {
            large.take(500);
            small.await();
            small.take(10);
            assertThat(waits(small)).as("a second page").isTrue();
            large.give(500);
            small.await();
            assertThat(room.held()).isEqualTo(10);
        }
        assertThat(room.held()).isZero();
    }

    @Test
    void aRunThatEndsLeavesRoomForOthers() throws InterruptedException {
        Share other = room.share();
        Share share = room.share();
        other.take(90);
        share.take(20);
        Thread waiting = waiting(share);
        assertThat(waiting.join(Duration.ofMillis(50))).isFalse();
        other.close();
        assertThat(waiting.join(Duration.ofSeconds(10))).as("it goes on").isTrue();
        share.close();
        assertThat(room.held()).isZero();
    }

    @Test
    void aPageThatComesAfterTheEndIsNotCounted() {
        Share share = room.share();
        share.take(30);
        share.close();
        share.take(30);
        assertThat(room.held()).isZero();
    }

    private static boolean waits(Share share) throws InterruptedException {
        Thread waiting = waiting(share);
        boolean isOver = waiting.join(Duration.ofMillis(50));
        waiting.interrupt();
        waiting.join();
        return !isOver;
    }

    private static Thread waiting(Share share) {
        return Thread.ofVirtual()
                .start(() -> {
                    try {
                        share.await();
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });
    }
}
