package dev.tenon.connectors.salesforce;

import dev.tenon.connectors.salesforce.SalesforceCalls.Reply;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Writer.Batch;
import dev.tenon.spi.Writer.Comparison;
import dev.tenon.spi.Writer.Condition;
import dev.tenon.spi.Writer.Item;
import dev.tenon.spi.Writer.Operation;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Conditional requests, as the REST API Developer Guide has them ("Conditional Request Headers"):
/// a PATCH of one row takes `If-Unmodified-Since`, and of accounts alone `If-Match`; when the
/// condition does not hold, the answer is 412 and nothing is written. The guide says that requests
/// to delete are not supported, and collections and jobs have no headers for single records. The
/// parts of a composite call do.
final class WriteConditions {
    /// Every answer of the reader has SystemModstamp, where the object has it. ETags come with
    /// single rows alone.
    static final Comparison COMPARISON = new Comparison(true, "");

    private static final int PRECONDITION_FAILED = 412;

    /// The form of dates in headers, with two digits for the day: whole seconds.
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private WriteConditions() {}

    /// What Salesforce checks itself when a record is written by a request of its own, alone or as
    /// part of a composite call.
    static Set<Condition.Kind> honoured(String object, Operation operation) {
        if (operation != Operation.UPDATE) return Set.of();
        return object.equalsIgnoreCase("Account")
                ? Set.of(Condition.Kind.IF_MATCH, Condition.Kind.IF_UNMODIFIED_SINCE)
                : Set.of(Condition.Kind.IF_UNMODIFIED_SINCE);
    }

    /// The headers that say the record's condition; none if it has none.
    static Map<String, String> headers(Batch batch, Item item) {
        Condition condition = item.condition();
        if (condition == null) return Map.of();
        if (!honoured(batch.object(), batch.operation()).contains(condition.kind())) {
            throw new IllegalArgumentException("Salesforce does not check " + condition.kind());
        }
        return switch (condition) {
            case Condition.IfMatch(String version) -> Map.of("If-Match", quoted(version));
            case Condition.IfUnmodifiedSince since ->
                    Map.of("If-Unmodified-Since", HTTP_DATE.format(since.moment()));
        };
    }

    /// ETags stand in quotes; many callers take them off.
    private static String quoted(String version) {
        boolean isQuoted = version.startsWith("\"") || version.startsWith("W/\"");
        return isQuoted ? version : "\"" + version + "\"";
    }

    /// Whether an answer says that the record's condition does not hold.
    static boolean isBroken(Reply reply, Item item) {
        return item.condition() != null && reply.status() == PRECONDITION_FAILED;
    }

    /// For ways that have no place for conditions: a condition must not be passed over.
    static void requireNone(Batch batch) {
        if (batch.items().stream().allMatch(item -> item.condition() == null)) return;
        throw new ProviderException.Invalid(
                new ProviderException.Said(
                        "CONDITION", "Collections and jobs take no conditions.", ""),
                List.of());
    }
}
