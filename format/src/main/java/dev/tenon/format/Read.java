package dev.tenon.format;

import java.util.List;

/// The objects an integration reads.
///
/// @param objects at least one; names are unique, whatever their case
public record Read(List<ReadObject> objects) {
    /// Copies the list.
    public Read {
        objects = List.copyOf(objects);
        if (objects.isEmpty()) throw new IllegalArgumentException("no objects");
    }
}
