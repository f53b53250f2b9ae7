package dev.tenon.server.write;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.format.Nearest;
import dev.tenon.server.json.Json;
import dev.tenon.server.write.WriteBody.Entry;
import dev.tenon.server.write.WriteBody.Mode;
import dev.tenon.spi.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The compatible JSON body of a write call.
public final class WriteRequestJson {
    private static final Set<String> KNOWN =
            Set.of(
                    "groupRef",
                    "type",
                    "mode",
                    "record",
                    "batch",
                    "batchPolicy",
                    "retryPolicy",
                    "autoBatchPolicy",
                    "associations",
                    "headers",
                    "externalIdField",
                    "actAs",
                    ConditionJson.VERSION,
                    ConditionJson.SINCE);
    private static final List<String> KINDS =
            Stream.of(Writer.Operation.values()).map(WriteRequestJson::word).toList();
    private static final int HOURS = 48;
    private static final int MINUTES = 24 * 60;

    private final List<Diagnostic> problems = new ArrayList<>();
    private final Members body;

    private WriteRequestJson(JsonNode body) {
        this.body = new Members(body, "body", problems);
    }

    /// Reads a body.
    ///
    /// @throws Refusal with everything that is wrong with it
    public static WriteBody read(JsonNode body) {
        if (!body.isObject()) throw Json.wrongType("", "an object");
        return new WriteRequestJson(body).read();
    }

    /// A kind of write as the wire spells it.
    static String word(Writer.Operation kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private WriteBody read() {
        body.only(KNOWN);
        String group = body.required("groupRef", "Say which of your customers is meant.");
        Writer.Operation kind = kind();
        Mode mode = mode();
        boolean isBatch = body.member("batch") != null;
        WriteBody.Options options = options(isBatch, mode);
        var records = new EntriesJson(body, problems, kind, options.allOrNone());
        List<Entry> entries = isBatch ? records.batch() : records.single();
        if (isBatch && kind == Writer.Operation.DELETE) refuseBatchOfDeletes();
        if (!problems.isEmpty() || group == null || kind == null) {
            throw new Refusal(Refusal.Kind.INVALID, problems);
        }
        return new WriteBody(group, kind, mode, isBatch, entries, options);
    }

    private Writer.@Nullable Operation kind() {
        String word = body.required("type", "Send one of " + String.join(", ", KINDS) + ".");
        if (word == null) return null;
        if (KINDS.contains(word)) return Writer.Operation.valueOf(word.toUpperCase(Locale.ROOT));
        body.problem(
                "write.unknown-type",
                "There is no write of type \"" + word + "\".",
                "type",
                Nearest.advice(word, KINDS, "Send one of " + String.join(", ", KINDS) + "."));
        return null;
    }

    private Mode mode() {
        String word = body.text("mode");
        if (word == null) return Mode.SYNCHRONOUS;
        for (Mode mode : Mode.values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(word)) return mode;
        }
        body.problem(
                "write.unknown-mode",
                "There is no mode \"" + word + "\".",
                "mode",
                "Send synchronous, asynchronous or no mode at all, which means synchronous.");
        return Mode.SYNCHRONOUS;
    }

    private void refuseBatchOfDeletes() {
        body.problem(
                "write.one-delete-at-a-time",
                "A batch cannot delete.",
                "batch",
                "Send one request with \"record\" for each record to delete.");
    }

    private WriteBody.Options options(boolean isBatch, Mode mode) {
        Members batch = body.object("batchPolicy");
        if (batch != null) batch.only(Set.of("allOrNone"));
        Members retry = body.object("retryPolicy");
        if (retry != null) retry.only(Set.of("deadlineHours"));
        Integer hours = retry == null ? null : retry.number("deadlineHours", 1, HOURS);
        Duration gather = null;
        Members auto = body.object("autoBatchPolicy");
        if (auto != null) {
            auto.only(Set.of("maxDelayMinutes", "retryDeadlineHours"));
            Integer autoHours = auto.number("retryDeadlineHours", 1, HOURS);
            if (hours == null) hours = autoHours;
            gather = gather(auto, isBatch, mode);
        }
        return new WriteBody.Options(
                batch != null && batch.flag("allOrNone"),
                headers(),
                body.text("externalIdField"),
                Duration.ofHours(hours == null ? 1 : hours),
                gather,
                actAs());
    }

    /// An empty name is nobody's, and must not turn into everybody's.
    private @Nullable String actAs() {
        String person = body.text("actAs");
        if (person == null || !person.isBlank()) return person;
        body.problem(
                "request.missing",
                "\"actAs\" names nobody.",
                "actAs",
                "Name one of the group's people by consumerRef, or leave it out.");
        return null;
    }

    private @Nullable Duration gather(Members auto, boolean isBatch, Mode mode) {
        if (isBatch || mode == Mode.SYNCHRONOUS) {
            body.problem(
                    "write.cannot-gather",
                    "Only single records of asynchronous writes are gathered.",
                    "autoBatchPolicy",
                    "Send \"record\" with mode asynchronous, or leave autoBatchPolicy out.");
            return null;
        }
        Integer minutes = auto.number("maxDelayMinutes", 1, MINUTES);
        if (minutes != null) return Duration.ofMinutes(minutes);
        if (auto.member("maxDelayMinutes") == null) {
            auto.problem(
                    "request.missing",
                    "\"maxDelayMinutes\" is missing.",
                    "maxDelayMinutes",
                    "Say how many minutes a record may wait, from 1 to " + MINUTES + ".");
        }
        return null;
    }

    private Map<String, String> headers() {
        JsonNode array = body.array("headers");
        var headers = new LinkedHashMap<String, String>();
        if (array == null) return headers;
        for (int i = 0; i < array.size(); i++) {
            var header = new Members(array.get(i), "body.headers[" + i + "]", problems);
            header.only(Set.of("key", "value"));
            String key = header.required("key", "Name the header.");
            String value = header.required("value", "Give the header a value.");
            if (key == null || value == null) continue;
            ProviderHeader.fault(key, value)
                    .ifPresent(what ->
                            header.problem("write.header-refused", what, "key", "Leave it out."));
            headers.put(key, value);
        }
        return headers;
    }
}
