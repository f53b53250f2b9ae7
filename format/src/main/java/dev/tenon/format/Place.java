package dev.tenon.format;

/// Where in a file, and where in its tree, something is written.
///
/// @param path such as `integrations[0].name`; empty at the root
/// @param line from 1; 0 when there are no lines
/// @param column from 1; 0 when there are no lines
record Place(String path, int line, int column) {
    /// A place in something that has no lines.
    static Place of(String path) {
        return new Place(path, 0, 0);
    }
}
