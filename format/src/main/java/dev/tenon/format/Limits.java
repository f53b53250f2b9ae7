package dev.tenon.format;

import org.jspecify.annotations.Nullable;

/// What one group may use.
///
/// @param recordsPerDay records read and written in a day; unlimited when absent
/// @param callsPerMinute calls to the product's API in a minute; unlimited when absent
public record Limits(@Nullable Long recordsPerDay, @Nullable Long callsPerMinute) {}
