package dev.tenon.spi;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// Objects and fields of one connection, as its user sees them.
public interface Discovery {
    /// Every object that can be read or written, standard and custom.
    List<ObjectInfo> objects();

    /// The named objects with their fields, in as few calls as the provider allows. Objects that do
    /// not exist, or that this user may not see, are absent from the result. Names are matched as
    /// the provider matches them and come back in the provider's spelling, keyed by the name asked
    /// for.
    Map<String, ObjectSchema> describe(Set<String> objects);

    /// One object and its fields, in the provider's order.
    record ObjectSchema(ObjectInfo object, List<FieldInfo> fields) {
        /// Copies its list.
        public ObjectSchema {
            fields = List.copyOf(fields);
        }
    }
}
