package dev.tenon.server.delivery;

import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.net.Http;
import dev.tenon.server.net.HttpFailure;
import dev.tenon.server.operation.Notification;
import dev.tenon.server.operation.Notifications;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/// Takes messages of every kind to destinations: signs and sends them, says when to try again, and
/// switches a destination off that has not taken anything for five days. Safe for use by many
/// threads.
public final class Courier {
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

    private final Http http;
    private final Destinations destinations;
    private final Notifications notifications;
    private final InstantSource clock;

    public Courier(
            Http http,
            Destinations destinations,
            Notifications notifications,
            InstantSource clock) {
        this.http = http;
        this.destinations = destinations;
        this.notifications = notifications;
        this.clock = clock;
    }

    /// Sends a message once.
    ///
    /// @param messageId the same at every attempt
    Attempt send(Destination destination, String messageId, byte[] body) {
        Instant at = clock.instant();
        var headers = new HashMap<>(destination.headers());
        headers.put("Content-Type", "application/json");
        headers.putAll(Signature.headers(destination.keys(), messageId, at, body));
        var call = new Http.Call("POST", URI.create(destination.url()), headers, body, TIMEOUT);
        try {
            Http.Reply reply = http.send(call);
            int status = reply.status();
            reply.bytes(REPLY_READ);
            String problem = status >= 200 && status < 300 ? "" : "the receiver answered " + status;
            return new Attempt(status, problem, since(at), at);
        } catch (Http.TooLargeException _) {
            return new Attempt(0, "the receiver's answer is too large", since(at), at);
        } catch (HttpFailure failure) {
            return new Attempt(0, String.valueOf(failure.getMessage()), since(at), at);
        }
    }

    /// Notes of a destination whether it took a message; tells when that switches it off.
    void note(Tx tx, Destination destination, Attempt attempt) {
        Instant offBefore = clock.instant().minus(PATIENCE);
        if (!destinations.note(tx, destination, attempt.arrived(), offBefore)) return;
        ObjectNode data = Json.object();
        data.put("destinationId", destination.id().toString());
        data.put("destinationName", destination.name());
        data.put("url", destination.url());
        Json.putIfPresent(data, "failingSince", destination.health().failingSince());
        data.put("lastProblem", attempt.problem());
        notifications.notify(
                tx,
                destination.project(),
                Notification.Type.DESTINATION_WEBHOOK_DISABLED,
                data,
                destination.id());
    }

    /// When a message is tried again after so many attempts; never, when they were enough.
    Optional<Instant> again(int attempts) {
        if (attempts > WAITS.size()) return Optional.empty();
        Duration wait = WAITS.get(attempts - 1);
        double jitter = 0.9 + 0.2 * RandomGenerator.getDefault().nextDouble();
        return Optional.of(clock.instant().plusMillis((long) (wait.toMillis() * jitter)));
    }

    private int since(Instant at) {
        return (int) Duration.between(at, clock.instant()).toMillis();
    }
}
