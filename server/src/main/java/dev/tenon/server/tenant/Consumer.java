package dev.tenon.server.tenant;

import java.time.Instant;

/// A person in a group.
///
/// @param ref the team's own id for the person
public record Consumer(GroupId group, long number, String ref, String name, Instant createdAt) {}
