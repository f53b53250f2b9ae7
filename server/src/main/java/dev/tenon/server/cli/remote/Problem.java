package dev.tenon.server.cli.remote;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.json.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Reads a server's refusal: our diagnostic where it has one, else the members of RFC 9457.
final class Problem {
    private Problem() {}

    static Refusal read(Answer answer, Key key) {
        List<Diagnostic> told = new ArrayList<>();
        JsonNode problem = answer.json();
        for (JsonNode issue : problem.path("issues")) told.add(diagnostic(issue, answer.status()));
        if (told.isEmpty()) told.add(diagnostic(problem, answer.status()));
        if (answer.status() == 401) told = List.of(withKey(told.getFirst(), key));
        return new Refusal(kind(answer.status()), told);
    }

    private static Diagnostic diagnostic(JsonNode problem, int status) {
        String title = Json.text(problem, "title", "The server answered " + status + ".");
        String detail = Json.text(problem, "detail", title);
        return new Diagnostic(
                Json.text(problem, "code", "server.refused"),
                Json.text(problem, "what", detail),
                Json.text(problem, "where", Json.text(problem, "name", "")),
                Json.text(problem, "fix", Json.text(problem, "remedy", "")));
    }

    private static Diagnostic withKey(Diagnostic told, Key key) {
        String fix =
                key.isPresent()
                        ? "Give another key with --key or TENON_API_KEY."
                        : "Give a key with --key or TENON_API_KEY, or the server's data directory with"
                                + " --data.";
        return new Diagnostic(told.code(), told.what(), key.place(), fix);
    }

    private static Refusal.Kind kind(int status) {
        for (Refusal.Kind kind : Refusal.Kind.values()) {
            if (kind.status() == status) return kind;
        }
        return status >= 500 ? Refusal.Kind.UNAVAILABLE : Refusal.Kind.INVALID;
    }
}
