package dev.tenon.spi;

import java.util.Set;

/// One object of a provider, as this user sees it.
///
/// @param name the provider's own name, such as `Contact`
/// @param label the name people see
/// @param custom whether the customer made it
/// @param abilities what this user may do with it
/// @param upsertKeys fields by which a record may be upserted
/// @param deletes how deletions become known
public record ObjectInfo(
        String name,
        String label,
        boolean custom,
        Set<Ability> abilities,
        Set<String> upsertKeys,
        Deletes deletes) {

    /// Copies its collections.
    public ObjectInfo {
        abilities = Set.copyOf(abilities);
        upsertKeys = Set.copyOf(upsertKeys);
    }

    /// What may be done with an object.
    public enum Ability {
        READ,
        /// What changed since a checkpoint can be read without all the rest.
        CHANGES,
        CREATE,
        UPDATE,
        DELETE
    }

    /// How deletions become known.
    public enum Deletes {
        /// Incremental reads bring deleted ids.
        FEED,
        /// Only a sweep over all ids tells.
        SWEEP,
        /// Records are never deleted.
        NONE
    }
}
