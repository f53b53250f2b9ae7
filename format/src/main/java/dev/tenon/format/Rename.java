package dev.tenon.format;

import org.jspecify.annotations.Nullable;

/// The product's own name for an object.
///
/// @param mapToName the name in queries, deliveries and writes
/// @param mapToDisplayName what people see
public record Rename(String mapToName, @Nullable String mapToDisplayName) {}
