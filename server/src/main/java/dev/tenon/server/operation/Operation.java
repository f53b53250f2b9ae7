package dev.tenon.server.operation;

import dev.tenon.server.tenant.GroupId;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// One unit of work.
///
/// @param number counts up; records remember by it who changed them last
/// @param result in words, for people
public record Operation(
        GroupId group,
        UUID id,
        long number,
        Subject subject,
        Status status,
        String result,
        ObjectNode metadata,
        @Nullable Instant endedAt) {

    /// What it is about.
    ///
    /// @param object the provider's name of the object
    /// @param readType `backfill`, `scheduled` or `triggered`; empty for other actions
    public record Subject(
            UUID integration, UUID installation, Action action, String object, String readType) {}

    /// What is done.
    public enum Action {
        READ,
        WRITE,
        DELIVERY;

        /// The name on the wire.
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// How it stands.
    public enum Status {
        IN_PROGRESS,
        SUCCESS,
        FAILURE;

        /// The name on the wire.
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
