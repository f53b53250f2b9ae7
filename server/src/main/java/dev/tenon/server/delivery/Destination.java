package dev.tenon.server.delivery;

import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.ProjectId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where changes are delivered: a webhook.
///
/// @param headers sent with every message; may hold secrets
/// @param keys the signing keys, newest first; several while one is being rotated out
/// @param health whether it takes messages
public record Destination(
        ProjectId project,
        UUID id,
        String name,
        String url,
        Map<String, String> headers,
        List<Secret> keys,
        Health health,
        Times times) {

    /// Copies its collections.
    public Destination {
        headers = Map.copyOf(headers);
        keys = List.copyOf(keys);
    }

    /// @param active false when it was switched off after failing for five days
    /// @param failingSince null while messages arrive
    public record Health(boolean active, @Nullable Instant failingSince) {}

    /// When it was made and changed.
    public record Times(Instant createdAt, Instant updatedAt) {}
}
