package dev.tenon.server.write;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What a call, or a look-up after one, means for one record.
sealed interface Verdict {
    /// It is written.
    ///
    /// @param recordId the provider's id
    /// @param created whether it is new; null when that is not known
    /// @param warning something to tell beside it; null for nothing
    record Written(String recordId, @Nullable Boolean created, @Nullable WriteProblem warning)
            implements Verdict {}

    /// It is refused for good.
    record Refused(List<WriteProblem> problems) implements Verdict {
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /// Its condition does not hold, and nothing is written. It is not sent again by itself.
    ///
    /// @param current the record as the provider has it; null when it could not be read
    record Changed(WriteProblem why, @Nullable ObjectNode current) implements Verdict {
        static final String CODE = "write.condition-failed";
    }

    /// It is sent again.
    ///
    /// @param problems why it was not written this time
    /// @param together the most records it may share the next call with
    record Again(Instant at, List<WriteProblem> problems, int together) implements Verdict {
        public Again {
            problems = List.copyOf(problems);
        }
    }

    /// It was looked up, and was not done: it is sent again.
    record NotDone(Instant at) implements Verdict {}

    /// Nobody knows; it is looked up before anything else.
    record Doubtful(Instant lookAt, WriteProblem why) implements Verdict {}

    /// Nobody knows, and nobody can find out. It is never sent again.
    record Lost(WriteProblem why) implements Verdict {}
}
