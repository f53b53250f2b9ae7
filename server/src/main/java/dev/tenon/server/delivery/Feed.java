package dev.tenon.server.delivery;

import dev.tenon.server.records.DatasetId;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.ProjectId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How far one dataset has been delivered to one destination.
///
/// @param message the message under way; null when there is none
record Feed(DatasetId dataset, UUID destination, long deliveredSeq, @Nullable Message message) {
    /// The name of its job.
    String instance() {
        return dataset.text() + "/" + destination;
    }

    static Key parse(String instance) {
        List<String> parts = List.of(instance.split("/", -1));
        var group =
                new GroupId(
                        new ProjectId(Integer.parseInt(parts.get(0))),
                        Long.parseLong(parts.get(1)));
        return new Key(
                new DatasetId(group, Long.parseLong(parts.get(2))), UUID.fromString(parts.get(3)));
    }

    /// Which feed.
    record Key(DatasetId dataset, UUID destination) {}

    /// A message that keeps its id and its bytes over all attempts, but for the link to a result
    /// that is too large for it.
    ///
    /// @param toSeq the last sequence number in it
    /// @param largeResult what it links to, instead of holding it; null for nothing
    /// @param attempts made so far
    /// @param due not before this moment; null for at once
    record Message(
            UUID id,
            long toSeq,
            int records,
            byte[] body,
            @Nullable UUID largeResult,
            int attempts,
            @Nullable Instant due) {
        /// The id on the wire.
        String wireId() {
            return "msg_" + id;
        }
    }
}
