package dev.tenon.server.drift;

import dev.tenon.format.EffectiveRead;
import dev.tenon.server.install.Installed;
import dev.tenon.server.json.Json;
import dev.tenon.server.schema.ChoiceChange;
import dev.tenon.server.schema.Drift;
import dev.tenon.server.schema.SchemaChange.FieldChanged;
import dev.tenon.spi.FieldInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A value mapping of an installation that leads to a value which the provider has no more.
///
/// @param field the provider's name
/// @param value the product's value
/// @param providerValue what it is mapped to
/// @param renamedTo the value that took its place, if one did
record StaleMapping(
        Installed installed,
        String field,
        String value,
        String providerValue,
        @Nullable String renamedTo) {

    /// What a drift of an object has made stale.
    static List<StaleMapping> of(Installed installed, String object, Drift drift) {
        EffectiveRead read = installed.config().reads().get(object);
        if (read == null) return List.of();
        var stale = new ArrayList<StaleMapping>();
        read.fields()
                .valueMappings()
                .forEach((field, values) ->
                        values.forEach((value, providerValue) -> {
                            for (FieldInfo gone : drift.deleted()) {
                                if (!gone.name().equalsIgnoreCase(field)) continue;
                                stale.add(
                                        new StaleMapping(
                                                installed, field, value, providerValue, null));
                            }
                            drift.changed().stream()
                                    .filter(each -> each.after().name().equalsIgnoreCase(field))
                                    .forEach(each ->
                                            add(
                                                    stale,
                                                    each,
                                                    new StaleMapping(
                                                            installed,
                                                            field,
                                                            value,
                                                            providerValue,
                                                            null)));
                        }));
        return stale;
    }

    private static void add(List<StaleMapping> stale, FieldChanged change, StaleMapping mapping) {
        for (ChoiceChange choice : change.choices()) {
            switch (choice) {
                case ChoiceChange.Removed(var gone) -> {
                    if (gone.value().equals(mapping.providerValue())) stale.add(mapping);
                }
                case ChoiceChange.Renamed(var before, var after) -> {
                    if (before.value().equals(mapping.providerValue())) {
                        stale.add(mapping.renamed(after.value()));
                    }
                }
                case ChoiceChange.Added _, ChoiceChange.Relabelled _ -> {}
            }
        }
    }

    private StaleMapping renamed(String to) {
        return new StaleMapping(installed, field, value, providerValue, to);
    }

    /// For people.
    String words() {
        String gone =
                "The value mapping of \"%s\" leads \"%s\" to \"%s\", which the provider has no more"
                        .formatted(field, value, providerValue);
        if (renamedTo == null) return gone + ". Choose another value in the installation's config.";
        return gone
                + "; \"%s\" seems to have taken its place. Map to that in the installation's config."
                        .formatted(renamedTo);
    }

    ObjectNode json() {
        ObjectNode json = Json.object();
        json.put("installationId", installed.installation().id().toString());
        json.put("fieldName", field);
        json.put("mappedValue", value);
        json.put("providerValue", providerValue);
        Json.putIfPresent(json, "renamedTo", renamedTo);
        json.put("message", words());
        return json;
    }
}
