package dev.tenon.format;

import dev.tenon.diagnostics.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came of reading an installation's config.
///
/// @param config present when no finding is an error
/// @param findings errors and warnings
public record ConfigReading(@Nullable InstallationConfig config, List<Finding> findings) {
    /// Copies the list.
    public ConfigReading {
        findings = List.copyOf(findings);
    }

    /// The config.
    ///
    /// @throws Refusal with every error, when there is one
    public InstallationConfig orRefuse() {
        if (config != null) return config;
        throw new Refusal(
                Refusal.Kind.INVALID,
                findings.stream().filter(Finding::isError).map(Finding::diagnostic).toList());
    }
}
