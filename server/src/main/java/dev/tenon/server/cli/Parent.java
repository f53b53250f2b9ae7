package dev.tenon.server.cli;

/// A command that has commands below it.
interface Parent {
    /// The commands below it.
    Object[] children();
}
