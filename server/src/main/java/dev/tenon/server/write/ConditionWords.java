package dev.tenon.server.write;

/// What people are told of writes on a condition.
final class ConditionWords {
    private static final String LOOK =
            "Decide by \"current\" whether it is still to be written, and send a new write with a"
                    + " condition on what you see there.";

    private ConditionWords() {}

    /// The condition does not hold. After a try whose answer was lost, it may be that try which
    /// changed the record.
    static WriteProblem changed(QueuedWrite write) {
        String earlier =
                write.progress().isDoubtful()
                        ? " The answer to an earlier try of this write was lost, and may have been"
                                + " that it was done."
                        : "";
        return WriteProblem.of(
                Verdict.Changed.CODE,
                "The record has changed, so that the write's condition does not hold; nothing was"
                        + " written."
                        + earlier,
                where(write),
                LOOK);
    }

    /// The record is not there any more.
    static WriteProblem gone(QueuedWrite write) {
        return WriteProblem.of(
                Verdict.Changed.CODE,
                "The record is not there any more, so that the write's condition does not hold.",
                where(write),
                "Make a new record, if it is still wanted.");
    }

    /// Beside a record that was read, and then written.
    static WriteProblem compared(QueuedWrite write) {
        return WriteProblem.of(
                "write.condition-compared",
                "The provider does not check such a condition, so Tenon read the record just before it"
                        + " wrote: a change between the two was not noticed.",
                where(write),
                "Look at the record, if others write it often.");
    }

    /// The answer was lost, and the record has the values that were sent.
    static WriteProblem found(QueuedWrite write) {
        return WriteProblem.of(
                "write.found-by-values",
                "The provider's answer was lost; the record has the values that were sent, and is taken"
                        + " for written.",
                where(write),
                "Nothing, unless it matters who wrote these values.");
    }

    private static String where(QueuedWrite write) {
        return "record " + write.position();
    }
}
