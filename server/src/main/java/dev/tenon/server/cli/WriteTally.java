package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Count;
import dev.tenon.server.cli.screen.Ink;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What became of the records of a write, over all its requests. For use by one thread.
final class WriteTally {
    private static final int MOST_SHOWN = 20;

    private final List<JsonNode> answers = new ArrayList<>();
    private final ArrayNode results = Json.array();
    private final ArrayNode errors = Json.array();
    private final ArrayNode operations = Json.array();
    private long accepted;

    /// Takes the answer to a request.
    ///
    /// @param records how many the request had
    /// @param isBatch whether it was a batch
    void add(JsonNode answer, int records, boolean isBatch) {
        answers.add(answer);
        operations.add(answer.path("operationId"));
        JsonNode single = answer.path("result");
        int before = results.size() + (int) accepted;
        if (isBatch && answer.has("results")) {
            answer.path("results").forEach(results::add);
        } else if (single.isObject()) {
            ObjectNode result = (ObjectNode) single.deepCopy();
            if (answer.has("errors")) result.set("errors", answer.get("errors"));
            results.add(result);
        } else if (answer.path("errors").isEmpty()) {
            accepted += records;
        } else {
            results.addObject().put("success", false);
        }
        for (JsonNode error : answer.path("errors")) addError(error, before);
    }

    /// A place counts from the first record of all requests.
    private void addError(JsonNode error, int before) {
        if (!(error.deepCopy() instanceof ObjectNode copy)) return;
        copy.put("index", before + error.path("index").asInt(0));
        errors.add(copy);
    }

    /// How many were written for sure.
    long successes() {
        return results.valueStream().filter(each -> each.path("success").asBoolean(false)).count();
    }

    /// How many were not, or not for sure.
    long failures() {
        return results.size() - successes();
    }

    /// The only answer as it is, or all together.
    JsonNode json(boolean isMany) {
        if (!isMany) return answers.getFirst();
        ObjectNode json = Json.object();
        json.set("operationIds", operations);
        json.put("acceptedCount", accepted);
        json.put("successCount", successes());
        json.put("failureCount", failures());
        json.set("results", results);
        json.set("errors", errors);
        return json;
    }

    /// For people.
    void show(Desk desk, String what, boolean isMany) {
        Terminal terminal = desk.terminal();
        if (accepted > 0) {
            desk.done("Accepted " + Count.of(accepted, "record") + " to " + what + ".");
            terminal.say("See what becomes of them: tenon logs --operation " + lastOperation());
        }
        if (successes() > 0) {
            String id = isMany ? "" : ": " + Words.of(results.get(0), "recordId");
            desk.done("Done: " + Count.of(successes(), "record") + " to " + what + id + ".");
        }
        if (failures() == 0) return;
        terminal.note(terminal.paint(Ink.RED, "Not done: " + Count.of(failures(), "record") + "."));
        for (int i = 0; i < Math.min(errors.size(), MOST_SHOWN); i++) {
            terminal.note(Terminal.clean(text(errors.get(i), isMany)));
        }
        if (errors.size() > MOST_SHOWN) {
            terminal.note("… and more; see them all with --json.");
        }
    }

    private String lastOperation() {
        return Words.of(answers.getLast(), "operationId");
    }

    private static String text(JsonNode error, boolean isMany) {
        String record = isMany ? "record " + (error.path("index").asInt(0) + 1) + ": " : "";
        String code = Words.of(error, "code");
        String what = record + Json.text(error, "what", Words.of(error, "message"));
        String where = Words.of(error, "where");
        String fix = Words.of(error, "fix");
        return (code.isEmpty() ? "" : code + ": ")
                + what
                + (where.isEmpty() ? "" : "\n  at  " + where)
                + (fix.isEmpty() ? "" : "\n  fix " + fix);
    }
}
