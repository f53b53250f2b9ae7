package dev.tenon.server.records;

import dev.tenon.server.records.Condition.Value;
import dev.tenon.spi.FieldInfo.FieldType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// How one field of a dataset is read in SQL: from its index slot where it has one, else out of the
/// JSON. The name of a field reaches SQL only as a bound value.
///
/// @param field the provider's name
/// @param sql an expression of the type that `kind` says
/// @param binds values for its place-holders
/// @param inSlot whether an index serves it
record FieldSql(String field, FieldType type, String sql, List<Object> binds, boolean inSlot) {
    /// What a slot takes for a number, also when the provider writes it as a text.
    static final String NUMBER = "^[+-]?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]{1,4})?$";

    static FieldSql of(String field, FieldType type, Slots slots) {
        return slots.of(field)
                .map(column -> new FieldSql(field, type, column, List.of(), true))
                .orElseGet(() -> outOfJson(field, type));
    }

    private static FieldSql outOfJson(String field, FieldType type) {
        String sql =
                switch (Slots.Kind.of(type)) {
                    case NUMBER ->
                            "case when fields ->> ? ~ '"
                                    + NUMBER
                                    + "'"
                                    + " then (fields ->> ?)::numeric end";
                    case TEXT, TIME -> "(fields ->> ?) collate \"C\"";
                };
        List<Object> binds =
                Slots.Kind.of(type) == Slots.Kind.NUMBER ? List.of(field, field) : List.of(field);
        return new FieldSql(field, type, "(" + sql + ")", binds, false);
    }

    /// A value of the query as this field compares it.
    ///
    /// @throws dev.tenon.diagnostics.Refusal `query.wrong-type`
    Object bind(Value value) {
        return switch (Slots.Kind.of(type)) {
            case NUMBER -> number(value);
            case TIME -> time(value);
            case TEXT -> text(value);
        };
    }

    private Object number(Value value) {
        BigDecimal number = Storable.number(value.text());
        if (number == null) throw wrong(value, "a number", "Write a number without quotes.");
        return number;
    }

    /// Slots hold moments; the JSON holds texts that sort as the moments do.
    private Object time(Value value) {
        String text = value.text();
        try {
            OffsetDateTime time =
                    text.length() == 10
                            ? LocalDate.parse(text).atStartOfDay().atOffset(ZoneOffset.UTC)
                            : OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
            if (!Storable.isTime(time)) throw new DateTimeException(text);
            OffsetDateTime kept = time.truncatedTo(precision());
            if (inSlot) return kept;
            return type == FieldType.DATE
                    ? kept.toLocalDate().toString()
                    : CanonicalJson.moment(kept.toInstant().toString());
        } catch (DateTimeException _) {
            throw wrong(
                    value,
                    "a time",
                    "Write '2026-01-31' or '2026-01-31T09:30:00Z', in single quotes.");
        }
    }

    /// How exactly the store keeps a value.
    private ChronoUnit precision() {
        return type == FieldType.DATE ? ChronoUnit.DAYS : ChronoUnit.MILLIS;
    }

    private Object text(Value value) {
        if (type == FieldType.BOOLEAN && value.kind() != Value.Kind.BOOLEAN) {
            throw wrong(value, "true or false", "Write true or false without quotes.");
        }
        return value.text();
    }

    private dev.tenon.diagnostics.Refusal wrong(Value value, String expected, String fix) {
        return new dev.tenon.diagnostics.Refusal(
                dev.tenon.diagnostics.Refusal.Kind.INVALID,
                "query.wrong-type",
                "\""
                        + field
                        + "\" is compared with "
                        + expected
                        + ", not with "
                        + value.text()
                        + ".",
                value.at() == 0 ? "orderBy" : "where, position " + value.at(),
                fix);
    }
}
