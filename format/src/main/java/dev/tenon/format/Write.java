package dev.tenon.format;

import java.util.List;

/// The objects an integration may write.
///
/// @param objects at least one; names are unique, whatever their case
public record Write(List<WriteObject> objects) {
    /// Copies the list.
    public Write {
        objects = List.copyOf(objects);
        if (objects.isEmpty()) throw new IllegalArgumentException("no objects");
    }
}
