package dev.tenon.format;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads one of the `alerts`.
final class AlertShape {
    private static final Pattern WHEN = Pattern.compile("(\\w+)\\s*>\\s*(\\S+)");
    private static final List<String> METRICS = List.of("errorRate", "quotaUsed", "staleness");

    private final Notes notes;

    AlertShape(Notes notes) {
        this.notes = notes;
    }

    /// The alert; absent only after an error.
    @Nullable Alert read(Fields fields) {
        String name = fields.requiredText("name", "name: crm failing");
        String condition = fields.requiredText("when", "when: errorRate > 5%");
        Duration over = fields.span("over");
        String notify = fields.requiredText("notify", "notify: ops");
        fields.done();
        if (condition.isEmpty()) return null;
        Alert.When when = when(condition);
        if (when == null) {
            Matcher match = WHEN.matcher(condition);
            String metric = match.matches() ? match.group(1) : condition;
            notes.error(
                    fields.placeOf("when"),
                    "bad-condition",
                    "\"%s\" is not a condition of an alert.".formatted(condition),
                    Nearest.advice(
                            METRICS.contains(metric) ? List.of() : Nearest.to(metric, METRICS),
                            "Write errorRate > 5%, quotaUsed > 80% or staleness > 1h."));
            return null;
        }
        return new Alert(name, when, over, notify);
    }

    private static Alert.@Nullable When when(String condition) {
        Matcher match = WHEN.matcher(condition.strip());
        if (!match.matches()) return null;
        String bound = match.group(2);
        int percent = StorageShape.percentOf(bound);
        Optional<Duration> age = Span.read(bound);
        return switch (match.group(1)) {
            case "errorRate" -> percent < 0 ? null : new Alert.When.ErrorRate(percent);
            case "quotaUsed" -> percent < 0 ? null : new Alert.When.QuotaUsed(percent);
            case "staleness" -> age.<Alert.When>map(Alert.When.Staleness::new).orElse(null);
            default -> null;
        };
    }
}
