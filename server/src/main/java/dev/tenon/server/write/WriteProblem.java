package dev.tenon.server.write;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.server.json.Json;
import dev.tenon.spi.Writer;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Why a record was not written, or what of it was left out.
///
/// @param providerCode the provider's own code; empty when it is we who say so
/// @param fields the provider's names of the fields it speaks of
public record WriteProblem(Diagnostic diagnostic, String providerCode, List<String> fields) {
    /// Copies its list.
    public WriteProblem {
        fields = List.copyOf(fields);
    }

    /// What we say ourselves.
    static WriteProblem of(String code, String what, String where, String fix) {
        return new WriteProblem(new Diagnostic(code, what, where, fix), "", List.of());
    }

    /// What the provider says of a record.
    ///
    /// @param where the object, and which record of the request
    static WriteProblem of(Writer.Problem said, String where) {
        String fields = String.join(", ", said.fields());
        var diagnostic =
                new Diagnostic(
                        "write.provider-refused",
                        said.message() + " (" + said.code() + ")",
                        fields.isEmpty() ? where : where + ": " + fields,
                        "Correct the record by what the provider says, and write it again.");
        return new WriteProblem(diagnostic, said.code(), said.fields());
    }

    /// As the API shows it: `message` beside the members of our diagnostic.
    public ObjectNode json() {
        ObjectNode json = Json.object();
        json.put("message", diagnostic.what());
        json.put("code", diagnostic.code());
        json.put("what", diagnostic.what());
        json.put("where", diagnostic.where());
        json.put("fix", diagnostic.fix());
        if (!providerCode.isEmpty()) json.put("providerCode", providerCode);
        if (!fields.isEmpty()) json.set("fields", Json.array(fields));
        return json;
    }

    /// Several, as an array.
    static ArrayNode json(List<WriteProblem> problems) {
        ArrayNode array = Json.array();
        problems.forEach(problem -> array.add(problem.json()));
        return array;
    }

    /// What [#json(List)] wrote.
    static List<WriteProblem> read(String text) {
        var problems = new ArrayList<WriteProblem>();
        for (JsonNode json : Json.parse(text)) {
            var diagnostic =
                    new Diagnostic(
                            Json.text(json, "code", ""),
                            Json.text(json, "what", ""),
                            Json.text(json, "where", ""),
                            Json.text(json, "fix", ""));
            problems.add(
                    new WriteProblem(
                            diagnostic,
                            Json.text(json, "providerCode", ""),
                            Json.texts(json, "fields")));
        }
        return problems;
    }
}
