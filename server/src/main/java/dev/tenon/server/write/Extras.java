package dev.tenon.server.write;

import dev.tenon.spi.Writer.Association;
import dev.tenon.spi.Writer.Reference;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What goes with the fields of a record. Fields are named as the provider names them; a reference
/// is not among the record's fields, and a conditional field is there or among the references.
///
/// @param references records that reference fields point at, by field
/// @param ifEmpty fields that an update sends only where the provider's are empty
/// @param notOnCreate fields that an upsert leaves out when it makes the record
/// @param notOnUpdate fields that an upsert leaves out when the record is there
/// @param associations other records that it is associated with
record Extras(
        Map<String, Reference> references,
        Set<String> ifEmpty,
        Set<String> notOnCreate,
        Set<String> notOnUpdate,
        List<Association> associations) {
    static final Extras NONE = new Extras(Map.of(), Set.of(), Set.of(), Set.of(), List.of());

    /// Copies its collections, keeping their order.
    Extras {
        references = Collections.unmodifiableMap(new LinkedHashMap<>(references));
        ifEmpty = Collections.unmodifiableSet(new LinkedHashSet<>(ifEmpty));
        notOnCreate = Collections.unmodifiableSet(new LinkedHashSet<>(notOnCreate));
        notOnUpdate = Collections.unmodifiableSet(new LinkedHashSet<>(notOnUpdate));
        associations = List.copyOf(associations);
    }

    /// The same conditions, with these references and associations.
    Extras with(Map<String, Reference> parents, List<Association> others) {
        return new Extras(parents, ifEmpty, notOnCreate, notOnUpdate, others);
    }

    /// Whether what is sent hangs on whether the record is there.
    boolean differs() {
        return !notOnCreate.isEmpty() || !notOnUpdate.isEmpty();
    }

    /// Whether anything hangs on what the provider has.
    boolean isConditional() {
        return differs() || !ifEmpty.isEmpty();
    }

    /// Whether a field is perhaps not sent.
    boolean mayLeaveOut(String field) {
        return ifEmpty.contains(field)
                || notOnCreate.contains(field)
                || notOnUpdate.contains(field);
    }

    /// The same without conditions, and without the references of `fields`.
    Extras settled(Set<String> fields) {
        var kept = new LinkedHashMap<>(references);
        kept.keySet().removeAll(fields);
        return new Extras(kept, Set.of(), Set.of(), Set.of(), associations);
    }
}
