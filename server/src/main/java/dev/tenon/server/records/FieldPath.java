package dev.tenon.server.records;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A field name, or a path into one written as `$['address']['city']`.
///
/// @param steps at least one
public record FieldPath(List<String> steps) {
    private static final Pattern STEP = Pattern.compile("\\['([^']*)']");

    /// Copies its list.
    public FieldPath {
        steps = List.copyOf(steps);
    }

    /// The path that a name in a manifest stands for.
    public static FieldPath of(String name) {
        if (!name.startsWith("$[")) return new FieldPath(List.of(name));
        var steps = new ArrayList<String>();
        Matcher matcher = STEP.matcher(name);
        while (matcher.find()) steps.add(matcher.group(1));
        return new FieldPath(steps.isEmpty() ? List.of(name) : steps);
    }

    /// The provider's field that a name or path begins with.
    public static String top(String name) {
        return of(name).steps().getFirst();
    }

    /// The same path into another field.
    FieldPath withTop(String top) {
        var other = new ArrayList<>(steps);
        other.set(0, top);
        return new FieldPath(other);
    }

    /// As the manifest writes it.
    @Override
    public String toString() {
        if (steps.size() == 1) return steps.getFirst();
        var text = new StringBuilder("$");
        steps.forEach(step -> text.append("['").append(step).append("']"));
        return text.toString();
    }
}
