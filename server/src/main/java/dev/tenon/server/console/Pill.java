package dev.tenon.server.console;

/// A word with a colour of its own. The word alone says all.
///
/// @param look `good`, `busy`, `wait`, `bad`, `rest` or `act`
record Pill(String word, String look) {}
