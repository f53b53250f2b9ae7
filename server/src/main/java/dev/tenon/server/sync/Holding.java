package dev.tenon.server.sync;

import static java.util.Collections.unmodifiableSortedSet;

import dev.tenon.format.Backfill;
import dev.tenon.format.EffectiveRead;
import dev.tenon.format.Filter;
import dev.tenon.server.json.Json;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What the store holds of an object once its backfill is done.
///
/// @param fields that every record has, by the provider's names
/// @param partly fields that some records may have beside them
/// @param raw whether whole records are kept
/// @param filters which records, in words that differ when the filters do
/// @param days how far back; [#EVERYTHING] for all there is
record Holding(
        SortedSet<String> fields, SortedSet<String> partly, boolean raw, String filters, int days) {
    static final int EVERYTHING = Integer.MAX_VALUE;

    /// Copies its sets.
    Holding {
        fields = unmodifiableSortedSet(new TreeSet<>(fields));
        partly = unmodifiableSortedSet(new TreeSet<>(partly));
    }

    /// What it should hold under the config in force.
    static Holding wanted(ReadWork work) {
        EffectiveRead read = work.read();
        return new Holding(
                new TreeSet<>(work.shape().selection().types().keySet()),
                new TreeSet<>(),
                work.shape().selection().keepRaw(),
                inWords(read.filters().backfill()) + " / " + inWords(read.filters().always()),
                switch (read.backfill()) {
                    case Backfill.FullHistory() -> EVERYTHING;
                    case Backfill.Days(int days) -> days;
                    case Backfill.None() -> 0;
                });
    }

    private static String inWords(List<Filter> filters) {
        return filters.stream().map(each -> each.fieldName() + " = " + each.value()).toList() + "";
    }

    /// What is held once some records have been stored with just these fields.
    Holding mixedWith(Set<String> stored) {
        if (stored.equals(fields)) return this;
        var common = new TreeSet<>(fields);
        common.retainAll(stored);
        var rest = new TreeSet<>(fields);
        rest.addAll(stored);
        rest.addAll(partly);
        rest.removeAll(common);
        return new Holding(common, rest, raw, filters, days);
    }

    /// Whether all must be read again to come from this to `wanted`: other records are asked for,
    /// older ones too, or whole ones.
    boolean isOtherThan(Holding wanted) {
        return !filters.equals(wanted.filters)
                || days < wanted.days
                || (wanted.raw && !(raw && fields.containsAll(wanted.fields)));
    }

    /// The fields that `wanted` has beyond these.
    SortedSet<String> lacks(Holding wanted) {
        var lacking = new TreeSet<>(wanted.fields);
        lacking.removeAll(fields);
        return lacking;
    }

    ObjectNode json() {
        ObjectNode json = Json.object();
        json.set("fields", Json.array(fields));
        if (!partly.isEmpty()) json.set("partly", Json.array(partly));
        json.put("raw", raw).put("filters", filters).put("days", days);
        return json;
    }

    static Holding parse(JsonNode json) {
        return new Holding(
                new TreeSet<>(Json.texts(json, "fields")),
                new TreeSet<>(Json.texts(json, "partly")),
                Json.flag(json, "raw", false),
                Json.text(json, "filters", ""),
                json.path("days").asInt());
    }
}
