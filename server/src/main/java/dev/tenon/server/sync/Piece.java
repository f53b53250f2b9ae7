package dev.tenon.server.sync;

import dev.tenon.server.records.RecordShaper;
import dev.tenon.server.records.RecordShaper.Incoming;
import dev.tenon.spi.Page;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A page on its way into the store.
///
/// @param refused records that cannot be stored, with the reason
record Piece(
        Page page,
        List<Incoming> records,
        List<String> deleted,
        Map<String, String> refused,
        long asOf) {

    static Piece of(Page page, RecordShaper.Shaped shaped, long asOf) {
        var refused = new LinkedHashMap<String, String>();
        shaped.unreadable().forEach(id -> refused.put(id, "It is no readable JSON object"));
        return new Piece(page, shaped.records(), page.deletedIds(), refused, asOf);
    }

    /// The ids of everything that it tells of.
    Set<String> ids() {
        var ids = new HashSet<String>(deleted);
        records.forEach(record -> ids.add(record.id()));
        return ids;
    }

    /// This page with newer versions of some records.
    Piece with(Keeping.Newer newer, List<String> replaced, long newerAsOf) {
        var kept = new ArrayList<Incoming>(records);
        kept.removeIf(record -> replaced.contains(record.id()));
        kept.addAll(newer.records());
        var gone = new ArrayList<String>(deleted);
        gone.removeAll(replaced);
        gone.addAll(newer.gone());
        return new Piece(page, kept, gone, refused, newerAsOf);
    }

    /// This page, whatever others have stored meanwhile.
    Piece asTheNewest() {
        return new Piece(page, records, deleted, refused, Long.MAX_VALUE);
    }

    Piece without(Map<String, String> more) {
        var all = new LinkedHashMap<>(refused);
        all.putAll(more);
        return new Piece(
                page,
                records.stream().filter(record -> !more.containsKey(record.id())).toList(),
                deleted,
                all,
                asOf);
    }
}
