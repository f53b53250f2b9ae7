package dev.tenon.server.records;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds the place of a record's members among the selected fields. Providers spell the members of
/// every record in one order, so each is first compared with the one that stood there before. For
/// use by one thread at a time.
final class MemberPlaces {
    /// Beyond this many members each is looked up.
    private static final int LONGEST = 2_000;

    private final Map<String, Integer> places = new HashMap<>();
    private byte[][] names = new byte[64][];
    private int[] found = new int[64];

    MemberPlaces(List<String> fields) {
        for (int i = 0; i < fields.size(); i++) places.put(fields.get(i), i);
    }

    /// @param member how many members came before
    /// @param from where the name begins in the scan's buffer, without its quote
    /// @return -1 when the member is not selected
    int of(int member, JsonScan scan, int from, int to, boolean escaped) {
        if (member < names.length
                && names[member] != null
                && Arrays.equals(scan.buffer(), from, to, names[member], 0, names[member].length)) {
            return found[member];
        }
        String raw = scan.text(from, to);
        int place = places.getOrDefault(escaped ? Unescape.text(raw) : raw, -1);
        if (member < LONGEST) remember(member, Arrays.copyOfRange(scan.buffer(), from, to), place);
        return place;
    }

    private void remember(int member, byte[] name, int place) {
        if (member >= names.length) {
            names = Arrays.copyOf(names, member * 2);
            found = Arrays.copyOf(found, member * 2);
        }
        names[member] = name;
        found[member] = place;
    }
}
