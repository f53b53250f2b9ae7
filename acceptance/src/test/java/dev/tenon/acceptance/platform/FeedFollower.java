package dev.tenon.acceptance.platform;

import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/// Somebody who follows the change feed of a dataset from its beginning, at whichever node answers.
final class FeedFollower implements AutoCloseable {
    private final Nodes nodes;
    private final String path;
    private final Told told;
    private final Random random;
    private final AtomicBoolean ends = new AtomicBoolean();
    private final Thread thread;

    /// @param path of the feed, with its group
    FeedFollower(Nodes nodes, String path, Told told, long seed) {
        this.nodes = nodes;
        this.path = path;
        this.told = told;
        this.random = new Random(seed);
        this.thread = Thread.ofVirtual().start(this::follow);
    }

    private void follow() {
        while (!ends.get()) {
            if (!step()) LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
        }
    }

    /// Reads on; says whether there was anything.
    private boolean step() {
        Optional<JsonNode> page = nodes.look(random, path + "&limit=1000&after=" + told.seq());
        if (page.isEmpty()) return false;
        Instant now = Instant.now();
        JsonNode rows = page.get().path("results");
        rows.forEach(row -> told.take(row, now));
        return rows.size() > 0;
    }

    /// Reads a feed from its beginning to its end.
    static void readAll(Nodes nodes, String path, Told told) {
        var random = new Random(1);
        while (true) {
            JsonNode page =
                    nodes.look(random, path + "&limit=1000&after=" + told.seq()).orElseThrow();
            page.path("results").forEach(row -> told.take(row, Instant.now()));
            if (page.path("results").isEmpty()) return;
        }
    }

    @Override
    public void close() {
        ends.set(true);
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
