package dev.tenon.diagnostics;

/// One thing a person must be told.
///
/// @param code stable, listed in `docs/errors.md`, such as `manifest.unknown-object`
/// @param what what happened, in the reader's words
/// @param where a file and line, or a connector and object; never a stack frame; may be empty
/// @param fix what to do now, as a sentence that begins with a verb
public record Diagnostic(String code, String what, String where, String fix) {
    /// The form a terminal shows, on up to three lines.
    @Override
    public String toString() {
        var text = new StringBuilder(code).append(": ").append(what);
        if (!where.isEmpty()) text.append("\n  at  ").append(where);
        if (!fix.isEmpty()) text.append("\n  fix ").append(fix);
        return text.toString();
    }
}
