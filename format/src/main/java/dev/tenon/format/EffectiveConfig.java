package dev.tenon.format;

import static java.util.Collections.unmodifiableMap;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What holds for one installation: its config laid over the revision in force. Read at the start
/// of each unit of work, so that a change of either takes effect with the next one.
///
/// What is in force:
/// - A section (`read`, `write`, `subscribe`) that the config does not have at all says nothing:
///   all the manifest's objects of that section are in force, with every optional field the
///   manifest names and, where it says `optionalFieldsAuto: all`, every field there is.
/// - A section that the config has decides: the objects it lists are in force, with the optional
///   fields it selects. A client that wants nothing read sends an empty `read.objects`.
/// - An object that the manifest marks `enabled: always` is in force either way; when the config
///   does not list it, with its required fields only.
///
/// @param provider as the manifest spells it
/// @param reads by the provider's object names, in the manifest's order
/// @param writes by the provider's object names, in the manifest's order
/// @param subscribes by the provider's object names, in the manifest's order
/// @param proxy whether calls are passed through
/// @param findings what of the config does not fit the manifest; an error for each mapping that the
///   customer must choose and has not
public record EffectiveConfig(
        String provider,
        @Nullable String module,
        Map<String, EffectiveRead> reads,
        Map<String, EffectiveWrite> writes,
        Map<String, SubscribeObject> subscribes,
        boolean proxy,
        List<Finding> findings) {
    /// Copies the collections.
    public EffectiveConfig {
        reads = unmodifiableMap(new LinkedHashMap<>(reads));
        writes = unmodifiableMap(new LinkedHashMap<>(writes));
        subscribes = unmodifiableMap(new LinkedHashMap<>(subscribes));
        findings = List.copyOf(findings);
    }

    /// Lays a config over a revision. Depends on nothing else and never fails.
    public static EffectiveConfig merge(Integration revision, InstallationConfig config) {
        return new Merge(revision, config).run();
    }

    /// The read object of this name, the provider's or the product's.
    public @Nullable EffectiveRead read(String objectName) {
        EffectiveRead exact = reads.get(objectName);
        if (exact != null) return exact;
        return reads.values().stream()
                .filter(each -> each.mappedName().equals(objectName))
                .findFirst()
                .orElse(null);
    }

    /// The write object of this name, the provider's or the product's.
    public @Nullable EffectiveWrite write(String objectName) {
        EffectiveWrite exact = writes.get(objectName);
        if (exact != null) return exact;
        return writes.values().stream()
                .filter(each -> each.names().contains(objectName))
                .findFirst()
                .orElse(null);
    }
}
