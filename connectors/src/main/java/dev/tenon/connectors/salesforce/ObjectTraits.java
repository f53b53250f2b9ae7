package dev.tenon.connectors.salesforce;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What a read has to know of an object: which field tells when a record changed, whether deletions
/// can be asked for, and how to write the literals its filters compare with.
///
/// @param object the name as it was asked for
/// @param time the field that orders changes; empty when the object has none
/// @param isDeleted whether deleted records stay visible for a while
/// @param literals how values are written, by lower-case name of each field that filters use
record ObjectTraits(String object, String time, boolean isDeleted, Map<String, Literal> literals) {
    /// From best to worst. The first moves with every change, by people and by the system; the
    /// second can be set by hand; the last two only find new records, which suits objects that are
    /// only ever added to.
    static final List<String> TIMES =
            List.of("SystemModstamp", "LastModifiedDate", "CreatedDate", "LoginTime");

    private static final int MOVING = 2;

    /// Checks itself and copies its map.
    ObjectTraits {
        if (!Soql.isObjectName(object)) throw new IllegalArgumentException("not an object's name");
        if (!time.isEmpty() && !TIMES.contains(time)) {
            throw new IllegalArgumentException("not a field that orders changes");
        }
        literals = Map.copyOf(literals);
    }

    /// From a describe result, with the literals of all its fields.
    static ObjectTraits of(JsonNode described) {
        var literals = new HashMap<String, Literal>();
        boolean isDeleted = false;
        int best = TIMES.size();
        for (JsonNode field : described.path("fields")) {
            String name = field.path("name").stringValue("");
            literals.put(lower(name), Literal.of(field.path("type").stringValue("")));
            if (name.equals("IsDeleted")) isDeleted = true;
            int rank = TIMES.indexOf(name);
            boolean usable = field.path("filterable").booleanValue(true);
            if (rank >= 0 && usable) best = Math.min(best, rank);
        }
        String time = best < TIMES.size() ? TIMES.get(best) : "";
        return new ObjectTraits(described.path("name").stringValue(""), time, isDeleted, literals);
    }

    /// Whether deletions can be read as changes: the record must stay visible, and its time must
    /// move when it goes.
    boolean hasDeletes() {
        int rank = TIMES.indexOf(time);
        return isDeleted && rank >= 0 && rank < MOVING;
    }

    /// How values of `field` are written, when known.
    Optional<Literal> literal(String field) {
        return Optional.ofNullable(literals.get(lower(field)));
    }

    /// These traits for `object` as the engine spells it, with only the literals of `fields`, so
    /// that they are short enough for a cursor.
    ObjectTraits narrowed(String asked, List<String> fields) {
        var wanted = new HashMap<String, Literal>();
        for (String field : fields) {
            literal(field).ifPresent(literal -> wanted.put(lower(field), literal));
        }
        return new ObjectTraits(asked, time, isDeleted, wanted);
    }

    private static String lower(String name) {
        return name.toLowerCase(java.util.Locale.ROOT);
    }
}
