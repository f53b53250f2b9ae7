package dev.tenon.server.cli.screen;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lengths of time as people write and read them: `90s`, `5m`, `12h`, `7d`.
public final class Span {
    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private Span() {}

    /// Reads a span; empty when it is none.
    public static Optional<Duration> parse(String text) {
        Matcher matcher = WRITTEN.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) return Optional.empty();
        long number = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                });
    }

    /// In the largest unit that fits.
    public static String of(Duration span) {
        long seconds = Math.max(0, span.toSeconds());
        if (seconds < 60) return seconds + " s";
        if (seconds < 3_600) return seconds / 60 + " min";
        if (seconds < 86_400) return seconds / 3_600 + " h";
        return seconds / 86_400 + " d";
    }

    /// How long ago a moment in RFC 3339 was; the text itself when it is none, `-` when it is
    /// empty.
    public static String ago(String moment, Instant now) {
        if (moment.isEmpty()) return "-";
        try {
            return of(Duration.between(Instant.parse(moment), now)) + " ago";
        } catch (DateTimeParseException _) {
            return moment;
        }
    }
}
