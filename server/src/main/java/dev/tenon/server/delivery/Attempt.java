package dev.tenon.server.delivery;

import java.time.Instant;

/// One attempt to deliver a message.
///
/// @param status the receiver's HTTP status; 0 when it did not answer
/// @param problem empty when it arrived
record Attempt(int status, String problem, int millis, Instant at) {
    private static final int LONGEST_PROBLEM = 500;

    Attempt {
        if (problem.length() > LONGEST_PROBLEM) problem = problem.substring(0, LONGEST_PROBLEM);
    }

    boolean arrived() {
        return problem.isEmpty();
    }
}
