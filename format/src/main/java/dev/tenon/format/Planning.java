package dev.tenon.format;

import dev.tenon.format.Plan.IntegrationChange;
import dev.tenon.format.Plan.KeyChange;
import dev.tenon.format.Plan.Kind;
import dev.tenon.format.Plan.ObjectChange;
import dev.tenon.format.Plan.Warning;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes a plan: pairs integrations by name, their objects by name, and compares the rest key by
/// key.
final class Planning {
    private static final List<String> SECTIONS = List.of("read", "write", "subscribe");

    private final List<DeployedIntegration> deployed;
    private final Manifest next;
    private final boolean destructive;
    private final List<Warning> warnings = new ArrayList<>();

    Planning(List<DeployedIntegration> deployed, Manifest next, boolean destructive) {
        this.deployed = deployed;
        this.next = next;
        this.destructive = destructive;
    }

    Plan run() {
        var before = new TreeMap<String, DeployedIntegration>();
        deployed.forEach(each -> before.put(each.name(), each));
        var after = new TreeMap<String, Integration>();
        next.integrations().forEach(each -> after.put(each.name(), each));
        var names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        List<IntegrationChange> changes =
                names.stream().map(name -> change(before.get(name), after.get(name))).toList();
        return new Plan(changes, warnings, destructive, Fingerprint.of(deployed));
    }

    private IntegrationChange change(
            @Nullable DeployedIntegration before, @Nullable Integration after) {
        if (before == null) return added(Objects.requireNonNull(after));
        if (after == null) return absent(before);
        return compared(before, after);
    }

    private static IntegrationChange added(Integration after) {
        var objects = new ArrayList<ObjectChange>();
        for (String section : SECTIONS) {
            for (String name : objects(ManifestJson.write(after), section).keySet()) {
                objects.add(new ObjectChange(section, name, Kind.ADDED, List.of()));
            }
        }
        return new IntegrationChange(after.name(), Kind.ADDED, null, objects, List.of());
    }

    private IntegrationChange absent(DeployedIntegration before) {
        String name = before.name();
        if (destructive) {
            warnings.add(
                    new Warning(
                            "plan.integration-removed",
                            name,
                            "The manifest no longer has integration \"%s\": its reads stop."
                                    .formatted(name),
                            "Delete the integration to remove its installations too."));
        } else {
            warnings.add(
                    new Warning(
                            "plan.integration-kept",
                            name,
                            "Integration \"%s\" is deployed and not in this manifest; it stays."
                                    .formatted(name),
                            "Delete it, or allow a destructive deploy, if it should go."));
        }
        Kind kind = destructive ? Kind.REMOVED : Kind.KEPT;
        return new IntegrationChange(name, kind, before.revisionNumber(), List.of(), List.of());
    }

    private IntegrationChange compared(DeployedIntegration before, Integration after) {
        ObjectNode old = ManifestJson.write(before.integration());
        ObjectNode now = ManifestJson.write(after);
        var objects = new ArrayList<ObjectChange>();
        for (String section : SECTIONS) {
            objects.addAll(objectChanges(section, objects(old, section), objects(now, section)));
        }
        SECTIONS.forEach(old::remove);
        SECTIONS.forEach(now::remove);
        List<KeyChange> keys = new Difference().between(old, now);
        objects.forEach(each -> new PlanAdvice(before.name(), destructive).advise(each, warnings));
        if (!before.integration().provider().equals(after.provider())) {
            warnings.add(
                    new Warning(
                            "plan.other-provider",
                            before.name(),
                            "The provider changes from \"%s\" to \"%s\"."
                                    .formatted(before.integration().provider(), after.provider()),
                            "Give it another name; customers must connect again."));
        }
        boolean same = objects.isEmpty() && keys.isEmpty();
        return new IntegrationChange(
                before.name(),
                same ? Kind.UNCHANGED : Kind.CHANGED,
                before.revisionNumber(),
                objects,
                keys);
    }

    private static List<ObjectChange> objectChanges(
            String section, Map<String, JsonNode> before, Map<String, JsonNode> after) {
        var changes = new ArrayList<ObjectChange>();
        var names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            JsonNode old = before.get(name);
            JsonNode now = after.get(name);
            if (old == null) changes.add(new ObjectChange(section, name, Kind.ADDED, List.of()));
            else if (now == null) {
                changes.add(new ObjectChange(section, name, Kind.REMOVED, List.of()));
            } else {
                List<KeyChange> keys = new Difference().between(old, now);
                if (!keys.isEmpty()) {
                    changes.add(new ObjectChange(section, name, Kind.CHANGED, keys));
                }
            }
        }
        return changes;
    }

    private static Map<String, JsonNode> objects(ObjectNode integration, String section) {
        var objects = new TreeMap<String, JsonNode>();
        for (JsonNode object : integration.path(section).path("objects")) {
            objects.put(object.path("objectName").asString(), object);
        }
        return objects;
    }
}
