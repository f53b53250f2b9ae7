package dev.tenon.sandbox.salesforce.soql;

import java.time.Instant;
import java.time.LocalDate;

/// A value in a query.
public sealed interface Literal {
    /// Quoted text.
    record Text(String text) implements Literal {}

    /// A number.
    record Numeral(double number) implements Literal {}

    /// True or false.
    record Flag(boolean flag) implements Literal {}

    /// Nothing.
    record Null() implements Literal {}

    /// A day.
    record Day(LocalDate day) implements Literal {}

    /// A moment.
    record Moment(Instant moment) implements Literal {}

    /// A span of days such as `TODAY` or `LAST_N_DAYS:30`; `count` is 0 without a number.
    record Span(String name, int count, int at) implements Literal {}
}
