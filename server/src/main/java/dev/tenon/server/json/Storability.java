package dev.tenon.server.json;

import dev.tenon.diagnostics.Refusal;
import java.math.BigDecimal;
import tools.jackson.databind.JsonNode;

/// Refuses what JSON can spell and PostgreSQL cannot store: strange characters, and numbers with
/// more digits than `numeric` has room for. A short exponent can spell a number that fills the
/// memory once it is written out.
public final class Storability {
    private static final int MOST_DIGITS = 131_072;
    private static final int MOST_PLACES = 16_383;

    private Storability() {}

    /// Looks at every name and value of a tree.
    ///
    /// @throws Refusal `request.bad-character`, `request.bad-value`
    static void check(JsonNode node) {
        if (node.isString()) Characters.check(node.asString(), "body");
        if (node.isBigDecimal()) check(node.decimalValue());
        node.properties()
                .forEach(entry -> {
                    Characters.check(entry.getKey(), "body");
                    check(entry.getValue());
                });
        if (node.isArray()) node.forEach(Storability::check);
    }

    /// Whether `numeric` has room for a number's digits.
    public static boolean fits(BigDecimal number) {
        long digits = (long) number.precision() - number.scale();
        return digits <= MOST_DIGITS && number.scale() <= MOST_PLACES;
    }

    private static void check(BigDecimal number) {
        if (fits(number)) return;
        throw new Refusal(
                Refusal.Kind.INVALID,
                "request.bad-value",
                "The number " + number + " is out of range.",
                "body",
                "Send a number with at most %,d digits before the point and %,d after it."
                        .formatted(MOST_DIGITS, MOST_PLACES));
    }
}
