package dev.tenon.server.records;

import java.time.Instant;
import java.util.UUID;

/// One dataset as it stands.
///
/// @param object the provider's name of the object
/// @param seq the newest sequence number
/// @param live how many records are not deleted
public record Dataset(
        DatasetId id,
        UUID installation,
        String object,
        long seq,
        long live,
        Slots slots,
        Instant createdAt) {}
