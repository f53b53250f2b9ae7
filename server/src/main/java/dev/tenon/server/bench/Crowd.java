package dev.tenon.server.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Clients that do the same at once, each the next step as soon as its last is done.
record Crowd(int clients) {
    /// How many of so many steps are done a second.
    double rate(int steps, Step step) throws InterruptedException {
        var next = new AtomicInteger();
        var work = new ArrayList<Callable<Void>>();
        for (int i = 0; i < clients; i++) {
            int client = i;
            work.add(() -> {
                for (int n = next.getAndIncrement(); n < steps; n = next.getAndIncrement()) {
                    step.take(client, n);
                }
                return null;
            });
        }
        long began = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> each : threads.invokeAll(work)) each.get();
        } catch (ExecutionException failure) {
            throw new IllegalStateException(failure.getCause());
        }
        return steps / ReadBench.seconds(began);
    }

    /// The middle of what several rounds measured.
    static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    /// One step of one client.
    interface Step {
        void take(int client, int number);
    }
}
