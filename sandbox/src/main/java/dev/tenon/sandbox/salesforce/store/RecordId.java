package dev.tenon.sandbox.salesforce.store;

import org.jspecify.annotations.Nullable;

/// Record ids: 15 case-sensitive characters, or 18 with three more that carry the case of the
/// first.
public final class RecordId {
    private static final String DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String CHECK = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    private static final int COUNTER = 9;

    private RecordId() {}

    /// The 18-character id of the `number`-th record (from 0) of an object in an org.
    ///
    /// @param prefix three characters of the object
    /// @param pod two characters of the org
    public static String of(String prefix, String pod, int number) {
        var id = new char[18];
        prefix.getChars(0, 3, id, 0);
        pod.getChars(0, 2, id, 3);
        id[5] = '0';
        long rest = number + 1L;
        for (int at = 14; at >= 6; at--) {
            id[at] = DIGITS.charAt((int) (rest % 62));
            rest /= 62;
        }
        for (int block = 0; block < 3; block++) id[15 + block] = check(id, block * 5);
        return new String(id);
    }

    /// The 18-character form of an id, or null when it has a wrong form, a wrong character or a
    /// wrong suffix.
    public static @Nullable String full(String id) {
        if (id.length() != 15 && id.length() != 18) return null;
        var chars = new char[18];
        id.getChars(0, 15, chars, 0);
        for (int at = 0; at < 15; at++) {
            if (DIGITS.indexOf(chars[at]) < 0) return null;
        }
        for (int block = 0; block < 3; block++) chars[15 + block] = check(chars, block * 5);
        String full = new String(chars);
        return id.length() == 15 || full.equalsIgnoreCase(id) ? full : null;
    }

    /// The number of the record an id names, or -1 when the counter is out of range.
    static int number(String id) {
        long number = 0;
        for (int at = 15 - COUNTER; at < 15; at++)
            number = number * 62 + DIGITS.indexOf(id.charAt(at));
        return number < 1 || number > Integer.MAX_VALUE ? -1 : (int) (number - 1);
    }

    private static char check(char[] id, int from) {
        int bits = 0;
        for (int at = 0; at < 5; at++) {
            char letter = id[from + at];
            if (letter >= 'A' && letter <= 'Z') bits |= 1 << at;
        }
        return CHECK.charAt(bits);
    }
}
