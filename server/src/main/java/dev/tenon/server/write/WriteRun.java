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

/// Sends one queue: shows what was written, clears up what is in doubt, makes the next call, stores
/// each record's answer, and so on until nothing is due. What goes into a call is marked in a
/// transaction of its own first, so that after a crash nobody takes it for unsent. Safe for use by
/// many threads; one runs each queue at a time.
final class WriteRun {
    /// So many records are read back by one call.
    private static final int SHOWN_AT_ONCE = 2_000;

    private static final int DOUBTS_AT_ONCE = 400;

    private final WriteBook book;
    private final JobRun jobs;
    private final Targets targets;
    private final ReadBack readBack;
    private final Outbound outbound;
    private final Schemas schemas;
    private final CurrentRecords current;
    private final InstantSource clock;

    WriteRun(
            WriteBook book,
            JobRun jobs,
            Targets targets,
            ReadBack readBack,
            Outbound outbound,
            Schemas schemas,
            InstantSource clock) {
        this.book = book;
        this.jobs = jobs;
        this.targets = targets;
        this.readBack = readBack;
        this.outbound = outbound;
        this.schemas = schemas;
        this.current = new CurrentRecords(schemas);
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
        book.hasten(key, target.gathers());
        show(target);
        var unseen = new Unseen(clock);
        while (!Thread.currentThread().isInterrupted()) {
            Optional<Writer> writer = writer(target, access(target));
            if (writer.isEmpty()) return book.abandon(key, noWriter(target));
            jobs.goOn(target, writer.get());
            clearDoubts(target, writer.get());
            if (jobs.begin(target, writer.get())) continue;
            WriteCall call = book.take(key, new Offers(writer.get(), key.object()));
            if (call == null) {
                // A write that was behind one of its record may go once that one is shown.
                if (!show(target)) return book.next(key);
                unseen.clear();
                continue;
            }
            send(target, call);
            unseen.add(call.writes().size());
            if (call.isAwaited() || unseen.areDue(SHOWN_AT_ONCE)) {
                show(target);
                unseen.clear();
            }
        }
        return new Next.At(clock.instant());
    }

    /// Lets the store show what was written; says whether there was anything.
    private boolean show(Target target) {
        boolean isAny = false;
        while (true) {
            List<QueuedWrite> written = book.due(target.key(), WriteState.SUCCEEDED, SHOWN_AT_ONCE);
            if (written.isEmpty()) return isAny;
            readBack.show(target, written, store -> book.close(target.key(), written, store));
            isAny = true;
        }
    }

    private void clearDoubts(Target target, Writer writer) {
        WriteKey key = target.key();
        List<QueuedWrite> doubtful = book.due(key, WriteState.UNKNOWN, DOUBTS_AT_ONCE);
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
        Access access = access(target, connection.get(), call);
        var line = new Line(target, connection.get(), access);
        look(line, call).ifPresent(decision -> send(line, decision));
    }

    /// What is left to be sent after a last look at the provider; nothing when it does not tell.
    private Optional<LastLook.Decision> look(Line line, WriteCall call) {
        Target target = line.target();
        try {
            var look = new LastLook(line.object(), line.writer(), line.reader());
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

    private void send(Line line, LastLook.Decision decision) {
        Target target = line.target();
        WriteCall call = decision.call();
        if (call == null) return;
        List<Writer.Result> results;
        try {
            var send = new ConditionalSend(line.writer(), line.reader());
            results = send.send(call.batch(line.object()));
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
        answered(line, call, results, decision);
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
            Line line, WriteCall call, List<Writer.Result> results, LastLook.Decision decision) {
        Target target = line.target();
        if (results.size() != call.writes().size()) {
            refused(
                    target,
                    call,
                    garbled(results.size() + " results for " + call.writes().size() + " records"));
            return;
        }
        CurrentRecords.Seen seen = current.of(line, call, results);
        Instant now = clock.instant();
        var settled = new ArrayList<Settled>();
        for (int i = 0; i < results.size(); i++) {
            QueuedWrite write = call.writes().get(i);
            Verdict verdict = Reactions.to(results.get(i), write, now);
            Verdict whole = seen.completed(verdict, write, call);
            settled.add(settled(write, decision.beside(write, whole)));
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
        return outbound.access(
                target.connection(), target.connector().info(), Lane.ON_DEMAND, null);
    }

    /// Where somebody waits, calls go before those of schedules.
    private Access access(Target target, Connection connection, WriteCall call) {
        return outbound.access(
                connection,
                target.connector().info(),
                call.isAwaited() ? Lane.ON_DEMAND : Lane.SCHEDULED,
                call.writes().getFirst().operation());
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
