package dev.tenon.server.api;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.json.Json;
import dev.tenon.spi.ProviderException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Errors as `application/problem+json` (RFC 9457): the compatible members, and our diagnostic's
/// `code`, `what`, `where` and `fix` beside them.
final class Problems {
    private static final Map<Integer, String> TITLES =
            Map.ofEntries(
                    Map.entry(400, "Bad Request"),
                    Map.entry(401, "Unauthorized"),
                    Map.entry(403, "Forbidden"),
                    Map.entry(404, "Not Found"),
                    Map.entry(405, "Method Not Allowed"),
                    Map.entry(409, "Conflict"),
                    Map.entry(412, "Precondition Failed"),
                    Map.entry(413, "Content Too Large"),
                    Map.entry(422, "Unprocessable Content"),
                    Map.entry(429, "Too Many Requests"),
                    Map.entry(500, "Internal Server Error"),
                    Map.entry(502, "Bad Gateway"),
                    Map.entry(503, "Service Unavailable"));

    private Problems() {}

    static Reply of(Refusal refusal, String requestId, Instant now) {
        return of(refusal.kind().status(), refusal.diagnostics(), requestId, now);
    }

    static Reply of(int status, List<Diagnostic> diagnostics, String requestId, Instant now) {
        Diagnostic first = diagnostics.getFirst();
        ObjectNode json = Json.object();
        json.put("type", "about:blank");
        json.put("title", TITLES.getOrDefault(status, "Error"));
        json.put("status", status);
        json.put("detail", first.what());
        json.put("remedy", first.fix());
        json.put("time", now.toString());
        json.put("requestId", requestId);
        json.put("retryable", status == 429 || status >= 500);
        put(json, first);
        if (diagnostics.size() > 1) {
            json.set("causes", Json.array(diagnostics.stream().map(Diagnostic::what).toList()));
            ArrayNode issues = json.putArray("issues");
            for (Diagnostic diagnostic : diagnostics) {
                ObjectNode issue = issues.addObject();
                issue.put("title", diagnostic.code());
                issue.put("status", status);
                issue.put("detail", diagnostic.what());
                issue.put("in", "body");
                issue.put("name", diagnostic.where());
                put(issue, diagnostic);
            }
        }
        return new Reply(status, "application/problem+json", Json.bytes(json), Map.of());
    }

    private static void put(ObjectNode json, Diagnostic diagnostic) {
        json.put("code", diagnostic.code());
        json.put("what", diagnostic.what());
        json.put("where", diagnostic.where());
        json.put("fix", diagnostic.fix());
    }

    /// What the product is told when a provider did not do what was asked.
    static Refusal of(ProviderException refused) {
        String said = refused.getMessage() + " (" + refused.code() + ")";
        return switch (refused) {
            case ProviderException.Revoked _, ProviderException.Expired _ ->
                    refusal(
                            Refusal.Kind.UNPROCESSABLE,
                            "provider.signed-out",
                            said,
                            "Have the customer connect again.");
            case ProviderException.Forbidden _ ->
                    refusal(
                            Refusal.Kind.UNPROCESSABLE,
                            "provider.forbidden",
                            said,
                            "Have the customer give the connected user this right.");
            case ProviderException.Busy _, ProviderException.QuotaSpent _ ->
                    refusal(Refusal.Kind.UNAVAILABLE, "provider.busy", said, "Try again later.");
            case ProviderException.SchemaChanged _,
                    ProviderException.Invalid _,
                    ProviderException.Duplicate _,
                    ProviderException.NotFound _ ->
                    refusal(
                            Refusal.Kind.UNPROCESSABLE,
                            "provider.refused",
                            said,
                            "Compare the request with what the provider has.");
            case ProviderException.CursorExpired _,
                    ProviderException.CheckpointExpired _,
                    ProviderException.Unreachable _,
                    ProviderException.Garbled _ ->
                    refusal(
                            Refusal.Kind.PROVIDER_FAILED,
                            "provider.failed",
                            said,
                            "Try again; if it stays so, look at the provider's status page.");
        };
    }

    private static Refusal refusal(Refusal.Kind kind, String code, String said, String fix) {
        return new Refusal(kind, code, "The provider answered: " + said, "provider", fix);
    }
}
