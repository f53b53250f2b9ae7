package dev.tenon.server.write;

import dev.tenon.server.jobs.Job.Lane;
import dev.tenon.server.jobs.Job.Next;
import dev.tenon.server.outbound.Outbound;
import dev.tenon.server.schema.Schemas;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.write.WriteOutcomes.Settled;
import dev.tenon.spi.Access;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Writer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Sends one queue: shows what was written, clears up what is in doubt, makes the next call, stores
/// each record's answer, and so on until nothing is due. What goes into a call is marked in a
/// transaction of its own first, so that after a crash nobody takes it for unsent. Safe for use by
/// many threads; one runs each queue at a time.
final class WriteRun {
    private final WriteBook book;
    private final Targets targets;
    private final ReadBack readBack;
    private final Outbound outbound;
    private final Schemas schemas;
    private final InstantSource clock;

    WriteRun(
            WriteBook book,
            Targets targets,
            ReadBack readBack,
            Outbound outbound,
            Schemas schemas,
            InstantSource clock) {
        this.book = book;
        this.targets = targets;
        this.readBack = readBack;
        this.outbound = outbound;
        this.schemas = schemas;
        this.clock = clock;
    }

    Next run(WriteKey key) {
        book.recover(key);
        return switch (targets.of(key)) {
            case Targets.Found.Gone(WriteProblem why) -> book.abandon(key, why);
            case Targets.Found.AwaitsSignIn(Target target) -> {
                show(target);
                yield book.rest(key);
            }
            case Targets.Found.Ready(Target target) -> sendAll(target);
        };
    }

    private Next sendAll(Target target) {
        WriteKey key = target.key();
        while (!Thread.currentThread().isInterrupted()) {
            show(target);
            Optional<Writer> writer = writer(target, access(target));
            if (writer.isEmpty()) return book.abandon(key, noWriter(target));
            clearDoubts(target, writer.get());
            WriteCall call = book.take(key, new Offers(writer.get(), key.object()));
            if (call == null) {
                show(target);
                return book.next(key);
            }
            send(target, call);
        }
        return new Next.At(clock.instant());
    }

    /// Lets the store show what was written.
    private void show(Target target) {
        List<QueuedWrite> written = book.due(target.key(), WriteState.SUCCEEDED);
        if (written.isEmpty()) return;
        ReadBack.Shown shown = readBack.read(target, written);
        book.close(target.key(), written, tx -> readBack.store(tx, target, shown, written));
    }

    private void clearDoubts(Target target, Writer writer) {
        WriteKey key = target.key();
        List<QueuedWrite> doubtful = book.due(key, WriteState.UNKNOWN);
        if (doubtful.isEmpty()) return;
        var reader = target.connector().reader(access(target));
        var doubts = new Doubts(key.object(), writer, reader, clock.instant());
        book.keep(key, doubts.clear(doubtful), null);
    }

    private void send(Target target, WriteCall call) {
        Optional<Connection> connection = connection(target, call);
        if (connection.isEmpty()) {
            actorIsGone(target, call);
            return;
        }
        Access access = access(target, connection.get(), call.writes().getFirst());
        look(target, call, access).ifPresent(decision -> send(target, decision, access));
    }

    /// What is left to be sent after a last look at the provider; nothing when it does not tell.
    private Optional<LastLook.Decision> look(Target target, WriteCall call, Access access) {
        String object = target.key().object();
        Writer writer = writer(target, access).orElseThrow();
        try {
            var look = new LastLook(object, writer, target.connector().reader(access));
            LastLook.Decision decision = look.decide(call);
            if (!decision.done().isEmpty()) book.keep(target.key(), decision.done(), null);
            return Optional.of(decision);
        } catch (ProviderException refusal) {
            refused(target, call, LastLook.unsent(refusal));
            if (refusal instanceof ProviderException.SchemaChanged) rediscover(target);
        } catch (RuntimeException bug) {
            System.getLogger("tenon.write")
                    .log(System.Logger.Level.ERROR, "looking at " + target.key().text(), bug);
            refused(target, call, LastLook.unsent(garbled("Tenon failed while looking: " + bug)));
        }
        return Optional.empty();
    }

    private void send(Target target, LastLook.Decision decision, Access access) {
        WriteCall call = decision.call();
        if (call == null) return;
        List<Writer.Result> results;
        try {
            Writer writer = writer(target, access).orElseThrow();
            results = writer.send(call.batch(target.key().object()));
        } catch (ProviderException refusal) {
            refused(target, call, refusal);
            if (refusal instanceof ProviderException.SchemaChanged) rediscover(target);
            return;
        } catch (RuntimeException bug) {
            System.getLogger("tenon.write")
                    .log(System.Logger.Level.ERROR, "writing " + target.key().text(), bug);
            refused(target, call, garbled("Tenon failed while it was sending: " + bug));
            return;
        }
        answered(target, call, results, decision);
    }

    private Optional<Connection> connection(Target target, WriteCall call) {
        UUID actor = call.actor();
        return actor == null
                ? Optional.of(target.connection())
                : targets.actor(target.key(), actor);
    }

    /// Nothing was sent.
    private void actorIsGone(Target target, WriteCall call) {
        WriteProblem why =
                WriteProblem.of(
                        "write.no-way",
                        "The connection of the person it was to be written as was deleted.",
                        target.key().object(),
                        "Have the person connect again, and send the write again.");
        var settled = new ArrayList<Settled>();
        for (QueuedWrite write : call.writes()) {
            settled.add(settled(write, new Verdict.Refused(List.of(why))));
        }
        book.keep(target.key(), settled, null);
    }

    private void answered(
            Target target,
            WriteCall call,
            List<Writer.Result> results,
            LastLook.Decision decision) {
        if (results.size() != call.writes().size()) {
            refused(
                    target,
                    call,
                    garbled(results.size() + " results for " + call.writes().size() + " records"));
            return;
        }
        Instant now = clock.instant();
        var settled = new ArrayList<Settled>();
        for (int i = 0; i < results.size(); i++) {
            QueuedWrite write = call.writes().get(i);
            Verdict verdict = Reactions.to(results.get(i), write, now);
            settled.add(settled(write, decision.beside(write, verdict)));
        }
        book.keep(target.key(), settled, null);
    }

    private void refused(Target target, WriteCall call, ProviderException refusal) {
        Instant now = clock.instant();
        int size = call.writes().size();
        var settled = new ArrayList<Settled>();
        for (QueuedWrite write : call.writes()) {
            Verdict verdict = Reactions.to(refusal, write, size, call.isMendable(write), now);
            settled.add(settled(write, verdict));
        }
        boolean isOneActors = call.actor() != null && refusal instanceof ProviderException.Revoked;
        book.keep(target.key(), settled, isOneActors ? null : Reactions.pause(refusal, now));
    }

    private static Settled settled(QueuedWrite write, Verdict verdict) {
        return new Settled(write, write.progress().attempts() + 1, verdict);
    }

    private static ProviderException garbled(String what) {
        return new ProviderException.Garbled(new ProviderException.Said("GARBLED", what, ""));
    }

    /// The next writes are checked against what is there now.
    private void rediscover(Target target) {
        try {
            schemas.discover(
                    target.connection(), target.connector(), Set.of(target.key().object()));
        } catch (ProviderException refusal) {
            System.getLogger("tenon.write")
                    .log(System.Logger.Level.WARNING, "discovery failed: " + refusal.code());
        }
    }

    private Access access(Target target) {
        return access(target, target.connection(), null);
    }

    private Access access(Target target, Connection connection, @Nullable QueuedWrite write) {
        return outbound.access(
                connection,
                target.connector().info(),
                Lane.ON_DEMAND,
                write == null ? null : write.operation());
    }

    private static Optional<Writer> writer(Target target, Access access) {
        return target.connector().writer(access);
    }

    private static WriteProblem noWriter(Target target) {
        return WriteProblem.of(
                "write.not-supported",
                "The connector for " + target.connection().provider() + " cannot write.",
                target.key().object(),
                "Leave the write out, or use the provider's API through the proxy.");
    }
}
