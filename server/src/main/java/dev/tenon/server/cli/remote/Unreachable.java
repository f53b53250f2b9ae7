package dev.tenon.server.cli.remote;

import dev.tenon.diagnostics.Diagnostic;

/// There is no answer, or none of a Tenon.
public final class Unreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Diagnostic diagnostic;

    Unreachable(Diagnostic diagnostic) {
        super(diagnostic.what());
        this.diagnostic = diagnostic;
    }

    /// What to tell.
    public Diagnostic diagnostic() {
        return diagnostic;
    }
}
