package dev.tenon.connectors.salesforce;

import dev.tenon.connectors.json.JsonTree;
import dev.tenon.connectors.salesforce.SalesforceCalls.Reply;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.ProviderException.Said;
import dev.tenon.spi.Writer.Batch;
import dev.tenon.spi.Writer.Item;
import dev.tenon.spi.Writer.Problem;
import dev.tenon.spi.Writer.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Single updates, up to 25 of them in one call of the quota, each on its own condition (REST API
/// Developer Guide, "Composite"). One that fails does not touch the others. Safe for use by many
/// threads.
final class CompositeWrites {
    static final int MOST = 25;

    /// In bodies, what stands between this and a brace is replaced by a part of an earlier answer.
    /// There is no way to write it so that it is taken as it is.
    private static final String REFERENCE = "@{";

    private final SalesforceCalls calls;
    private final WriteAnswers answers;

    CompositeWrites(SalesforceCalls calls, WriteAnswers answers) {
        this.calls = calls;
        this.answers = answers;
    }

    /// The results in order.
    ///
    /// @throws ProviderException.Invalid when a text would be taken for a reference; nothing is
    ///   sent then, and the record goes unharmed when it is sent alone
    List<Result> send(Batch batch, List<Item> items) {
        var requests = new ArrayList<Map<String, Object>>();
        for (Item item : items) requests.add(subrequest(batch, item, name(requests.size())));
        Map<String, Object> body = Map.of("allOrNone", false, "compositeRequest", requests);
        Reply reply = calls.send(calls.request("POST", "/composite", body));
        if (!reply.isSuccess()) throw calls.refusal(reply, true);
        List<Reply> replies = replies(reply, items.size());
        refuseTogether(replies);
        var results = new ArrayList<Result>();
        for (int at = 0; at < items.size(); at++) {
            results.add(result(replies.get(at), batch, items.get(at)));
        }
        return results;
    }

    private static String name(int at) {
        return "r" + at;
    }

    /// Headers of the call itself do not reach its parts, so each has them all.
    private static Map<String, Object> subrequest(Batch batch, Item item, String name) {
        Map<String, @Nullable Object> fields = WriteBodies.fields(item, null);
        if (mentionsReference(fields)) throw ambiguous();
        var headers = new LinkedHashMap<>(batch.headers());
        headers.putAll(WriteConditions.headers(batch, item));
        var request = new LinkedHashMap<String, Object>();
        request.put("method", "PATCH");
        request.put("url", SalesforceCalls.ROOT + WriteBodies.row(batch, item));
        request.put("referenceId", name);
        if (!headers.isEmpty()) request.put("httpHeaders", headers);
        request.put("body", fields);
        return request;
    }

    private static boolean mentionsReference(@Nullable Object value) {
        return switch (value) {
            case String text -> text.contains(REFERENCE);
            case Map<?, ?> parts ->
                    parts.values().stream().anyMatch(CompositeWrites::mentionsReference);
            case List<?> several -> several.stream().anyMatch(CompositeWrites::mentionsReference);
            case null, default -> false;
        };
    }

    /// The answers to the parts, in the order in which they were asked for.
    private static List<Reply> replies(Reply whole, int records) {
        JsonNode parts =
                JsonTree.tryRead(whole.body())
                        .map(tree -> tree.path("compositeResponse"))
                        .filter(JsonNode::isArray)
                        .orElseThrow(() -> garbled("an answer for each record"));
        if (parts.size() != records) throw garbled(records + " answers, not " + parts.size());
        var byName = new HashMap<String, JsonNode>();
        for (JsonNode part : parts) byName.put(part.path("referenceId").stringValue(""), part);
        var replies = new ArrayList<Reply>();
        for (int at = 0; at < records; at++) {
            JsonNode part = byName.get(name(at));
            if (part == null) throw garbled("for each record which one it answers for");
            replies.add(reply(part, whole));
        }
        return replies;
    }

    private static Reply reply(JsonNode part, Reply whole) {
        int status = part.path("httpStatusCode").intValue(0);
        boolean isOutcome = status / 100 == 2 || status == 300 || status >= 400;
        if (!isOutcome) throw garbled("a status for each record");
        JsonNode body = part.path("body");
        boolean isEmpty = body.isMissingNode() || body.isNull();
        byte[] bytes = isEmpty ? new byte[0] : JsonTree.write(body);
        return new Reply(status, bytes, whole.date(), Optional.empty(), whole.requestId());
    }

    /// Where no part was let in, for the sake of the credential or the quota, the call as a whole
    /// was refused: nothing was written, and what comes next would fare no better.
    private void refuseTogether(List<Reply> replies) {
        if (replies.stream().anyMatch(Reply::isSuccess)) return;
        var refusals =
                replies.stream().map(reply -> calls.errors().exception(reply, true)).toList();
        if (refusals.stream().allMatch(CompositeWrites::isOfAll)) throw refusals.getFirst();
    }

    private static boolean isOfAll(ProviderException refusal) {
        return refusal instanceof ProviderException.Expired
                || refusal instanceof ProviderException.Revoked
                || refusal instanceof ProviderException.QuotaSpent;
    }

    /// A part that was refused was undone, so that what is not the record's fault may pass. No
    /// gateway stands between the call and its parts that could have lost an answer.
    private Result result(Reply reply, Batch batch, Item item) {
        if (WriteConditions.isBroken(reply, item)) return new Result.Changed();
        Optional<Result> done =
                answers.toSingle(reply, batch.operation(), String.valueOf(item.recordId()));
        if (done.isPresent()) return done.get();
        ProviderException refusal = calls.errors().exception(reply, true);
        return answers.refused(reply, refusal, !calls.errors().isAboutTheRecord(refusal));
    }

    private static ProviderException ambiguous() {
        String message = "A text with " + REFERENCE + " would be taken for a reference.";
        return new ProviderException.Invalid(
                new Said("REFERENCE", message, ""),
                List.of(new Problem("REFERENCE", message, List.of())));
    }

    private static ProviderException.Garbled garbled(String expected) {
        String message = "Salesforce was expected to answer " + expected + ".";
        return new ProviderException.Garbled(new Said("GARBLED", message, ""));
    }
}
