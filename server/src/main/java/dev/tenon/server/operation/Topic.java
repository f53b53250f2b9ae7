package dev.tenon.server.operation;

import java.time.Instant;
import java.util.UUID;

/// A name under which notifications of some types are led to some destinations.
public record Topic(UUID id, String name, Instant createdAt, Instant updatedAt) {}
