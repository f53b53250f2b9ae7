package dev.tenon.server.tenant;

import java.time.Instant;
import java.util.UUID;

/// One product team's space on the server.
///
/// @param id what the API shows
/// @param name unique on this server; may stand for the id in every URL
/// @param origins whose pages may call from a browser
public record Project(
        ProjectId key,
        UUID id,
        String name,
        String appName,
        String orgId,
        AllowedOrigins origins,
        Instant createdAt,
        Instant updatedAt) {}
