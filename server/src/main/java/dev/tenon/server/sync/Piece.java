package dev.tenon.server.sync;

import dev.tenon.server.records.Applied;
import dev.tenon.server.records.RecordShaper;
import dev.tenon.server.records.RecordShaper.Incoming;
import dev.tenon.server.records.RecordShaper.Sighting;
import dev.tenon.spi.Page;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A page on its way into the store.
///
/// @param count how many records the provider sent
/// @param records those that are shaped
/// @param sightings those that are shaped only if they differ from what is stored
/// @param refused records that cannot be stored, with the reason
record Piece(
        Page page,
        int count,
        List<Incoming> records,
        List<Sighting> sightings,
        List<String> deleted,
        Map<String, String> refused,
        long asOf) {

    /// One whose records are all shaped.
    static Piece shaped(Page page, RecordShaper.Shaped shaped, long asOf) {
        return new Piece(
                page,
                shaped.records().size() + shaped.unreadable().size(),
                shaped.records(),
                List.of(),
                page.deletedIds(),
                unreadable(shaped.unreadable()),
                asOf);
    }

    /// One of which no record is shaped yet.
    static Piece sighted(Page page, List<Sighting> sightings, long asOf) {
        return new Piece(
                page, sightings.size(), List.of(), sightings, page.deletedIds(), Map.of(), asOf);
    }

    private static Map<String, String> unreadable(List<String> ids) {
        var refused = new LinkedHashMap<String, String>();
        ids.forEach(id -> refused.put(id, "It is no readable JSON object"));
        return refused;
    }

    /// The ids of everything that it tells of.
    Set<String> ids() {
        var ids = new HashSet<String>(deleted);
        records.forEach(record -> ids.add(record.id()));
        sightings.forEach(sighting -> ids.add(sighting.id()));
        return ids;
    }

    /// The same with every record shaped.
    Piece whole(RecordShaper shaper) {
        if (sightings.isEmpty()) return this;
        var wanted = new HashSet<String>();
        sightings.forEach(sighting -> wanted.add(sighting.id()));
        RecordShaper.Shaped shaped = shaper.shape(page.records(), wanted::contains);
        var all = new ArrayList<Incoming>(records);
        all.addAll(shaped.records());
        return new Piece(page, count, all, List.of(), deleted, refused, asOf)
                .with(unreadable(shaped.unreadable()));
    }

    /// This page with newer versions of the records in doubt, and without those that are stored in
    /// a newer version: what is left of it is as new as those.
    Piece settled(Applied.Doubts doubts, Keeping.Newer newer, long newerAsOf) {
        var old = new HashSet<>(doubts.unsure());
        old.addAll(doubts.outdated());
        var kept = new ArrayList<>(records);
        kept.removeIf(record -> old.contains(record.id()));
        kept.addAll(newer.records());
        var seen = new ArrayList<>(sightings);
        seen.removeIf(sighting -> old.contains(sighting.id()));
        var gone = new ArrayList<>(deleted);
        gone.removeAll(old);
        gone.addAll(newer.gone());
        return new Piece(page, count, kept, seen, gone, refused, newerAsOf);
    }

    /// This page, whatever others have stored meanwhile.
    Piece asTheNewest() {
        return new Piece(page, count, records, sightings, deleted, refused, Long.MAX_VALUE);
    }

    /// This page without records that were found to be unreadable when they were shaped.
    Piece withUnreadable(List<String> ids) {
        return ids.isEmpty() ? this : without(unreadable(ids));
    }

    /// This page without records that cannot be stored.
    Piece without(Map<String, String> more) {
        return new Piece(
                        page,
                        count,
                        records.stream().filter(record -> !more.containsKey(record.id())).toList(),
                        sightings.stream()
                                .filter(sighting -> !more.containsKey(sighting.id()))
                                .toList(),
                        deleted,
                        refused,
                        asOf)
                .with(more);
    }

    private Piece with(Map<String, String> more) {
        var all = new LinkedHashMap<>(refused);
        all.putAll(more);
        return new Piece(page, count, records, sightings, deleted, all, asOf);
    }
}
