package dev.tenon.format;

import java.util.List;
import java.util.stream.Stream;

/// The fields of an object to read.
///
/// @param required read for every customer
/// @param optional the customer chooses among them
/// @param allOptional the customer may choose among all fields the system has
public record FieldSelection(
        List<ReadField> required, List<ReadField> optional, boolean allOptional) {
    /// No field named.
    public static final FieldSelection NONE = new FieldSelection(List.of(), List.of(), false);

    /// Copies the lists.
    public FieldSelection {
        required = List.copyOf(required);
        optional = List.copyOf(optional);
    }

    /// Required and optional ones, in this order.
    public List<ReadField> all() {
        return Stream.concat(required.stream(), optional.stream()).toList();
    }
}
