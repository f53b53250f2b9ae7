package dev.tenon.sandbox.salesforce;

import dev.tenon.sandbox.salesforce.error.ApiError;
import java.time.InstantSource;
import java.util.List;

/// Counts an org's calls over a rolling day, in hours. Any thread may use it.
final class ApiUsage {
    private final InstantSource clock;
    private final int[] hours = new int[24];
    private int most;
    private long hour;

    ApiUsage(InstantSource clock, int most) {
        this.clock = clock;
        this.most = most;
        this.hour = clock.instant().getEpochSecond() / 3600;
    }

    /// Counts one call, or refuses it.
    synchronized void take() {
        roll();
        if (used() >= most) {
            throw new ApiError(
                    403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", List.of());
        }
        hours[(int) (hour % 24)]++;
    }

    /// Sets how many calls are allowed.
    synchronized void limit(int calls) {
        most = calls;
    }

    synchronized int most() {
        return most;
    }

    synchronized int remaining() {
        roll();
        return Math.max(0, most - used());
    }

    /// The header's value, such as `api-usage=18/5000`.
    synchronized String header() {
        return "api-usage=" + used() + "/" + most;
    }

    private void roll() {
        long now = clock.instant().getEpochSecond() / 3600;
        for (; hour < now; hour++) hours[(int) ((hour + 1) % 24)] = 0;
    }

    private int used() {
        int used = 0;
        for (int calls : hours) used += calls;
        return used;
    }
}
