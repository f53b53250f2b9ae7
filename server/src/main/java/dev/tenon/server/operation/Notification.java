package dev.tenon.server.operation;

import dev.tenon.server.tenant.ProjectId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Something that happened and that a product may want to hear of at once.
///
/// @param group the number of the group it is about; [#OF_PROJECT] for the project itself
/// @param data what is known of it; sent as it is
public record Notification(ProjectId project, long group, Type type, ObjectNode data) {
    /// Stands for a group where something is about the project itself.
    public static final long OF_PROJECT = 0;

    /// What may happen. The name on the wire is the constant's, in lower case with dots.
    public enum Type {
        READ_BACKFILL_DONE,
        READ_SCHEDULE_PAUSED,
        READ_OBJECT_PAUSED,
        READ_TRIGGERED_DONE,
        READ_TRIGGERED_ERROR,
        WRITE_ASYNC_DONE,
        CONNECTION_CREATED,
        CONNECTION_REFRESHED,
        CONNECTION_UPDATED,
        CONNECTION_DELETED,
        CONNECTION_ERROR,
        INSTALLATION_CREATED,
        INSTALLATION_UPDATED,
        INSTALLATION_DELETED,
        DESTINATION_WEBHOOK_DISABLED,
        SCHEMA_CHANGED,
        DELETIONS_HELD;

        /// Such as `read.backfill.done`.
        public String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '.');
        }

        /// The type with this name on the wire.
        public static Optional<Type> named(String wireName) {
            return Arrays.stream(values())
                    .filter(type -> type.wireName().equals(wireName))
                    .findFirst();
        }

        /// The names of all, in the order of this list.
        public static List<String> wireNames() {
            return Arrays.stream(values()).map(Type::wireName).toList();
        }
    }
}
