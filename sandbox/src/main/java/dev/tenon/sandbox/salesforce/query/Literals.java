package dev.tenon.sandbox.salesforce.query;

import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.schema.Field;
import dev.tenon.sandbox.salesforce.schema.FieldType;
import dev.tenon.sandbox.salesforce.soql.DateSpan;
import dev.tenon.sandbox.salesforce.soql.Literal;
import dev.tenon.sandbox.salesforce.soql.Query.FieldName;
import dev.tenon.sandbox.salesforce.store.RecordId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// Turns literals into values of a field's type, and refuses those of another type.
final class Literals {
    private final Scope scope;

    Literals(Scope scope) {
        this.scope = scope;
    }

    /// The value; null for the literal null. Spans of days are not single values.
    @Nullable Object value(FieldName name, Field field, Literal literal) {
        return switch (literal) {
            case Literal.Null _ -> null;
            case Literal.Text(String text) when isId(field) -> id(name, text);
            case Literal.Text(String text) when field.type().isText() -> text;
            case Literal.Numeral(double number) when field.type().isNumber() -> number;
            case Literal.Flag(boolean flag) when field.type() == FieldType.BOOLEAN -> flag;
            case Literal.Day(LocalDate day) when field.type() == FieldType.DATE -> day;
            case Literal.Moment(Instant moment) when field.type() == FieldType.DATETIME -> moment;
            case Literal.Text _,
                    Literal.Numeral _,
                    Literal.Flag _,
                    Literal.Day _,
                    Literal.Moment _,
                    Literal.Span _ ->
                    throw unfit(name, field, literal);
        };
    }

    /// The first value of a span of days and the first after it, as the field's type has them.
    Object[] bounds(FieldName name, Field field, Literal.Span span) {
        LocalDate today = LocalDate.ofInstant(scope.org().clock().instant(), ZoneOffset.UTC);
        DateSpan days = DateSpan.of(span, today);
        if (field.type() == FieldType.DATE) return new Object[] {days.from(), days.until()};
        if (field.type() != FieldType.DATETIME) throw unfit(name, field, span);
        return new Object[] {start(days.from()), start(days.until())};
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static boolean isId(Field field) {
        return field.type() == FieldType.ID || field.type() == FieldType.REFERENCE;
    }

    private String id(FieldName name, String text) {
        String id = RecordId.full(text);
        if (id != null) return id;
        throw scope.refuse(name, "INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: " + text);
    }

    private ApiError unfit(FieldName name, Field field, Literal literal) {
        boolean quoted = field.type().isText() || isId(field);
        String why =
                "value of filter criterion for field '"
                        + field.name()
                        + "' must be of type "
                        + field.type().filterName()
                        + (quoted
                                ? " and should be enclosed in quotes"
                                : literal instanceof Literal.Text
                                        ? " and should not be enclosed in quotes"
                                        : "");
        return scope.refuse(name, "INVALID_FIELD", why);
    }
}
