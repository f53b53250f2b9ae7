package dev.tenon.server.install;

import dev.tenon.server.tenant.GroupId;
import java.time.Instant;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// An integration switched on for a group.
///
/// @param config what was chosen, as the client sent it
/// @param paused whether scheduled reads rest
public record Installation(
        GroupId group,
        UUID id,
        UUID integration,
        UUID connection,
        Config config,
        boolean paused,
        Times times) {

    /// @param content in the shape that clients send
    public record Config(UUID id, String createdBy, ObjectNode content) {}

    /// When it was made and changed.
    public record Times(Instant createdAt, Instant updatedAt) {}
}
