package dev.tenon.format;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as people write them: `5s`, `15m`, `1h`, `400d`.
final class Span {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,6})(s|m|h|d)");

    private Span() {}

    static Optional<Duration> read(String text) {
        Matcher match = FORM.matcher(text);
        if (!match.matches()) return Optional.empty();
        long count = Long.parseLong(match.group(1));
        return Optional.of(
                switch (match.group(2)) {
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                });
    }

    /// In the largest unit that says it exactly.
    static String write(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds == 0) return "0s";
        if (seconds % 86_400 == 0) return seconds / 86_400 + "d";
        if (seconds % 3_600 == 0) return seconds / 3_600 + "h";
        if (seconds % 60 == 0) return seconds / 60 + "m";
        return seconds + "s";
    }
}
