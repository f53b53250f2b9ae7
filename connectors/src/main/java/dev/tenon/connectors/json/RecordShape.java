package dev.tenon.connectors.json;

import java.util.Set;

/// What a reply with records looks like.
///
/// @param array the member of the reply that holds the records; empty when the reply itself is the
///   array, which may then hold nulls
/// @param id the member of a record that holds its id
/// @param modified the member of a record that holds its change time; empty when there is none
/// @param kept scalar members of the reply that are wanted beside the records, such as `done`
public record RecordShape(String array, String id, String modified, Set<String> kept) {
    /// Copies its set.
    public RecordShape {
        if (id.isEmpty()) throw new IllegalArgumentException("records need an id");
        kept = Set.copyOf(kept);
    }
}
