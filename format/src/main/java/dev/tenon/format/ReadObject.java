package dev.tenon.format;

import org.jspecify.annotations.Nullable;

/// One object to read.
///
/// @param objectName the provider's name
/// @param rename the product's own name for it
/// @param schedule five-field cron in UTC; without one it is read when asked only
/// @param always read for every installation, also one whose config does not name it
/// @param fields which fields
/// @param backfill how far back the first read goes
/// @param delivery where changes go
/// @param storage how the records are kept
public record ReadObject(
        String objectName,
        @Nullable Rename rename,
        @Nullable String schedule,
        boolean always,
        FieldSelection fields,
        Backfill backfill,
        Delivery delivery,
        Storage storage) {
    /// The product's name for the object: the provider's, where it is not renamed.
    public String mappedName() {
        return rename == null ? objectName : rename.mapToName();
    }
}
