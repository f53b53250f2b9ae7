package dev.tenon.server.sync;

import java.time.Instant;

/// How a run went on.
sealed interface Outcome {
    /// It reached the end.
    record Done() implements Outcome {}

    /// It goes on later from the same page.
    ///
    /// @param counts whether it was a failure, not just a wait
    record Again(Instant at, String why, boolean counts) implements Outcome {}

    /// It starts over from where it began.
    record StartOver(String why) implements Outcome {}

    /// Everything must be read again.
    record ReadAnew(String why) implements Outcome {}

    /// What the connection has is not what was known: discover it, then go on.
    record Rediscover(String why) implements Outcome {}

    /// Nothing is to be read under these terms.
    record Rests(String why, long terms) implements Outcome {}

    /// Nothing helps before a person does something.
    ///
    /// @param keepsPlace whether the run goes on from its place then, or begins anew
    record NeedsPerson(String why, boolean keepsPlace) implements Outcome {}
}
