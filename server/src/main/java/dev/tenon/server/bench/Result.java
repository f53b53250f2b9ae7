package dev.tenon.server.bench;

import dev.tenon.server.json.Json;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/// One figure beside its reference.
///
/// @param id such as `B1`
/// @param measured in `unit`
/// @param reference in `unit`; 0 when there is none
/// @param goal what the ratio, or the figure itself, should reach
/// @param reached whether it does
record Result(
        String id,
        String what,
        double measured,
        double reference,
        String unit,
        String goal,
        boolean reached) {

    ObjectNode json() {
        ObjectNode json = Json.object();
        json.put("id", id).put("what", what).put("measured", measured).put("unit", unit);
        if (reference > 0) json.put("reference", reference).put("ratio", measured / reference);
        return json.put("goal", goal).put("reached", reached);
    }

    /// A row of the table that people see.
    String row() {
        String compared =
                reference > 0
                        ? String.format(
                                Locale.ROOT, "%,.1f | %.2f ×", reference, measured / reference)
                        : "– | –";
        return String.format(
                Locale.ROOT,
                "| %s | %s | %,.1f %s | %s | %s | %s |",
                id,
                what,
                measured,
                unit,
                compared,
                goal,
                reached ? "yes" : "no");
    }
}
