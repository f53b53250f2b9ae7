package dev.tenon.server.tenant;

import java.time.Instant;
import java.util.UUID;

/// The public half of a key that a team signs its customers' tokens with.
///
/// @param id the `kid` of the tokens
/// @param pem as it was given
public record JwtKey(
        ProjectId project,
        UUID id,
        String label,
        JwtAlgorithm algorithm,
        String pem,
        boolean active,
        Instant createdAt) {}
