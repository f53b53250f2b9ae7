package dev.tenon.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Calls that come while a transaction is under way share the next one, and nothing else.
@Timeout(30)
class GroupCommitTest {
    private final Queue<List<Integer>> stored = new ConcurrentLinkedQueue<>();
    private final CountDownLatch open = new CountDownLatch(1);
    private final GroupCommit<Integer, String> commits =
            new GroupCommit<>(4, Thread::startVirtualThread, this::store);

    private List<String> store(List<Integer> numbers) {
        stored.add(numbers);
        if (numbers.contains(0)) awaitOpen();
        if (numbers.contains(99)) throw new CommitFailure(new SQLException("cut off", "08006"));
        if (numbers.contains(13)) throw new IllegalStateException("thirteen");
        return numbers.stream().map(number -> "number " + number).toList();
    }

    private void awaitOpen() {
        try {
            open.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /// Number 0 is under way until all others wait for it.
    private List<Future<String>> behindZero(ExecutorService threads, List<Integer> numbers) {
        var results = new ArrayList<Future<String>>();
        results.add(threads.submit(() -> commits.store(0)));
        while (stored.isEmpty()) LockSupport.parkNanos(1_000_000);
        for (int number : numbers) {
            int before = commits.waiting();
            results.add(threads.submit(() -> commits.store(number)));
            while (commits.waiting() == before) LockSupport.parkNanos(1_000_000);
        }
        open.countDown();
        return results;
    }

    @Test
    void one_alone_waits_for_nobody() {
        assertThat(commits.store(1)).isEqualTo("number 1");
        assertThat(commits.store(2)).isEqualTo("number 2");

        assertThat(stored).containsExactly(List.of(1), List.of(2));
    }

    @Test
    void what_waits_is_stored_together_in_its_order_and_everybody_gets_his_own() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> results = behindZero(threads, List.of(1, 2, 3, 4, 5, 6));

            for (int i = 0; i <= 6; i++) {
                assertThat(results.get(i).get()).isEqualTo("number " + i);
            }
        }
        assertThat(stored).containsExactly(List.of(0), List.of(1, 2, 3, 4), List.of(5, 6));
    }

    @Test
    void the_fault_of_one_is_not_the_others_fault() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> results = behindZero(threads, List.of(1, 13, 2));

            assertThat(results.get(1).get()).isEqualTo("number 1");
            assertThat(results.get(3).get()).isEqualTo("number 2");
            assertThatThrownBy(() -> results.get(2).get())
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("thirteen");
        }
        assertThat(commits.store(7)).as("afterwards").isEqualTo("number 7");
    }

    @Test
    void what_may_have_been_committed_is_not_stored_again() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> results = behindZero(threads, List.of(1, 99, 2));

            for (Future<String> each : results.subList(1, 4)) {
                assertThatThrownBy(each::get).hasCauseInstanceOf(CommitFailure.class);
            }
        }
        assertThat(stored).containsExactly(List.of(0), List.of(1, 99, 2));
        assertThat(commits.store(7)).as("afterwards").isEqualTo("number 7");
    }

    @Test
    void many_threads_each_store_once() throws Exception {
        open.countDown();
        var results = new ArrayList<Future<String>>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 100; i < 2_100; i++) {
                int number = i;
                results.add(threads.submit(() -> commits.store(number)));
            }
            for (int i = 0; i < 2_000; i++) {
                assertThat(results.get(i).get()).isEqualTo("number " + (i + 100));
            }
        }
        assertThat(stored.stream().flatMap(List::stream)).hasSize(2_000).doesNotHaveDuplicates();
        assertThat(stored).allMatch(together -> together.size() <= 4);
    }
}
