package dev.tenon.server.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.jobs.Job.Lane;
import dev.tenon.server.testing.Dice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TurnsTest {
    @Test
    void parties_are_served_in_turn_however_much_one_has_to_do() throws InterruptedException {
        var turns = new Turns(1);
        var served = Collections.synchronizedList(new ArrayList<String>());
        var all = new ArrayList<Thread>();
        try (Turns.Turn _ = turns.take("first", Lane.SCHEDULED)) {
            for (int i = 0; i < 6; i++) all.add(waiter(turns, "large", Lane.BACKFILL, served));
            all.add(waiter(turns, "small", Lane.BACKFILL, served));
            all.add(waiter(turns, "tiny", Lane.BACKFILL, served));
            all.add(waiter(turns, "person", Lane.INTERACTIVE, served));
        }
        for (Thread thread : all) thread.join();

        assertThat(served.getFirst()).isEqualTo("person");
        assertThat(served.subList(1, 4)).containsExactly("large", "small", "tiny");
        assertThat(served).hasSize(9);
        assertThat(turns.waiting()).isZero();
    }

    private static Thread waiter(Turns turns, String party, Lane lane, List<String> served) {
        int before = turns.waiting();
        Thread thread =
                Thread.ofVirtual()
                        .start(() -> {
                            try (Turns.Turn _ = turns.take(party, lane)) {
                                served.add(party);
                            } catch (InterruptedException _) {
                                Thread.currentThread().interrupt();
                            }
                        });
        while (turns.waiting() == before) Thread.onSpinWait();
        return thread;
    }

    /// Many come, some are interrupted while they wait: never more than there are turns, and none
    /// is lost.
    @Test
    void there_are_never_more_turns_than_there_may_be_and_none_is_lost() {
        Dice.play(
                20,
                dice -> {
                    int most = dice.between(1, 4);
                    var turns = new Turns(most);
                    var now = new AtomicInteger();
                    var highest = new AtomicInteger();
                    var threads = new ArrayList<Thread>();
                    for (int i = 0; i < 60; i++) {
                        String party = "p" + dice.below(5);
                        Lane lane = dice.of(List.of(Lane.values()));
                        threads.add(
                                Thread.ofVirtual()
                                        .start(() -> use(turns, party, lane, now, highest)));
                        if (dice.oneIn(4)) threads.get(dice.below(threads.size())).interrupt();
                    }
                    for (Thread thread : threads) joined(thread);
                    assertThat(highest.get()).isLessThanOrEqualTo(most);
                    assertThat(turns.waiting()).isZero();
                    for (int i = 0; i < most; i++) taken(turns);
                });
    }

    private static void use(
            Turns turns, String party, Lane lane, AtomicInteger now, AtomicInteger highest) {
        try (Turns.Turn _ = turns.take(party, lane)) {
            highest.accumulateAndGet(now.incrementAndGet(), Math::max);
            java.util.concurrent.locks.LockSupport.parkNanos(1_000);
            now.decrementAndGet();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void joined(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static void taken(Turns turns) {
        try {
            var _ = turns.take("after", Lane.SWEEP);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
