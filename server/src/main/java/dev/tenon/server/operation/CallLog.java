package dev.tenon.server.operation;

import dev.tenon.server.db.Db;
import dev.tenon.server.tenant.GroupId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Remembers every call to a provider: collected in memory, stored a few hundred at a time, never
/// in the way of the call. A crash loses at most the last second of it. Safe for use by many
/// threads.
public final class CallLog {
    private static final int KEPT_AT_MOST = 10_000;

    private final Db db;
    private List<Call> waiting = new ArrayList<>();
    private long total;

    public CallLog(Db db) {
        this.db = db;
    }

    /// Notes a call.
    public synchronized void note(Call call) {
        total++;
        if (waiting.size() < KEPT_AT_MOST) waiting.add(call);
    }

    /// How many calls this process has made.
    public synchronized long total() {
        return total;
    }

    /// Stores what was noted; called every second and at the end.
    public void flush() {
        List<Call> calls = take();
        if (calls.isEmpty()) return;
        db.asSystem(tx -> {
            tx.batch(
                    """
                    insert into provider_calls
                      (project_id, group_id, connection_id, operation_id, method, path,
                       status, duration_ms, request_bytes, reply_bytes, created_at)
                    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
                    """,
                    calls.stream().map(Call::values).toList());
            return calls.size();
        });
    }

    private synchronized List<Call> take() {
        List<Call> taken = waiting;
        waiting = new ArrayList<>();
        return taken;
    }

    /// One call.
    ///
    /// @param path without the query, which may hold data
    /// @param status 0 when no answer came
    public record Call(
            GroupId group,
            UUID connection,
            @Nullable UUID operation,
            String method,
            String path,
            int status,
            Size size,
            Instant at) {
        @Nullable Object[] values() {
            return new @Nullable Object[] {
                group.projectNumber(),
                group.number(),
                connection,
                operation,
                method,
                path,
                status,
                size.millis(),
                size.requestBytes(),
                size.replyBytes(),
                java.time.OffsetDateTime.ofInstant(at, java.time.ZoneOffset.UTC)
            };
        }
    }

    /// How long a call took and how much went each way.
    public record Size(int millis, long requestBytes, long replyBytes) {}
}
