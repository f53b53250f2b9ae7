package dev.tenon.server.delivery;

import dev.tenon.server.db.Db;
import dev.tenon.server.jobs.Job;
import dev.tenon.server.tenant.ProjectId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/// Delivers the messages in the [Outbox] to one destination, the ones that are due first. Each
/// destination is a job of its own, so that a slow one slows no other. Safe for use by many
/// threads.
public final class MessageRun implements Job {
    static final String KIND = "message";
    static final Lane LANE = Lane.ON_DEMAND;

    /// So many failures in a row say that it is the destination, not the message.
    private static final int FAILURES = 3;

    private static final Duration REST = Duration.ofMinutes(1);

    private final Db db;
    private final Outbox outbox;
    private final Destinations destinations;
    private final Courier courier;
    private final InstantSource clock;

    public MessageRun(
            Db db, Outbox outbox, Destinations destinations, Courier courier, InstantSource clock) {
        this.db = db;
        this.outbox = outbox;
        this.destinations = destinations;
        this.courier = courier;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public Lane lane() {
        return LANE;
    }

    @Override
    public Next run(String instance) {
        Key key = Key.parse(instance);
        int failures = 0;
        while (true) {
            Optional<Work> work = next(key);
            if (work.isEmpty()) return new Next.WhenWoken();
            Instant due = work.get().message().due();
            if (due.isAfter(clock.instant())) return new Next.At(due);
            if (failures >= FAILURES) return new Next.At(clock.instant().plus(REST));
            failures = deliver(work.get()) ? 0 : failures + 1;
        }
    }

    private Optional<Work> next(Key key) {
        return db.inTransaction(
                key.project().number(),
                tx -> {
                    Optional<Destination> destination =
                            destinations.find(tx, key.project(), key.destination().toString());
                    if (destination.isEmpty()) outbox.drop(tx, key.project(), key.destination());
                    return destination
                            .filter(found -> found.health().active())
                            .flatMap(found ->
                                    outbox.next(tx, key.project(), key.destination())
                                            .map(message -> new Work(found, message)));
                });
    }

    private boolean deliver(Work work) {
        Outbox.Message message = work.message();
        Attempt attempt = courier.send(work.destination(), message.wireId(), message.body());
        db.inTransaction(
                message.address().project().number(),
                tx -> {
                    if (attempt.arrived()) {
                        outbox.arrived(tx, message, attempt);
                    } else {
                        courier.again(message.attempts() + 1)
                                .ifPresentOrElse(
                                        again -> outbox.failed(tx, message, attempt, again),
                                        () -> outbox.bury(tx, message, attempt));
                    }
                    courier.note(tx, work.destination(), attempt);
                    return attempt;
                });
        return attempt.arrived();
    }

    private record Work(Destination destination, Outbox.Message message) {}

    /// Which destination of which project.
    record Key(ProjectId project, UUID destination) {
        String instance() {
            return project.number() + "/" + destination;
        }

        static Key parse(String instance) {
            int slash = instance.indexOf('/');
            return new Key(
                    new ProjectId(Integer.parseInt(instance.substring(0, slash))),
                    UUID.fromString(instance.substring(slash + 1)));
        }
    }
}
