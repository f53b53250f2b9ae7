package dev.tenon.server.write;

import dev.tenon.spi.Writer;
import dev.tenon.spi.Writer.Condition;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The condition beside a record in the body of a write call: `ifMatch` or `ifUnmodifiedSince`. For
/// use by one thread.
final class ConditionJson {
    static final String VERSION = "ifMatch";
    static final String SINCE = "ifUnmodifiedSince";

    /// Most providers take versions in a header.
    private static final Pattern HEADER = Pattern.compile("[\\x21-\\x7e][\\x20-\\x7e]{0,499}");

    private static final Instant FIRST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");
    private static final List<DateTimeFormatter> FORMS =
            List.of(DateTimeFormatter.ISO_OFFSET_DATE_TIME, DateTimeFormatter.RFC_1123_DATE_TIME);

    private final Members members;
    private final Writer.@Nullable Operation kind;
    private final boolean allOrNone;

    /// @param members those of the object that the record stands in
    /// @param kind null when the body names none that is known
    ConditionJson(Members members, Writer.@Nullable Operation kind, boolean allOrNone) {
        this.members = members;
        this.kind = kind;
        this.allOrNone = allOrNone;
    }

    /// The condition; null when there is none, or none that can be meant.
    @Nullable Condition read() {
        String version = members.text(VERSION);
        String since = members.text(SINCE);
        String name = since == null ? VERSION : SINCE;
        if (version == null && since == null) return null;
        if (version != null && since != null) {
            members.problem(
                    "write.two-conditions",
                    "There are two conditions.",
                    VERSION,
                    "Send one of \"" + VERSION + "\" and \"" + SINCE + "\".");
            return null;
        }
        Optional<String> place = faultOfPlace();
        if (place.isPresent()) {
            misplaced(members, name, place.get());
            return null;
        }
        return since == null ? match(String.valueOf(version)) : unmodified(since);
    }

    private Optional<String> faultOfPlace() {
        if (kind == Writer.Operation.CREATE || kind == Writer.Operation.UPSERT) {
            return Optional.of("Only updates and deletions are written on a condition.");
        }
        if (allOrNone) {
            return Optional.of("All or none of a batch are not written on conditions.");
        }
        return Optional.empty();
    }

    /// Notes conditions at the top of a body with a batch, where nobody can say which record they
    /// are for.
    static void refuseBeside(Members body) {
        for (String name : List.of(VERSION, SINCE)) {
            if (body.member(name) == null) continue;
            misplaced(body, name, "A condition is for one record, and there is a batch.");
        }
    }

    private static void misplaced(Members members, String name, String what) {
        members.problem(
                "write.condition-out-of-place",
                what,
                name,
                "Put it beside the \"record\" of an update or a deletion, without allOrNone.");
    }

    private @Nullable Condition match(String version) {
        if (HEADER.matcher(version).matches() && !version.equals("*")) {
            return new Condition.IfMatch(version);
        }
        members.problem(
                "write.bad-condition",
                version.equals("*")
                        ? "A star matches every version."
                        : "This is no version: it is blank, too long, or has characters that cannot"
                                + " be sent.",
                VERSION,
                "Send the version or ETag that the provider gave with the record, or no condition.");
        return null;
    }

    /// The database keeps microseconds.
    private @Nullable Condition unmodified(String text) {
        for (DateTimeFormatter form : FORMS) {
            Optional<Instant> moment = moment(text, form);
            if (moment.isPresent()) {
                return new Condition.IfUnmodifiedSince(moment.get().truncatedTo(ChronoUnit.MICROS));
            }
        }
        members.problem(
                "write.bad-condition",
                "\"" + text + "\" is no moment.",
                SINCE,
                "Send when the record that you saw last changed, such as 2026-11-24T09:30:00Z or"
                        + " Tue, 24 Nov 2026 09:30:00 GMT.");
        return null;
    }

    private static Optional<Instant> moment(String text, DateTimeFormatter form) {
        try {
            Instant moment = OffsetDateTime.parse(text, form).toInstant();
            boolean isKnown = !moment.isBefore(FIRST) && !moment.isAfter(LAST);
            return isKnown ? Optional.of(moment) : Optional.empty();
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
