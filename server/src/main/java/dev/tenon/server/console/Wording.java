package dev.tenon.server.console;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Numbers, times and long texts as people like to read them.
final class Wording {
    private static final DateTimeFormatter EXACT =
            DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private Wording() {}

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /// `1 record`, `2 records`.
    static String counted(long number, String one) {
        return count(number) + " " + one + (number == 1 ? "" : "s");
    }

    /// A moment seen from now, before or after it; null stays null.
    static @Nullable When when(@Nullable Instant moment, Instant now) {
        if (moment == null) return null;
        Duration since = Duration.between(moment, now);
        String words;
        if (since.abs().toSeconds() < 5) {
            words = "now";
        } else if (since.isNegative()) {
            words = "in " + span(since.negated());
        } else {
            words = span(since) + " ago";
        }
        return new When(words, EXACT.format(moment), moment.toString());
    }

    /// The largest unit that fits, and no other.
    static String span(Duration time) {
        long seconds = time.toSeconds();
        if (seconds < 1) return time.toMillis() + " ms";
        if (seconds < 60) return seconds + " s";
        if (seconds < 60 * 60) return seconds / 60 + " min";
        if (seconds < 48 * 60 * 60) return seconds / (60 * 60) + " h";
        return seconds / (24 * 60 * 60) + " days";
    }

    /// A text of at most this many characters, cut between words where it can be.
    static String shortened(String text, int most) {
        String line = text.strip().replaceAll("\\s+", " ");
        if (line.length() <= most) return line;
        int end = line.lastIndexOf(' ', most - 1);
        return line.substring(0, end < most / 2 ? most - 1 : end) + "…";
    }

    /// A moment, in words.
    ///
    /// @param words such as `3 min ago`
    /// @param exact for people who want to know exactly
    /// @param machine as machines read it
    record When(String words, String exact, String machine) {}
}
