package dev.tenon.sandbox.fault;

import dev.tenon.sandbox.web.Paging;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// What goes wrong.
public sealed interface FaultAction {
    /// Another answer in place of the real one.
    ///
    /// @param status the HTTP status
    /// @param contentType of the body
    /// @param body the body
    /// @param headers more headers, such as Retry-After
    record Reply(int status, String contentType, String body, Map<String, String> headers)
            implements FaultAction {
        /// Checks the status.
        public Reply {
            if (status < 100 || status > 599)
                throw new IllegalArgumentException("not an HTTP status: " + status);
            headers = Map.copyOf(headers);
        }
    }

    /// The real answer, later.
    record Latency(Duration delay) implements FaultAction {}

    /// The connection is closed instead of an answer; the call is not carried out.
    record CutBefore() implements FaultAction {}

    /// The call is carried out, half of the answer is sent, then the connection is closed.
    record CutMidway() implements FaultAction {}

    /// The call is carried out, and half of the answer is sent as if it were all.
    record HalfBody() implements FaultAction {}

    /// The call is carried out, nothing is said for that long, then the connection is closed.
    record Silence(Duration time) implements FaultAction {}

    /// The real answer, but pages of records are cut otherwise than usual.
    record Cut(Paging paging) implements FaultAction {}

    /// Something else each time, drawn from these kinds.
    record Any(Set<Misfortune> kinds) implements FaultAction {
        /// Checks that there is one to draw.
        public Any {
            if (kinds.isEmpty()) throw new IllegalArgumentException("any of what?");
            kinds = Collections.unmodifiableSet(new TreeSet<>(kinds));
        }
    }

    /// What happens at one call: chosen by `random` where the action leaves something open.
    default FaultAction drawn(RandomGenerator random) {
        return switch (this) {
            case Cut(Paging(boolean shrinks, boolean repeats, var _)) ->
                    new Cut(new Paging(shrinks, repeats, random.nextLong()));
            case Any(Set<Misfortune> kinds) ->
                    List.copyOf(kinds).get(random.nextInt(kinds.size())).drawn(random);
            case Reply _, Latency _, CutBefore _, CutMidway _, HalfBody _, Silence _, Act _ -> this;
        };
    }

    /// Something happens inside the provider before it answers, such as `expire-locators`.
    record Act(String name, Map<String, String> with) implements FaultAction {
        /// Copies the arguments.
        public Act {
            with = Map.copyOf(with);
        }
    }
}
