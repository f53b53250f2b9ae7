package dev.tenon.server.testing;

import dev.tenon.server.db.TimeId;
import dev.tenon.server.operation.Notifications;
import dev.tenon.server.operation.TopicRoutes;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.Projects;
import java.time.InstantSource;

/// Notifications that nobody is told.
public final class Silence {
    private Silence() {}

    public static Notifications of(TimeId ids, InstantSource clock) {
        return new Notifications(
                new TopicRoutes(ids, clock),
                new Projects(ids, clock),
                new Groups(clock),
                (_, _, _) -> {},
                clock);
    }
}
