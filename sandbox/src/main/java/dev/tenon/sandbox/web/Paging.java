package dev.tenon.sandbox.web;

import java.util.List;
import java.util.SplittableRandom;

/// How the pages of one answer are cut: as large as they may be and each record once, as a provider
/// does on a good day, or as it also may.
///
/// @param shrinks whether a page has fewer records than it could have; the rest comes behind it
/// @param repeats whether some records come twice: again at once, or again from the page before
/// @param seed decides how few, and which
public record Paging(boolean shrinks, boolean repeats, long seed) {
    /// A good day.
    public static final Paging USUAL = new Paging(false, false, 0);

    private static final int MOST_AGAIN = 50;

    /// Records from the `from`-th to before the `to`-th.
    public record Span(int from, int to) {}

    /// How many records a page has that could have `most`.
    public int size(int most) {
        return shrinks && most > 1 ? random(most).nextInt(1, most) : most;
    }

    /// The records that a page of those from `from` to before `to` shows, in this order.
    public List<Span> spans(int from, int to) {
        if (!repeats || from >= to) return List.of(new Span(from, to));
        var random = random(to);
        int before = from > 0 && random.nextBoolean() ? 1 + random.nextInt(MOST_AGAIN) : 0;
        int again = random.nextInt(from, to);
        int until = random.nextInt(again + 1, to + 1);
        return List.of(new Span(Math.max(0, from - before), until), new Span(again, to));
    }

    private SplittableRandom random(int salt) {
        return new SplittableRandom(seed + salt);
    }
}
