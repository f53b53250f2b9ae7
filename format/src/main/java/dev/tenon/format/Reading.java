package dev.tenon.format;

import dev.tenon.diagnostics.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came of reading a manifest.
///
/// @param manifest present when no finding is an error
/// @param findings errors and warnings, in the order of the file
public record Reading(@Nullable Manifest manifest, List<Finding> findings) {
    /// Copies the list.
    public Reading {
        findings = List.copyOf(findings);
    }

    /// The manifest.
    ///
    /// @throws Refusal with every error, when there is one
    public Manifest orRefuse() {
        if (manifest != null) return manifest;
        throw new Refusal(
                Refusal.Kind.INVALID,
                findings.stream().filter(Finding::isError).map(Finding::diagnostic).toList());
    }
}
