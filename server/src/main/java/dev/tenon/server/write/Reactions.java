package dev.tenon.server.write;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What each kind of answer means for the records of a call.
final class Reactions {
    /// A call whose answer was lost may still be under way at the provider; who looks too early
    /// finds nothing and writes twice.
    static final Duration SETTLING = Duration.ofSeconds(10);

    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration UNTIL_SIGN_IN = Duration.ofMinutes(10);

    private Reactions() {}

    /// What the provider says of one record.
    static Verdict to(Writer.Result result, QueuedWrite write, Instant now) {
        return switch (result) {
            case Writer.Result.Succeeded(String id, boolean created) ->
                    new Verdict.Written(id, created, null);
            case Writer.Result.Failed(List<Writer.Problem> problems, boolean retryable) -> {
                List<WriteProblem> said = said(problems, write);
                yield retryable
                        ? new Verdict.Again(
                                now.plus(backoff(write)), said, write.progress().together())
                        : new Verdict.Refused(said);
            }
            case Writer.Result.Changed() ->
                    new Verdict.Changed(ConditionWords.changed(write), null);
        };
    }

    private static List<WriteProblem> said(List<Writer.Problem> problems, QueuedWrite write) {
        if (problems.isEmpty()) {
            var silent =
                    new Writer.Problem("no reason", "The provider refused the record", List.of());
            return List.of(WriteProblem.of(silent, where(write)));
        }
        var said = new ArrayList<WriteProblem>();
        for (Writer.Problem problem : problems) said.add(WriteProblem.of(problem, where(write)));
        return said;
    }

    /// What an answer that speaks of the whole call means for one of its records.
    ///
    /// @param size how many records were in the call
    /// @param isRepeatable whether sending it again can do no harm, or it can be looked up
    static Verdict to(
            ProviderException refusal,
            QueuedWrite write,
            int size,
            boolean isRepeatable,
            Instant now) {
        WriteProblem why = problem(refusal, write);
        int together = write.progress().together();
        return switch (refusal) {
            case ProviderException.Busy busy ->
                    new Verdict.Again(
                            now.plus(longer(busy.after(), write)), List.of(why), together);
            case ProviderException.QuotaSpent spent ->
                    new Verdict.Again(spent.until(), List.of(why), together);
            case ProviderException.Revoked _ ->
                    new Verdict.Again(now.plus(UNTIL_SIGN_IN), List.of(why), together);
            case ProviderException.Expired _ ->
                    new Verdict.Again(now.plus(backoff(write)), List.of(why), together);
            case ProviderException.Unreachable unreachable -> {
                if (unreachable.sent()) yield doubt(write, why, isRepeatable, now);
                yield new Verdict.Again(now.plus(backoff(write)), List.of(why), together);
            }
            case ProviderException.Garbled _ -> doubt(write, why, isRepeatable, now);
            case ProviderException.Forbidden _,
                    ProviderException.CursorExpired _,
                    ProviderException.CheckpointExpired _,
                    ProviderException.SchemaChanged _,
                    ProviderException.Invalid _,
                    ProviderException.Duplicate _,
                    ProviderException.NotFound _ -> {
                if (size == 1 || write.content().allOrNone()) {
                    yield new Verdict.Refused(all(refusal, write, why));
                }
                yield new Verdict.Again(now, List.of(why), (size + 1) / 2);
            }
        };
    }

    /// Whether nothing else of the queue can go through before `moment`; null when it may.
    static @org.jspecify.annotations.Nullable Instant pause(
            ProviderException refusal, Instant now) {
        return switch (refusal) {
            case ProviderException.Busy busy -> now.plus(busy.after());
            case ProviderException.QuotaSpent spent -> spent.until();
            case ProviderException.Revoked _ -> now.plus(UNTIL_SIGN_IN);
            case ProviderException.Unreachable _, ProviderException.Expired _ -> now.plus(FIRST);
            case ProviderException.Forbidden _,
                    ProviderException.CursorExpired _,
                    ProviderException.CheckpointExpired _,
                    ProviderException.SchemaChanged _,
                    ProviderException.Invalid _,
                    ProviderException.Duplicate _,
                    ProviderException.NotFound _,
                    ProviderException.Garbled _ ->
                    null;
        };
    }

    /// What is said of a write whose call was cut off.
    static WriteProblem unknown(String why, String where) {
        return WriteProblem.of(
                "write.outcome-unknown",
                "It is not known whether the record was written: " + why,
                where,
                "Look at the provider. Give the object an externalIdField in the manifest, so that"
                        + " Tenon can look for itself.");
    }

    private static Verdict doubt(
            QueuedWrite write, WriteProblem why, boolean isRepeatable, Instant now) {
        WriteProblem unknown = unknown(why.diagnostic().what(), where(write));
        return isRepeatable
                ? new Verdict.Doubtful(now.plus(SETTLING), unknown)
                : new Verdict.Lost(unknown);
    }

    private static List<WriteProblem> all(
            ProviderException refusal, QueuedWrite write, WriteProblem why) {
        return refusal instanceof ProviderException.Invalid invalid && !invalid.problems().isEmpty()
                ? said(invalid.problems(), write)
                : List.of(why);
    }

    private static WriteProblem problem(ProviderException refusal, QueuedWrite write) {
        String what = refusal.getMessage() + " (" + refusal.code() + ")";
        return new WriteProblem(
                new Diagnostic("write.provider-refused", what, where(write), fix(refusal)),
                refusal.code(),
                List.of());
    }

    private static String fix(ProviderException refusal) {
        return switch (refusal) {
            case ProviderException.Busy _,
                    ProviderException.QuotaSpent _,
                    ProviderException.Expired _,
                    ProviderException.Unreachable _,
                    ProviderException.Garbled _ ->
                    "Wait: it is tried again by itself.";
            case ProviderException.Revoked _ ->
                    "Have the customer connect again; the write then goes on by itself.";
            case ProviderException.Forbidden _ ->
                    "Have the user of the connection given the right to write this object.";
            case ProviderException.CursorExpired _,
                    ProviderException.CheckpointExpired _,
                    ProviderException.SchemaChanged _,
                    ProviderException.Invalid _,
                    ProviderException.Duplicate _,
                    ProviderException.NotFound _ ->
                    "Correct the record by what the provider says, and write it again.";
        };
    }

    private static String where(QueuedWrite write) {
        return "record " + write.position();
    }

    private static Duration longer(Duration asked, QueuedWrite write) {
        Duration ours = backoff(write);
        return asked.compareTo(ours) > 0 ? asked : ours;
    }

    /// @param write as it was before this call
    private static Duration backoff(QueuedWrite write) {
        Duration wait = FIRST.multipliedBy(1L << Math.min(write.progress().attempts(), 12));
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
