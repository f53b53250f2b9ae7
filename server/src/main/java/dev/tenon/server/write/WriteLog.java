package dev.tenon.server.write;

import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.operation.Notification;
import dev.tenon.server.operation.Notifications;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.operation.Operations.Severity;
import dev.tenon.server.write.WriteOutcomes.Settled;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Tells in each request's operation how its writes went, and ends it when all are done. Safe for
/// use by many threads.
final class WriteLog {
    private static final int DETAILS = 20;
    private static final int TOLD = 1_000;
    private static final int LONGEST = 150;

    private final Operations operations;
    private final WriteOutcomes outcomes;
    private final Notifications notifications;
    private final Duration patience;
    private final InstantSource clock;

    /// @param patience how long a caller that waits for the outcome is kept waiting
    WriteLog(
            Operations operations,
            WriteOutcomes outcomes,
            Notifications notifications,
            Duration patience,
            InstantSource clock) {
        this.operations = operations;
        this.outcomes = outcomes;
        this.notifications = notifications;
        this.patience = patience;
        this.clock = clock;
    }

    /// Notes what of a call did not go through, a line for each request and kind of outcome.
    void note(Tx tx, WriteKey key, List<Settled> settled) {
        record Line(UUID operation, Severity severity, String outcome) {}
        var lines = new LinkedHashMap<Line, ArrayNode>();
        for (Settled each : settled) {
            if (each.verdict() instanceof Verdict.Written) continue;
            var line =
                    new Line(
                            each.write().operation(),
                            severity(each.verdict()),
                            words(each.verdict()));
            ArrayNode details = lines.computeIfAbsent(line, _ -> Json.array());
            details.addObject()
                    .put("position", each.write().position())
                    .set("problems", WriteProblem.json(problems(each.verdict())));
        }
        var entries = new ArrayList<Operations.Entry>();
        lines.forEach((line, records) -> {
            int count = records.size();
            String message = (count == 1 ? "1 record " : count + " records ") + line.outcome();
            entries.add(
                    new Operations.Entry(
                            line.operation(), line.severity(), message, details(records)));
        });
        operations.logEach(tx, key.group(), entries);
    }

    private static ObjectNode details(ArrayNode records) {
        ArrayNode some = Json.array();
        for (int i = 0; i < Math.min(DETAILS, records.size()); i++) some.add(records.get(i));
        ObjectNode details = Json.object();
        details.set("records", some);
        return details;
    }

    private static Severity severity(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Written _, Verdict.NotDone _ -> Severity.INFO;
            case Verdict.Again _, Verdict.Doubtful _ -> Severity.WARNING;
            case Verdict.Refused _, Verdict.Changed _, Verdict.Lost _ -> Severity.ERROR;
        };
    }

    private static String words(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Written _ -> "written";
            case Verdict.NotDone _ -> "looked up and found not written; sent again";
            case Verdict.Again again -> "not written yet; sent again at " + again.at();
            case Verdict.Doubtful doubtful ->
                    "with an unknown outcome; looked up at " + doubtful.lookAt();
            case Verdict.Refused _ -> "refused";
            case Verdict.Changed _ -> "not written, for the condition does not hold";
            case Verdict.Lost _ -> "with an outcome that stays unknown; never sent again";
        };
    }

    private static List<WriteProblem> problems(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Written _, Verdict.NotDone _ -> List.of();
            case Verdict.Again again -> again.problems();
            case Verdict.Refused refused -> refused.problems();
            case Verdict.Changed changed -> List.of(changed.why());
            case Verdict.Doubtful doubtful -> List.of(doubtful.why());
            case Verdict.Lost lost -> List.of(lost.why());
        };
    }

    /// Ends the operations of those requests of which no record is open, and says which they are.
    List<UUID> endIfDone(Tx tx, WriteKey key, Collection<UUID> touched) {
        if (touched.isEmpty()) return List.of();
        Instant now = clock.instant();
        List<WriteOutcomes.Done> done = outcomes.results(tx, key.group(), touched);
        List<Operations.Ending> endings =
                done.stream().map(each -> ending(key, each.result())).toList();
        operations.endEach(tx, key.group(), endings);
        operations.logEach(tx, key.group(), endings.stream().map(WriteLog::entry).toList());
        notifications.notifyEach(
                tx,
                key.group(),
                Notification.Type.WRITE_ASYNC_DONE,
                done.stream()
                        .filter(each -> each.isNews(now, patience))
                        .map(each -> news(key, each.result()))
                        .toList());
        return endings.stream().map(Operations.Ending::operation).toList();
    }

    private static Operations.Entry entry(Operations.Ending ending) {
        boolean isSuccess = ending.status() == Operation.Status.SUCCESS;
        return new Operations.Entry(
                ending.operation(),
                isSuccess ? Severity.INFO : Severity.ERROR,
                ending.result(),
                Json.object());
    }

    private static Operations.Ending ending(WriteKey key, WriteResult result) {
        boolean isSuccess = result.failures() == 0;
        long unknown = count(result, WriteState.UNKNOWN);
        String text =
                "%d of %d records of %s written, %d refused, %d with an unknown outcome"
                        .formatted(
                                result.successes(),
                                result.records().size(),
                                key.object(),
                                count(result, WriteState.FAILED),
                                unknown);
        ObjectNode metadata = Json.object();
        metadata.putArray("objects").add(key.object());
        metadata.put("successCount", result.successes());
        metadata.put("failureCount", result.failures());
        metadata.put("unknownCount", unknown);
        ArrayNode ids = metadata.putArray("successfulRecordIds");
        for (WriteResult.RecordResult record : result.records()) {
            String id = record.recordId();
            if (record.isWritten() && id != null) ids.add(id);
        }
        return new Operations.Ending(
                result.operation(),
                isSuccess ? Operation.Status.SUCCESS : Operation.Status.FAILURE,
                text,
                metadata);
    }

    /// The caller did not wait to the end, or nobody knows what was written. Ids and errors beyond
    /// a thousand are left to the operation, so that the message stays small.
    private static ObjectNode news(WriteKey key, WriteResult result) {
        ObjectNode data = Json.object();
        data.put("operationId", result.operation().toString());
        data.put("installationId", key.installation().toString());
        data.put("objectName", key.object());
        data.put("success", result.failures() == 0);
        data.put("successCount", result.successes());
        data.put("failureCount", result.failures());
        ArrayNode ids = data.putArray("successfulRecordIds");
        ArrayNode errors = data.putArray("errors");
        for (int position = 0; position < result.records().size(); position++) {
            WriteResult.RecordResult record = result.records().get(position);
            String id = record.recordId();
            if (record.isWritten()) {
                if (id != null && ids.size() < TOLD) ids.add(id);
            } else if (errors.size() < TOLD) {
                errors.addObject().put("position", position).put("message", message(record));
            }
        }
        return data;
    }

    private static String message(WriteResult.RecordResult record) {
        String all =
                record.problems().stream()
                        .map(problem -> problem.diagnostic().what())
                        .collect(Collectors.joining("; "));
        return all.length() <= LONGEST ? all : all.substring(0, LONGEST);
    }

    private static long count(WriteResult result, WriteState state) {
        return result.records().stream().filter(each -> each.state() == state).count();
    }
}
