package dev.tenon.server.seal;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the exchange of keys stands.
public record Status(Master master, Server server, List<OfProject> projects) {
    /// Copies its list.
    public Status {
        projects = List.copyOf(projects);
    }

    /// The key-encrypting key.
    ///
    /// @param askedAt when all data keys were last to be sealed anew under it; null for never
    /// @param waiting how many still wait for that
    public record Master(String place, @Nullable Instant askedAt, long waiting) {}

    /// The server's own data key.
    ///
    /// @param keys how many there are
    /// @param retireAfter when the old ones go; null when there are none
    public record Server(int keys, @Nullable Instant retireAfter) {}

    /// A project's data keys.
    ///
    /// @param left how many stored values are not sealed under the new key yet
    public record OfProject(RotationProgress.Row at, long left) {}
}
