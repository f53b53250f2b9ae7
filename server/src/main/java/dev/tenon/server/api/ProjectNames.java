package dev.tenon.server.api;

import dev.tenon.server.db.Db;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.tenant.Projects;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Which project a URL names, remembered for five seconds like the key beside it. Only a project's
/// number and id may be taken from what is remembered: the rest of it can have changed. Safe for
/// use by many threads.
final class ProjectNames {
    private static final Duration REMEMBERED = Duration.ofSeconds(5);
    private static final int MOST = 10_000;

    private final Db db;
    private final Projects projects;
    private final InstantSource clock;
    private final ConcurrentMap<String, Known> known = new ConcurrentHashMap<>();

    ProjectNames(Db db, Projects projects, InstantSource clock) {
        this.db = db;
        this.projects = projects;
        this.clock = clock;
    }

    /// The project with this name or id.
    Optional<Project> find(String nameOrId) {
        Instant now = clock.instant();
        Known before = known.get(nameOrId);
        if (before != null && before.until().isAfter(now)) return Optional.of(before.project());
        Optional<Project> found = db.asSystem(tx -> projects.find(tx, nameOrId));
        if (known.size() > MOST) known.clear();
        found.ifPresentOrElse(
                project -> known.put(nameOrId, new Known(project, now.plus(REMEMBERED))),
                () -> known.remove(nameOrId));
        return found;
    }

    private record Known(Project project, Instant until) {}
}
