package dev.tenon.format;

import dev.tenon.diagnostics.Diagnostic;

/// One thing to tell the author of a file or a request.
///
/// @param file the file's name; empty for a request's body
/// @param line from 1; 0 when there are no lines, as in a request's body
/// @param column from 1; 0 when there are no lines
/// @param path where in the tree, such as `integrations[0].read.objects[1].objectName`
public record Finding(
        Severity severity, Diagnostic diagnostic, String file, int line, int column, String path) {
    /// Whether nothing may be done until it is mended.
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /// The diagnostic's code.
    public String code() {
        return diagnostic.code();
    }
}
