package dev.tenon.sandbox.salesforce;

import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.schema.ObjectType;
import dev.tenon.sandbox.salesforce.store.Org;
import dev.tenon.sandbox.salesforce.store.Table;
import dev.tenon.sandbox.salesforce.store.Values;
import dev.tenon.sandbox.web.Answer;
import dev.tenon.sandbox.web.Json;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

/// `updated` and `deleted`: which records changed in a span of time. Seconds are ignored.
final class Replication {
    private static final int MOST_IDS = 600_000;
    private static final Duration BIN = Duration.ofDays(15);
    private static final Duration FURTHEST = Duration.ofDays(30);

    private Replication() {}

    private record Span(Instant start, Instant end) {
        static Span of(Request request) {
            Instant start = moment(request, "start");
            Instant end = moment(request, "end");
            if (!start.isBefore(end))
                throw ApiError.badRequest("INVALID_REPLICATION_DATE", "startDate before endDate");
            Instant oldest = request.session().org().clock().instant().minus(FURTHEST);
            if (start.isBefore(oldest))
                throw ApiError.badRequest(
                        "INVALID_REPLICATION_DATE", "startDate cannot be more than 30 days ago");
            return new Span(start, end);
        }

        private static Instant moment(Request request, String name) {
            String text =
                    request.call()
                            .query()
                            .getOrDefault(name, "")
                            .replace(' ', '+')
                            .replaceFirst("([+-]\\d\\d)(\\d\\d)$", "$1:$2");
            try {
                return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MINUTES);
            } catch (DateTimeException malformed) {
                throw ApiError.badRequest(
                        "INVALID_REPLICATION_DATE", name + " is not a date and time: " + text);
            }
        }

        long low() {
            return Table.key((int) start.getEpochSecond(), 0);
        }

        long high() {
            return Table.key((int) end.getEpochSecond() - 1, Integer.MAX_VALUE);
        }
    }

    static Answer updated(Request request, ObjectType type) {
        var span = Span.of(request);
        Org org = request.session().org();
        var answer = Json.object();
        var ids = answer.putArray("ids");
        org.reading(() -> {
            Table table = org.table(type);
            table.scanByStamp(
                    span.low(),
                    span.high(),
                    false,
                    row -> {
                        if (!table.isDeleted(row)) ids.add(table.id(row));
                        return check(ids.size());
                    });
            return ids;
        });
        answer.put("latestDateCovered", Values.text(span.end));
        return Answer.json(200, answer);
    }

    static Answer deleted(Request request, ObjectType type) {
        var span = Span.of(request);
        Org org = request.session().org();
        var answer = Json.object();
        var deleted = answer.putArray("deletedRecords");
        org.reading(() -> {
            Table table = org.table(type);
            table.scanDeleted(row -> {
                Instant at = Values.moment(table.deletedAt(row));
                if (!at.isBefore(span.start) && at.isBefore(span.end)) {
                    deleted.addObject()
                            .put("id", table.id(row))
                            .put("deletedDate", Values.text(at));
                }
                return check(deleted.size());
            });
            return deleted;
        });
        answer.put("earliestDateAvailable", Values.text(org.clock().instant().minus(BIN)));
        answer.put("latestDateCovered", Values.text(span.end));
        return Answer.json(200, answer);
    }

    private static boolean check(int ids) {
        if (ids > MOST_IDS)
            throw ApiError.badRequest(
                    "EXCEEDED_ID_LIMIT",
                    "The limit of 600,000 ids is exceeded; ask for a shorter span");
        return true;
    }
}
