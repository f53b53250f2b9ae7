package dev.tenon.sandbox.fault;

import java.time.Duration;
import java.util.Map;

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

    /// Something happens inside the provider before it answers, such as `expire-locators`.
    record Act(String name, Map<String, String> with) implements FaultAction {
        /// Copies the arguments.
        public Act {
            with = Map.copyOf(with);
        }
    }
}
