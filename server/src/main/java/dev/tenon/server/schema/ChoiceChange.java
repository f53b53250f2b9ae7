package dev.tenon.server.schema;

import dev.tenon.spi.FieldInfo.Choice;

/// What became of one value of a choice.
public sealed interface ChoiceChange {
    /// A value is there, and was not before.
    record Added(Choice choice) implements ChoiceChange {}

    /// A value is gone.
    record Removed(Choice choice) implements ChoiceChange {}

    /// A value has another label.
    record Relabelled(Choice before, Choice after) implements ChoiceChange {}

    /// A value was replaced by another that takes its place: it has the same label, or stands
    /// between the same neighbours.
    record Renamed(Choice before, Choice after) implements ChoiceChange {}
}
