package dev.tenon.format;

import org.jspecify.annotations.Nullable;

/// Tells a destination when a customer's objects gain, lose or change fields.
///
/// @param schedule five-field cron; once a day when absent
public record WatchSchema(
        String destination,
        boolean fieldCreated,
        boolean fieldDeleted,
        boolean fieldChanged,
        @Nullable String schedule) {}
