package dev.tenon.server.write;

import dev.tenon.server.write.WriteOutcomes.Settled;
import dev.tenon.spi.Page;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Reader;
import dev.tenon.spi.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds out what became of writes whose call was cut off, before anything is sent again: new
/// records by their key, deletions by the record's id. What does no harm when done twice is done
/// again, unless it was on a condition. What can neither be looked up nor done again stays unknown.
/// For use by one thread.
final class Doubts {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);
    private static final int AT_ONCE = 200;

    private final String object;
    private final Writer writer;
    private final Reader reader;
    private final Instant now;
    private final List<Settled> settled = new ArrayList<>();

    Doubts(String object, Writer writer, Reader reader, Instant now) {
        this.object = object;
        this.writer = writer;
        this.reader = reader;
        this.now = now;
    }

    /// What is known now of each.
    List<Settled> clear(List<QueuedWrite> doubtful) {
        var byKey = new LinkedHashMap<String, List<QueuedWrite>>();
        var deletes = new ArrayList<QueuedWrite>();
        var conditional = new ArrayList<QueuedWrite>();
        for (QueuedWrite write : doubtful) {
            String keyField = write.keyValue() == null ? null : write.content().keyField();
            if (write.content().kind() == Writer.Operation.DELETE) {
                deletes.add(write);
            } else if (write.content().condition() != null) {
                conditional.add(write);
            } else if (isRepeatable(write)) {
                settle(write, again(write));
            } else if (keyField == null) {
                settle(write, new Verdict.Lost(last(write)));
            } else {
                byKey.computeIfAbsent(keyField, _ -> new ArrayList<>()).add(write);
            }
        }
        byKey.forEach((field, writes) -> inParts(writes, part -> lookUp(field, part)));
        inParts(deletes, this::lookUpDeleted);
        inParts(conditional, this::lookAtValues);
        return settled;
    }

    private boolean isRepeatable(QueuedWrite write) {
        return switch (new Offers(writer, object).of(write.content().kind(), 1, false).repeat()) {
            case SAFE_BY_EXTERNAL_ID, SAFE_BY_NATURE -> true;
            case UNSAFE -> false;
        };
    }

    private void lookUp(String keyField, List<QueuedWrite> writes) {
        List<String> values =
                writes.stream().map(write -> String.valueOf(write.keyValue())).toList();
        Map<String, String> found = writer.find(object, keyField, values);
        for (QueuedWrite write : writes) {
            String id = found.get(String.valueOf(write.keyValue()));
            settle(write, id == null ? new Verdict.NotDone(now) : found(write, id, keyField));
        }
    }

    private Verdict found(QueuedWrite write, String id, String keyField) {
        WriteProblem warning =
                WriteProblem.of(
                        "write.found-by-key",
                        "The provider's answer was lost; a record with this "
                                + keyField
                                + " is there, and is taken for the one that was written.",
                        "record " + write.position(),
                        "Look at the record if another program may have made it.");
        return new Verdict.Written(id, null, warning);
    }

    private void lookUpDeleted(List<QueuedWrite> writes) {
        List<String> ids = writes.stream().map(QueuedWrite::recordId).toList();
        Page page = reader.readIds(object, Set.of(), ids);
        var gone = new HashSet<>(page.deletedIds());
        for (QueuedWrite write : writes) {
            boolean isGone = gone.contains(write.recordId());
            settle(
                    write,
                    isGone
                            ? new Verdict.Written(write.recordId(), false, null)
                            : new Verdict.NotDone(now));
        }
    }

    /// A conditional write that was done makes its own condition untrue, so doing it again is no
    /// way to find out: the record's values tell. When they are not those that were sent, it goes
    /// again on its condition, which then says whether the record has changed.
    private void lookAtValues(List<QueuedWrite> writes) {
        var found = new FoundValues(new PresentRecords(reader, object), writes);
        for (QueuedWrite write : writes) {
            settle(
                    write,
                    found.has(write)
                            ? new Verdict.Written(
                                    write.recordId(), false, ConditionWords.found(write))
                            : again(write));
        }
    }

    private Verdict again(QueuedWrite write) {
        return new Verdict.Again(now, write.result().problems(), write.progress().together());
    }

    private void inParts(List<QueuedWrite> writes, LookUp lookUp) {
        for (int from = 0; from < writes.size(); from += AT_ONCE) {
            List<QueuedWrite> part = writes.subList(from, Math.min(from + AT_ONCE, writes.size()));
            try {
                lookUp.of(part);
            } catch (ProviderException refusal) {
                part.forEach(write -> settle(write, notNow(write, refusal)));
            }
        }
    }

    /// A look-up that fails is tried again to the deadline.
    private Verdict notNow(QueuedWrite write, ProviderException refusal) {
        if (!write.progress().deadline().isAfter(now)) return new Verdict.Lost(last(write));
        Instant pause = Reactions.pause(refusal, now);
        Instant soon = now.plus(LOOK_AGAIN);
        Instant at = pause != null && pause.isAfter(soon) ? pause : soon;
        Instant deadline = write.progress().deadline();
        return new Verdict.Doubtful(at.isBefore(deadline) ? at : deadline, last(write));
    }

    private WriteProblem last(QueuedWrite write) {
        List<WriteProblem> problems = write.result().problems();
        return problems.isEmpty()
                ? Reactions.unknown("the provider's answer was lost", object)
                : problems.getLast();
    }

    private void settle(QueuedWrite write, Verdict verdict) {
        settled.add(new Settled(write, write.progress().attempts(), verdict));
    }

    private interface LookUp {
        void of(List<QueuedWrite> part);
    }
}
