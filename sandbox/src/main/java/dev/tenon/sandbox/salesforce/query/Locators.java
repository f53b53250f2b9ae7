package dev.tenon.sandbox.salesforce.query;

import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.store.RecordId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Open cursors. A user has at most ten; the one that rested longest makes room. Any thread may use
/// it.
public final class Locators {
    private static final int MOST_PER_USER = 10;
    private static final Duration LIFE = Duration.ofDays(2);

    private final InstantSource clock;
    private final Map<String, Open> byId = new LinkedHashMap<>(16, 0.75f, true);
    private int issued;

    /// No cursors yet.
    public Locators(InstantSource clock) {
        this.clock = clock;
    }

    /// A cursor: which rows, in which shape.
    ///
    /// @param asker whose it is
    /// @param shape how rows are written
    /// @param rows all rows of the answer
    record Cursor(Scope.Asker asker, Shape shape, int[] rows) {}

    private record Open(Cursor cursor, Instant usedAt) {}

    /// Keeps a cursor; answers its id.
    synchronized String open(Cursor cursor) {
        String user = cursor.asker.user().id();
        var own = new ArrayList<String>();
        byId.forEach((id, open) -> {
            if (open.cursor.asker.user().id().equals(user)) own.add(id);
        });
        if (own.size() >= MOST_PER_USER) byId.remove(own.getFirst());
        String id = RecordId.of("01g", cursor.asker.org().pod(), issued++);
        byId.put(id, new Open(cursor, clock.instant()));
        return id;
    }

    /// The cursor of an id.
    synchronized Cursor find(String id, String user) {
        @Nullable Open open = byId.get(id);
        boolean alive = open != null && open.usedAt.plus(LIFE).isAfter(clock.instant());
        if (open == null || !alive || !open.cursor.asker.user().id().equals(user)) {
            throw ApiError.badRequest("INVALID_QUERY_LOCATOR", "invalid query locator");
        }
        byId.put(id, new Open(open.cursor, clock.instant()));
        return open.cursor;
    }

    /// Forgets a cursor that was read to its end.
    synchronized void close(String id) {
        byId.remove(id);
    }

    /// Forgets all cursors, as after a release of the provider.
    public synchronized void expireAll() {
        byId.clear();
    }
}
