package dev.tenon.server.write;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.format.Nearest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the members of one JSON object of a request and notes all that is wrong with them, so that
/// the caller hears everything at once. A member that is null is as good as absent. For use by one
/// thread.
final class Members {
    private final JsonNode object;
    private final String where;
    private final List<Diagnostic> problems;

    /// @param where the object's place, such as `body.retryPolicy`
    /// @param problems where problems are noted
    Members(JsonNode object, String where, List<Diagnostic> problems) {
        this.object = object;
        this.where = where;
        this.problems = problems;
    }

    /// Notes every member that is not among `known`.
    void only(Set<String> known) {
        for (String name : object.propertyNames()) {
            if (known.contains(name)) continue;
            problem(
                    "request.unknown-member",
                    "\"" + name + "\" is not known here.",
                    name,
                    Nearest.advice(name, known, "Leave it out."));
        }
    }

    @Nullable String text(String name) {
        JsonNode value = member(name);
        if (value == null) return null;
        if (value.isString()) return value.asString();
        wrongType(name, "a text");
        return null;
    }

    @Nullable String required(String name, String fix) {
        if (member(name) != null) {
            String text = text(name);
            if (text == null || !text.isBlank()) return text;
        }
        problem("request.missing", "\"" + name + "\" is missing.", name, fix);
        return null;
    }

    boolean flag(String name) {
        JsonNode value = member(name);
        if (value == null) return false;
        if (!value.isBoolean()) wrongType(name, "true or false");
        return value.isBoolean() && value.booleanValue();
    }

    /// A whole number in a range; null when it is absent or wrong.
    @Nullable Integer number(String name, int least, int most) {
        JsonNode value = member(name);
        if (value == null) return null;
        boolean isRight =
                value.isIntegralNumber()
                        && value.canConvertToInt()
                        && value.intValue() >= least
                        && value.intValue() <= most;
        if (isRight) return value.intValue();
        problem(
                "request.out-of-range",
                "\"" + name + "\" is not a whole number from " + least + " to " + most + ".",
                name,
                "Send a number from " + least + " to " + most + ".");
        return null;
    }

    /// A member that must be an object; null when it is absent or wrong.
    @Nullable Members object(String name) {
        JsonNode value = member(name);
        if (value == null) return null;
        if (value.isObject()) return new Members(value, where + "." + name, problems);
        wrongType(name, "an object");
        return null;
    }

    /// A member that must be an array; null when it is absent or wrong.
    @Nullable JsonNode array(String name) {
        JsonNode value = member(name);
        if (value == null || value.isArray()) return value;
        wrongType(name, "an array");
        return null;
    }

    @Nullable JsonNode member(String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    void wrongType(String name, String expected) {
        problem(
                "request.wrong-type",
                "\"" + name + "\" is not " + expected + ".",
                name,
                "Send " + expected + ".");
    }

    void problem(String code, String what, String name, String fix) {
        problems.add(new Diagnostic(code, what, where + "." + name, fix));
    }
}
