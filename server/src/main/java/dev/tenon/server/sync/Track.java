package dev.tenon.server.sync;

import dev.tenon.server.jobs.Job.Lane;
import java.util.Locale;

/// The lines along which a dataset is read, side by side; each has at most one run under way.
public enum Track {
    /// What changed since the last time.
    CHANGES("read", "scheduled", Lane.SCHEDULED),
    /// Everything, or one more field of everything.
    BACKFILL("backfill", "backfill", Lane.BACKFILL),
    /// What somebody asked for.
    ASKED("asked-read", "triggered", Lane.ON_DEMAND),
    /// The ids alone, to learn which records are gone.
    SWEEP("sweep", "sweep", Lane.SWEEP);

    private final String job;
    private final String wireName;
    private final Lane lane;

    Track(String job, String wireName, Lane lane) {
        this.job = job;
        this.wireName = wireName;
        this.lane = lane;
    }

    /// The kind of the job that runs it; stored, so it never changes.
    String job() {
        return job;
    }

    /// What its runs are called on the wire.
    public String wireName() {
        return wireName;
    }

    Lane lane() {
        return lane;
    }

    String stored() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Track ofStored(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
