package dev.tenon.format;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A manifest without errors: what one product team wants of the systems of its customers.
///
/// @param specVersion the version of the format, always `1.0.0`
/// @param integrations at least one; names are unique
/// @param alerts what people want to be told about
/// @param limits what one group may use; the server's own limits hold where it is silent
/// @param connectors the folder of the team's own connector definitions, relative to the manifest
public record Manifest(
        String specVersion,
        List<Integration> integrations,
        List<Alert> alerts,
        @Nullable Limits limits,
        @Nullable String connectors) {
    /// The only version of the format so far.
    public static final String SPEC_VERSION = "1.0.0";

    /// Copies the lists.
    public Manifest {
        integrations = List.copyOf(integrations);
        alerts = List.copyOf(alerts);
        if (integrations.isEmpty()) throw new IllegalArgumentException("no integrations");
    }

    /// The integration of this name, in the manifest's own spelling.
    public Optional<Integration> integration(String name) {
        return integrations.stream().filter(each -> each.name().equals(name)).findFirst();
    }
}
