package dev.tenon.sandbox.salesforce.store;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an org is made from.
///
/// @param name how tests and the consent page name it, such as `northwind`
/// @param label the company's name
/// @param pod two letters or digits that tell its ids from other orgs'
/// @param seed the same seed gives the same records
/// @param rows seeded records by object; an absent object has none, a named custom object exists
/// @param seededUntil no seeded record changed after this
public record OrgSettings(
        String name,
        String label,
        String pod,
        long seed,
        Map<String, Integer> rows,
        Instant seededUntil) {
    /// The moment that seeded data ends at unless told otherwise.
    public static final Instant SEEDED_UNTIL = Instant.parse("2026-06-30T00:00:00Z");

    /// Checks the name and the pod.
    public OrgSettings {
        if (!name.matches("[a-z][a-z0-9-]*"))
            throw new IllegalArgumentException("an org's name is lower case: " + name);
        if (!pod.matches("[A-Za-z0-9]{2}"))
            throw new IllegalArgumentException("a pod has two letters or digits: " + pod);
        rows = Map.copyOf(rows);
    }

    /// An org of a name with these records, its pod taken from the name.
    public static OrgSettings of(String name, Map<String, Integer> rows) {
        String label = Character.toUpperCase(name.charAt(0)) + name.substring(1);
        int mark = Math.floorMod(name.hashCode(), 36 * 36);
        String pod = "" + Character.forDigit(mark / 36, 36) + Character.forDigit(mark % 36, 36);
        return new OrgSettings(name, label, pod, name.hashCode(), rows, SEEDED_UNTIL);
    }

    /// How many records of an object are seeded.
    public int rows(String object) {
        @Nullable Integer told = rows.get(object);
        if (told != null) return told;
        return switch (object) {
            case "User" -> 20;
            case "Organization" -> 1;
            default -> 0;
        };
    }
}
