package dev.tenon.server.tenant;

import java.time.Instant;

/// The team's customer.
///
/// @param ref the team's own id for it
public record Group(GroupId key, String ref, String name, Instant createdAt) {}
