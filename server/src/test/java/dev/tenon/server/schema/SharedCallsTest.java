package dev.tenon.server.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Who wants the same at once makes one call of it.
@Timeout(30)
class SharedCallsTest {
    private final SharedCalls<String, Integer> calls = new SharedCalls<>();
    private final AtomicInteger made = new AtomicInteger();
    private final CountDownLatch began = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    private int slow() {
        int number = made.incrementAndGet();
        began.countDown();
        try {
            goOn.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        return number;
    }

    private List<Future<Integer>> atOnce(ExecutorService threads, boolean fails) throws Exception {
        var results = new ArrayList<Future<Integer>>();
        var asking = new CountDownLatch(10);
        for (int i = 0; i < 10; i++) {
            results.add(
                    threads.submit(() -> {
                        asking.countDown();
                        return calls.get(
                                "a",
                                () -> {
                                    int number = slow();
                                    if (fails) throw new IllegalStateException("no");
                                    return number;
                                });
                    }));
        }
        began.await();
        asking.await();
        assertThat(calls.get("b", () -> 7)).as("another key").isEqualTo(7);
        goOn.countDown();
        return results;
    }

    @Test
    void those_who_come_while_it_is_under_way_get_what_it_gives() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> each : atOnce(threads, false)) {
                assertThat(each.get()).isLessThanOrEqualTo(made.get());
            }
        }
        assertThat(made.get()).isLessThan(10);
    }

    @Test
    void they_share_its_failure_and_the_next_tries_anew() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> each : atOnce(threads, true)) {
                assertThatThrownBy(each::get).hasRootCauseMessage("no");
            }
        }
        assertThat(calls.get("a", () -> 5)).isEqualTo(5);
    }
}
