package dev.tenon.connectors.salesforce;

import dev.tenon.connectors.json.JsonTree;
import dev.tenon.connectors.salesforce.SalesforceCalls.Reply;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.ProviderException.Said;
import dev.tenon.spi.Writer.Problem;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Turns what Salesforce answers into the reaction it asks for, by the table in [Reaction].
///
/// It understands the API's array of errors, the OAuth object, the list of URLs that comes with
/// 300, and bodies that are no JSON at all. Safe for use by many threads.
final class SalesforceErrors {
    private static final int SERVER_ERROR = 500;
    private static final int SHOWN = 200;
    private static final Pattern MISSING =
            Pattern.compile(
                    "No such column '([^']+)'|[Ss][Oo]bject type '([^']+)' is not supported"
                            + "|understand relationship '([^']+)'");
    private static final Pattern EXISTING = Pattern.compile("record with id: (\\w{15,18})");

    /// A session id is the org's id, an exclamation mark and the secret.
    private static final Pattern SECRET =
            Pattern.compile("00D\\w{9,15}(?:!|%21)[\\w.%-]+|(?i:bearer)\\s+\\S+");

    private final InstantSource clock;

    SalesforceErrors(InstantSource clock) {
        this.clock = clock;
    }

    /// The exception for an unsuccessful reply.
    ///
    /// @param write whether the request may have changed something
    ProviderException exception(Reply reply, boolean write) {
        List<Problem> problems = problems(reply.body());
        if (problems.isEmpty()) return bare(reply, write);
        Problem first = problems.getFirst();
        Reaction.Row row = row(first).orElseGet(() -> Reaction.ofStatus(reply.status()));
        var said = new Said(first.code(), first.message(), reply.requestId());
        return exception(row, said, problems, reply);
    }

    /// The problems a body tells of; empty when it tells of none in a form known here.
    List<Problem> problems(byte[] body) {
        JsonNode tree = JsonTree.tryRead(body).orElse(null);
        if (tree == null) return List.of();
        if (tree.isObject() && tree.has("error")) return List.of(signInProblem(tree));
        var problems = new ArrayList<Problem>();
        if (tree.isArray()) tree.forEach(each -> problem(each).ifPresent(problems::add));
        return problems;
    }

    /// One problem, from either spelling of its code; empty when there is none.
    Optional<Problem> problem(JsonNode tree) {
        String code = tree.path("errorCode").stringValue(tree.path("statusCode").stringValue(""));
        if (code.isEmpty()) return Optional.empty();
        var fields = new ArrayList<String>();
        tree.path("fields").forEach(field -> fields.add(field.stringValue("")));
        String message = tree.path("message").stringValue("") + alike(tree.path("duplicateResult"));
        return Optional.of(problem(code, message, fields));
    }

    /// The record that a duplicate rule takes for the one that was sent, in the words by which the
    /// other duplicates are told; empty when there is none.
    private static String alike(JsonNode duplicates) {
        for (JsonNode match : duplicates.path("matchResults")) {
            for (JsonNode record : match.path("matchRecords")) {
                String id = record.path("record").path("Id").stringValue("");
                if (!id.isEmpty()) return " (a record with id: " + id + ")";
            }
        }
        return "";
    }

    /// One problem, without what nobody may see.
    static Problem problem(String code, String message, List<String> fields) {
        return new Problem(code, clean(message.strip()), fields);
    }

    /// Whether the same record may succeed later, unchanged.
    boolean isRetryable(Problem problem) {
        return row(problem)
                .map(Reaction.Row::reaction)
                .filter(it -> it == Reaction.BUSY || it == Reaction.QUOTA_SPENT)
                .isPresent();
    }

    /// Whether the table blames the record and not the credential, the quota or the provider.
    boolean isAboutTheRecord(ProviderException refusal) {
        return switch (refusal) {
            case ProviderException.Forbidden _,
                    ProviderException.SchemaChanged _,
                    ProviderException.Invalid _,
                    ProviderException.Duplicate _,
                    ProviderException.NotFound _ ->
                    true;
            case ProviderException.Expired _,
                    ProviderException.Revoked _,
                    ProviderException.Busy _,
                    ProviderException.QuotaSpent _,
                    ProviderException.CursorExpired _,
                    ProviderException.CheckpointExpired _,
                    ProviderException.Unreachable _,
                    ProviderException.Garbled _ ->
                    false;
        };
    }

    private Problem signInProblem(JsonNode tree) {
        String code = tree.path("error").stringValue("error");
        return new Problem(
                code, clean(tree.path("error_description").stringValue(code)), List.of());
    }

    private static Optional<Reaction.Row> row(Problem problem) {
        return Reaction.CODES.stream()
                .filter(row -> row.code().equals(problem.code()))
                .filter(row -> problem.message().contains(row.text()))
                .findFirst();
    }

    /// No code came: the status alone decides. After a write, a 5xx that Salesforce itself did not
    /// explain may come from a gateway that lost the answer, save 503, which means not now.
    private ProviderException bare(Reply reply, boolean write) {
        Reaction.Row row = Reaction.ofStatus(reply.status());
        var said = new Said(row.code(), words(reply), reply.requestId());
        boolean isLost = write && reply.status() >= SERVER_ERROR && reply.status() != 503;
        Reaction reaction = isLost ? Reaction.LOST : row.reaction();
        var known = new Reaction.Row(row.code(), "", reaction, row.pause());
        return exception(known, said, List.of(), reply);
    }

    private ProviderException exception(
            Reaction.Row row, Said said, List<Problem> problems, Reply reply) {
        Duration wait = reply.retryAfter().orElse(row.pause());
        return switch (row.reaction()) {
            case EXPIRED -> new ProviderException.Expired(said);
            case REVOKED -> new ProviderException.Revoked(said);
            case FORBIDDEN -> new ProviderException.Forbidden(said);
            case BUSY -> new ProviderException.Busy(said, wait);
            case QUOTA_SPENT -> new ProviderException.QuotaSpent(said, clock.instant().plus(wait));
            case CURSOR_EXPIRED -> new ProviderException.CursorExpired(said);
            case SCHEMA_CHANGED -> new ProviderException.SchemaChanged(said, names(problems));
            case INVALID -> new ProviderException.Invalid(said, problems);
            case DUPLICATE -> new ProviderException.Duplicate(said, existing(said.message()));
            case NOT_FOUND -> new ProviderException.NotFound(said);
            case LOST ->
                    new ProviderException.Unreachable(said, true, new IOException(said.code()));
            case GARBLED -> new ProviderException.Garbled(said);
        };
    }

    private static Set<String> names(List<Problem> problems) {
        var names = new LinkedHashSet<String>();
        for (Problem problem : problems) {
            names.addAll(problem.fields());
            Matcher missing = MISSING.matcher(problem.message());
            while (missing.find()) {
                for (int group = 1; group <= missing.groupCount(); group++) {
                    if (missing.group(group) != null) names.add(missing.group(group));
                }
            }
        }
        return names;
    }

    private static String existing(String message) {
        Matcher existing = EXISTING.matcher(message);
        return existing.find() ? existing.group(1) : "";
    }

    private static String words(Reply reply) {
        String body = new String(reply.body(), java.nio.charset.StandardCharsets.UTF_8);
        if (reply.status() == 300) return "Several records match: " + clean(shorten(body));
        String text = body.replaceAll("(?s)<(style|script).*?</\\1>|<[^>]*>", " ");
        String words = clean(text.replaceAll("\\s+", " ").strip());
        return words.isEmpty()
                ? "Salesforce answered " + reply.status() + " without saying why."
                : "Salesforce answered " + reply.status() + ": " + shorten(words);
    }

    private static String shorten(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    private static String clean(String text) {
        return SECRET.matcher(text).replaceAll("***");
    }
}
