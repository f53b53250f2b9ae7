package dev.tenon.server.api;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.format.Finding;

/// Findings of a manifest as diagnostics that name file, line and column.
final class Findings {
    private Findings() {}

    static Diagnostic placed(Finding finding) {
        String where =
                finding.line() == 0
                        ? finding.path()
                        : "%s:%d:%d  %s"
                                .formatted(
                                        finding.file(),
                                        finding.line(),
                                        finding.column(),
                                        finding.path());
        return new Diagnostic(
                finding.code(), finding.diagnostic().what(), where, finding.diagnostic().fix());
    }
}
