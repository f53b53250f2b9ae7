package dev.tenon.format;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads the top of a manifest.
final class ManifestShape {
    private final ProviderNames providers;
    private final Notes notes;

    ManifestShape(ProviderNames providers, Notes notes) {
        this.providers = providers;
        this.notes = notes;
    }

    /// The manifest; absent when there was an error.
    @Nullable Manifest read(Written written) {
        Fields fields = Fields.of(written, notes);
        if (!(written instanceof Written.Tree)) return null;
        String version = version(fields);
        List<Integration> integrations = integrations(fields);
        List<Alert> alerts = alerts(fields);
        Limits limits = limits(fields.object("limits"));
        String connectors = connectors(fields);
        fields.done();
        if (notes.hasErrors()) return null;
        return new Manifest(version, integrations, alerts, limits, connectors);
    }

    private String version(Fields fields) {
        String version = fields.requiredText("specVersion", "specVersion: 1.0.0");
        if (!version.isEmpty() && !version.equals(Manifest.SPEC_VERSION)) {
            notes.error(
                    fields.placeOf("specVersion"),
                    "unknown-version",
                    "The format has no version \"%s\".".formatted(version),
                    "Write specVersion: %s.".formatted(Manifest.SPEC_VERSION));
        }
        return version;
    }

    private List<Integration> integrations(Fields fields) {
        var integrations = new ArrayList<Integration>();
        var seen = new HashSet<String>();
        for (Written item : fields.list("integrations")) {
            Fields each = Fields.of(item, notes);
            Integration integration = new IntegrationShape(providers, notes).read(each);
            if (!integration.name().isEmpty()
                    && !seen.add(integration.name().toLowerCase(Locale.ROOT))) {
                notes.error(
                        each.placeOf("name"),
                        "duplicate-integration",
                        "There is already an integration named \"%s\" (case does not count)."
                                .formatted(integration.name()),
                        "Give one of them another name.");
            }
            integrations.add(integration);
        }
        if (!fields.has("integrations")) {
            fields.missing("integrations", "integrations: [{name: crm, provider: salesforce}]");
        } else if (fields.any("integrations") instanceof Written.Row row && row.items().isEmpty()) {
            notes.error(
                    row.place(),
                    "empty-list",
                    "The list of integrations is empty.",
                    "Add an integration.");
        }
        return integrations;
    }

    private List<Alert> alerts(Fields fields) {
        var alerts = new ArrayList<Alert>();
        var seen = new HashSet<String>();
        for (Written item : fields.list("alerts")) {
            Fields each = Fields.of(item, notes);
            Alert alert = new AlertShape(notes).read(each);
            if (alert == null) continue;
            if (!seen.add(alert.name())) {
                notes.error(
                        each.placeOf("name"),
                        "duplicate-alert",
                        "There is already an alert named \"%s\".".formatted(alert.name()),
                        "Give one of them another name.");
            }
            alerts.add(alert);
        }
        return alerts;
    }

    private @Nullable Limits limits(@Nullable Fields fields) {
        if (fields == null) return null;
        Long records = fields.number("recordsPerDay", 1, Long.MAX_VALUE);
        Long calls = fields.number("callsPerMinute", 1, Long.MAX_VALUE);
        fields.done();
        return new Limits(records, calls);
    }

    private @Nullable String connectors(Fields fields) {
        String folder = fields.text("connectors");
        if (folder == null) return null;
        boolean leaves = List.of(folder.split("[/\\\\]")).contains("..");
        if (folder.startsWith("/") || folder.contains(":") || leaves) {
            notes.error(
                    fields.placeOf("connectors"),
                    "bad-path",
                    "\"%s\" is not a folder below the manifest's.".formatted(folder),
                    "Write a relative path, such as ./connectors.");
        }
        return folder;
    }
}
