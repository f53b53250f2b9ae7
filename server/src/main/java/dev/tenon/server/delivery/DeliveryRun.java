package dev.tenon.server.delivery;

import dev.tenon.server.db.Db;
import dev.tenon.server.delivery.Feed.Message;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// Delivers one dataset to one destination: builds a message, stores it, sends it, and moves on
/// when it has arrived. A message is stored before it is first sent, so that it keeps its id and
/// its bytes over every attempt, also after a crash; one at a time, so that they arrive in order.
/// Safe for use by many threads.
final class DeliveryRun {
    private final Db db;
    private final Feeds feeds;
    private final Senders senders;
    private final NextMessage messages;
    private final LargeResults largeResults;
    private final Courier courier;
    private final InstantSource clock;

    DeliveryRun(
            Db db,
            Feeds feeds,
            Senders senders,
            NextMessage messages,
            LargeResults largeResults,
            Courier courier,
            InstantSource clock) {
        this.db = db;
        this.feeds = feeds;
        this.senders = senders;
        this.messages = messages;
        this.largeResults = largeResults;
        this.courier = courier;
        this.clock = clock;
    }

    Next run(Feed.Key key) {
        while (true) {
            Optional<Work> work = next(key);
            if (work.isEmpty()) return new Next.WhenWoken();
            Work todo = work.get();
            Instant due = todo.message().due();
            if (due != null && due.isAfter(clock.instant())) return new Next.At(due);
            Attempt attempt = courier.send(todo.destination(), todo.message().wireId(), body(todo));
            if (!attempt.arrived()) return failed(todo, attempt);
            arrived(todo, attempt);
        }
    }

    /// The message under way, or the next one, stored before it is sent.
    private Optional<Work> next(Feed.Key key) {
        return db.inTransaction(
                key.dataset().group().projectNumber(),
                tx -> {
                    Optional<Destination> destination = senders.destination(tx, key);
                    if (destination.isEmpty() || !destination.get().health().active()) {
                        return Optional.<Work>empty();
                    }
                    while (true) {
                        Optional<Feed> feed = feeds.find(tx, key);
                        if (feed.isEmpty()) return Optional.<Work>empty();
                        Message waiting = feed.get().message();
                        if (waiting != null) {
                            return Optional.of(new Work(feed.get(), destination.get(), waiting));
                        }
                        Optional<NextMessage.Built> built =
                                senders.sender(tx, key)
                                        .flatMap(sender -> messages.after(tx, feed.get(), sender));
                        if (built.isEmpty()) return Optional.<Work>empty();
                        if (built.get().records() == 0) {
                            feeds.advance(tx, feed.get(), built.get().toSeq(), null);
                            continue;
                        }
                        Message message = feeds.put(tx, feed.get(), built.get());
                        return Optional.of(new Work(feed.get(), destination.get(), message));
                    }
                });
    }

    /// A link is good for a while only, so that every attempt gets its own.
    private byte[] body(Work work) {
        UUID large = work.message().largeResult();
        if (large == null) return work.message().body();
        ObjectNode body =
                Json.parseObject(new String(work.message().body(), StandardCharsets.UTF_8));
        body.withObject("/resultInfo")
                .put(
                        "downloadUrl",
                        largeResults.link(work.feed().dataset().group(), large).toString());
        return Json.bytes(body);
    }

    private void arrived(Work work, Attempt attempt) {
        db.inTransaction(
                work.feed().dataset().group().projectNumber(),
                tx -> {
                    feeds.note(tx, work.feed(), work.message(), attempt);
                    feeds.advance(tx, work.feed(), work.message().toSeq(), attempt.at());
                    courier.note(tx, work.destination(), attempt);
                    return work;
                });
    }

    private Next failed(Work work, Attempt attempt) {
        int attempts = work.message().attempts() + 1;
        Optional<Instant> again = courier.again(attempts);
        db.inTransaction(
                work.feed().dataset().group().projectNumber(),
                tx -> {
                    feeds.note(tx, work.feed(), work.message(), attempt);
                    courier.note(tx, work.destination(), attempt);
                    if (again.isPresent()) {
                        feeds.failed(tx, work.feed(), attempts, again.get(), attempt.problem());
                    } else {
                        feeds.bury(
                                tx, work.feed(), work.message(), attempt.problem(), attempt.at());
                        feeds.advance(tx, work.feed(), work.message().toSeq(), null);
                    }
                    return work;
                });
        return new Next.At(again.orElseGet(clock::instant));
    }

    private record Work(Feed feed, Destination destination, Message message) {}
}
