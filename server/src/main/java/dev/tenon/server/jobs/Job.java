package dev.tenon.server.jobs;

import java.time.Instant;

/// A kind of durable work. One instance runs at a time across all nodes; when a node dies, another
/// runs it again within seconds. Must be safe to run again after being cut off at any point.
public interface Job {
    /// The kind's name; stored, so it never changes.
    String kind();

    /// Who goes first when workers are scarce.
    Lane lane();

    /// Does what there is to do for `instance`, and says when to come again.
    Next run(String instance);

    /// When an instance runs again.
    sealed interface Next {
        /// At `moment`.
        record At(Instant moment) implements Next {}

        /// When it is woken.
        record WhenWoken() implements Next {}
    }

    /// Priorities, highest first.
    enum Lane {
        INTERACTIVE(50),
        ON_DEMAND(40),
        SCHEDULED(30),
        BACKFILL(20),
        SWEEP(10);

        private final int priority;

        Lane(int priority) {
            this.priority = priority;
        }

        int priority() {
            return priority;
        }
    }
}
