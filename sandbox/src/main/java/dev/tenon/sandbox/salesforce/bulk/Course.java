package dev.tenon.sandbox.salesforce.bulk;

import java.time.Duration;

/// How the jobs go that are begun from now on. Any thread may use it.
public final class Course {
    private volatile Duration time = Duration.ofMillis(300);
    private volatile Fault fault = Fault.NONE;

    /// What goes wrong with jobs.
    public enum Fault {
        /// Nothing.
        NONE,
        /// They stay in progress for ever.
        STALL,
        /// They fail.
        FAIL
    }

    /// How long jobs take.
    public void take(Duration next) {
        time = next;
    }

    /// What goes wrong with jobs.
    public void go(Fault next) {
        fault = next;
    }

    Duration time() {
        return time;
    }

    Fault fault() {
        return fault;
    }
}
