package dev.tenon.format;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// The names that somebody may have meant.
public final class Nearest {
    private static final int MOST = 3;

    private Nearest() {}

    /// At most three of the known names that are much like the given one, best first. Case counts
    /// little, swapped letters count once; a name of which the given one is the beginning is like
    /// it.
    public static List<String> to(String name, Collection<String> known) {
        record Scored(String name, int distance) {}
        String wanted = name.toLowerCase(Locale.ROOT);
        if (wanted.isBlank() || wanted.length() > 200) return List.of();
        int limit = Math.max(1, wanted.length() / 3);
        return known.stream()
                .distinct()
                .map(each ->
                        new Scored(each, distance(wanted, each.toLowerCase(Locale.ROOT), limit)))
                .filter(each -> each.distance <= limit)
                .sorted(Comparator.comparingInt(Scored::distance).thenComparing(Scored::name))
                .limit(MOST)
                .map(Scored::name)
                .toList();
    }

    /// A sentence that names what was perhaps meant, or else gives the other advice.
    public static String advice(String name, Collection<String> known, String otherwise) {
        return advice(to(name, known), otherwise);
    }

    /// The same for names already found.
    public static String advice(List<String> nearest, String otherwise) {
        if (nearest.isEmpty()) return otherwise;
        return "Did you mean \"%s\"? %s".formatted(String.join("\" or \"", nearest), otherwise);
    }

    /// Letters to change, add, drop or swap; a mere beginning is one step away.
    private static int distance(String a, String b, int limit) {
        if (a.length() >= 4 && b.startsWith(a)) return 1;
        if (Math.abs(a.length() - b.length()) > limit) return limit + 1;
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) last[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(last[j - 1] + change, Math.min(last[j], row[j - 1]) + 1);
                if (swapped(a, i, b, j)) row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
            }
            int[] spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
        }
        return last[b.length()];
    }

    private static boolean swapped(String a, int i, String b, int j) {
        return i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
    }
}
