package dev.tenon.format;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One object whose events are delivered as they happen.
///
/// @param objectName the provider's name
/// @param destination the name of a destination of the project
/// @param inheritFieldsAndMapping the fields and names of the read object of the same name apply
/// @param createEvent tell of new records
/// @param deleteEvent tell of deleted records
/// @param updates which changes to tell of; none when absent
/// @param associations tell of changed associations; not when absent
/// @param otherEvents events by the provider's own names, passed on as they come
public record SubscribeObject(
        String objectName,
        String destination,
        boolean inheritFieldsAndMapping,
        boolean createEvent,
        boolean deleteEvent,
        @Nullable Watch updates,
        @Nullable AssociationChange associations,
        List<String> otherEvents) {
    /// Copies the list.
    public SubscribeObject {
        otherEvents = List.copyOf(otherEvents);
    }

    /// The fields whose change makes an update worth telling.
    public sealed interface Watch {
        /// Any field.
        record All() implements Watch {}

        /// Any of the fields the customer selected.
        record Selected() implements Watch {}

        /// Any of these.
        record Fields(List<String> names) implements Watch {
            /// Copies the list.
            public Fields {
                names = List.copyOf(names);
            }
        }
    }

    /// What to say of a changed association.
    ///
    /// @param includeFullRecords send the records on both ends, not only their ids
    public record AssociationChange(boolean includeFullRecords) {}
}
