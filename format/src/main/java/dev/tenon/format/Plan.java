package dev.tenon.format;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What deploying a manifest would change. A value: making one changes nothing.
///
/// @param integrations one entry for each integration that is deployed or in the manifest, by name
/// @param warnings what to think about before deploying
/// @param destructive whether objects and integrations may be taken away
/// @param fingerprint names the deployed state the plan was made for; a deploy whose world has
///   another one is stale and must be refused
public record Plan(
        List<IntegrationChange> integrations,
        List<Warning> warnings,
        boolean destructive,
        String fingerprint) {
    /// Copies the lists.
    public Plan {
        integrations = List.copyOf(integrations);
        warnings = List.copyOf(warnings);
    }

    /// Compares what is deployed with a manifest. The order of objects, fields and keys does not
    /// count. An integration that the manifest does not have is left alone unless `destructive`.
    public static Plan between(
            List<DeployedIntegration> deployed, Manifest next, boolean destructive) {
        return new Planning(deployed, next, destructive).run();
    }

    /// This plan with further warnings, of things that a manifest alone does not tell.
    public Plan with(List<Warning> more) {
        List<Warning> all = Stream.concat(warnings.stream(), more.stream()).toList();
        return new Plan(integrations, all, destructive, fingerprint);
    }

    /// The fingerprint of a deployed state, to compare a plan's with.
    public static String fingerprintOf(List<DeployedIntegration> deployed) {
        return Fingerprint.of(deployed);
    }

    /// Whether deploying would change nothing.
    public boolean isEmpty() {
        return integrations.stream()
                .allMatch(each -> each.kind() == Kind.UNCHANGED || each.kind() == Kind.KEPT);
    }

    /// Whether the manifest takes objects away and the plan does not allow it; such a plan must not
    /// be deployed.
    public boolean needsDestructive() {
        return warnings.stream().anyMatch(each -> each.code().equals("plan.needs-destructive"));
    }

    /// What happens to an integration or an object.
    public enum Kind {
        /// It is new.
        ADDED,
        /// It goes: reads stop, nothing that was read is erased.
        REMOVED,
        /// It is another than before.
        CHANGED,
        /// It stays as it is.
        UNCHANGED,
        /// The manifest does not have it, and it stays as it is.
        KEPT
    }

    /// What happens to one integration.
    ///
    /// @param revision the number of the revision in force; absent for a new integration
    /// @param keys changed keys outside of the objects, as paths from the integration
    public record IntegrationChange(
            String name,
            Kind kind,
            @Nullable Integer revision,
            List<ObjectChange> objects,
            List<KeyChange> keys) {
        /// Copies the lists.
        public IntegrationChange {
            objects = List.copyOf(objects);
            keys = List.copyOf(keys);
        }
    }

    /// What happens to one object; unchanged ones are not told.
    ///
    /// @param section `read`, `write` or `subscribe`
    /// @param keys changed keys, as paths from the object
    public record ObjectChange(String section, String objectName, Kind kind, List<KeyChange> keys) {
        /// Copies the list.
        public ObjectChange {
            keys = List.copyOf(keys);
        }
    }

    /// One key that differs.
    ///
    /// @param path such as `backfill.defaultPeriod.days` or `requiredFields[email]`
    /// @param before absent when the key is new
    /// @param after absent when the key goes
    public record KeyChange(String path, @Nullable JsonNode before, @Nullable JsonNode after) {}

    /// Something to think about before deploying.
    ///
    /// @param code stable, such as `plan.needs-destructive`
    /// @param where integration, section and object
    public record Warning(String code, String where, String what, String fix) {}
}
