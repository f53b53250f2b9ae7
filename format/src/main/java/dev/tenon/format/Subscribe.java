package dev.tenon.format;

import java.util.List;

/// The objects whose events an integration wants to hear of.
///
/// @param objects at least one; names are unique, whatever their case
public record Subscribe(List<SubscribeObject> objects) {
    /// Copies the list.
    public Subscribe {
        objects = List.copyOf(objects);
        if (objects.isEmpty()) throw new IllegalArgumentException("no objects");
    }
}
