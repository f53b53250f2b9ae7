package dev.tenon.server.delivery;

import dev.tenon.server.db.Db;
import dev.tenon.server.delivery.Feed.Message;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.json.Json;
import dev.tenon.server.net.Http;
import dev.tenon.server.net.HttpFailure;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/// Delivers one dataset to one destination: builds a message, stores it, sends it, and moves on
/// when it has arrived. A message is stored before it is first sent, so that it keeps its id and
/// its bytes over every attempt, also after a crash; one at a time, so that they arrive in order.
/// Safe for use by many threads.
final class DeliveryRun {
    private static final List<Duration> WAITS =
            List.of(
                    Duration.ofSeconds(5),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(30),
                    Duration.ofHours(2),
                    Duration.ofHours(5),
                    Duration.ofHours(10),
                    Duration.ofHours(10));
    private static final Duration PATIENCE = Duration.ofDays(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int REPLY_READ = 64 * 1024;

    private final Db db;
    private final Feeds feeds;
    private final Senders senders;
    private final NextMessage messages;
    private final LargeResults largeResults;
    private final Http http;
    private final InstantSource clock;

    DeliveryRun(
            Db db,
            Feeds feeds,
            Senders senders,
            NextMessage messages,
            LargeResults largeResults,
            Http http,
            InstantSource clock) {
        this.db = db;
        this.feeds = feeds;
        this.senders = senders;
        this.messages = messages;
        this.largeResults = largeResults;
        this.http = http;
        this.clock = clock;
    }

    Next run(Feed.Key key) {
        while (true) {
            Optional<Work> work = next(key);
            if (work.isEmpty()) return new Next.WhenWoken();
            Work todo = work.get();
            Instant due = todo.message().due();
            if (due != null && due.isAfter(clock.instant())) return new Next.At(due);
            Feeds.Attempt attempt = send(todo, body(todo));
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

    private Feeds.Attempt send(Work work, byte[] body) {
        Instant at = clock.instant();
        Destination destination = work.destination();
        var headers = new HashMap<>(destination.headers());
        headers.put("Content-Type", "application/json");
        headers.putAll(Signature.headers(destination.keys(), work.message().wireId(), at, body));
        var call = new Http.Call("POST", URI.create(destination.url()), headers, body, TIMEOUT);
        try {
            Http.Reply reply = http.send(call);
            int status = reply.status();
            reply.bytes(REPLY_READ);
            String problem = status >= 200 && status < 300 ? "" : "the receiver answered " + status;
            return new Feeds.Attempt(status, problem, since(at), at);
        } catch (Http.TooLargeException _) {
            return new Feeds.Attempt(0, "the receiver's answer is too large", since(at), at);
        } catch (HttpFailure failure) {
            return new Feeds.Attempt(0, String.valueOf(failure.getMessage()), since(at), at);
        }
    }

    private void arrived(Work work, Feeds.Attempt attempt) {
        db.inTransaction(
                work.feed().dataset().group().projectNumber(),
                tx -> {
                    feeds.note(tx, work.feed(), work.message(), attempt);
                    feeds.advance(tx, work.feed(), work.message().toSeq(), attempt.at());
                    senders.note(tx, work.destination(), true, clock.instant().minus(PATIENCE));
                    return work;
                });
    }

    private Next failed(Work work, Feeds.Attempt attempt) {
        int attempts = work.message().attempts() + 1;
        Instant next = attempts > WAITS.size() ? clock.instant() : nextAttempt(attempts);
        db.inTransaction(
                work.feed().dataset().group().projectNumber(),
                tx -> {
                    feeds.note(tx, work.feed(), work.message(), attempt);
                    senders.note(tx, work.destination(), false, clock.instant().minus(PATIENCE));
                    if (attempts > WAITS.size()) {
                        feeds.bury(
                                tx, work.feed(), work.message(), attempt.problem(), attempt.at());
                        feeds.advance(tx, work.feed(), work.message().toSeq(), null);
                    } else {
                        feeds.failed(tx, work.feed(), attempts, next, attempt.problem());
                    }
                    return work;
                });
        return new Next.At(next);
    }

    private Instant nextAttempt(int attempts) {
        Duration wait = WAITS.get(attempts - 1);
        double jitter = 0.9 + 0.2 * RandomGenerator.getDefault().nextDouble();
        return clock.instant().plusMillis((long) (wait.toMillis() * jitter));
    }

    private int since(Instant at) {
        return (int) Duration.between(at, clock.instant()).toMillis();
    }

    private record Work(Feed feed, Destination destination, Message message) {}
}
