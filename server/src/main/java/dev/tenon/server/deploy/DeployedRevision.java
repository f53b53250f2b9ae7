package dev.tenon.server.deploy;

import dev.tenon.format.Integration;
import dev.tenon.server.tenant.ProjectId;
import java.time.Instant;
import java.util.UUID;

/// An integration with one of its revisions; immutable once deployed.
///
/// @param integration the id that stays the same over all revisions
/// @param revision which revision this is
/// @param content what the manifest said
public record DeployedRevision(
        ProjectId project, UUID integration, Revision revision, Integration content, Times times) {

    /// The name in the manifest.
    public String name() {
        return content.name();
    }

    /// @param number counts up from 1
    public record Revision(UUID id, int number, String specVersion, Instant createdAt) {}

    /// When the integration was first deployed and last changed.
    public record Times(Instant createdAt, Instant updatedAt) {}
}
