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

    /// Steps over the name of a member and says its place.
    ///
    /// @param member how many members came before
    /// @return -1 when the member is not selected
    int of(int member, JsonScan scan) {
        if (member < names.length && names[member] != null && scan.string(names[member])) {
            return found[member];
        }
        scan.peek();
        int from = scan.at() + 1;
        boolean escaped = scan.string();
        int to = scan.at() - 1;
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
