package dev.tenon.sandbox.salesforce.soql;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.Set;

/// The days a date literal stands for.
///
/// @param from the first day
/// @param until the day after the last
public record DateSpan(LocalDate from, LocalDate until) {
    private static final Set<String> NAMES =
            Set.of(
                    "YESTERDAY",
                    "TODAY",
                    "TOMORROW",
                    "LAST_WEEK",
                    "THIS_WEEK",
                    "NEXT_WEEK",
                    "LAST_MONTH",
                    "THIS_MONTH",
                    "NEXT_MONTH",
                    "LAST_YEAR",
                    "THIS_YEAR",
                    "NEXT_YEAR",
                    "LAST_90_DAYS",
                    "NEXT_90_DAYS",
                    "LAST_N_DAYS",
                    "NEXT_N_DAYS",
                    "N_DAYS_AGO",
                    "LAST_N_MONTHS",
                    "NEXT_N_MONTHS",
                    "LAST_N_YEARS");

    /// Whether there is a literal of this upper-case name.
    static boolean isNamed(String name) {
        return NAMES.contains(name);
    }

    /// The days of a literal, seen from `today`.
    public static DateSpan of(Literal.Span span, LocalDate today) {
        int count = span.count();
        LocalDate week = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
        LocalDate month = today.withDayOfMonth(1);
        LocalDate year = today.withDayOfYear(1);
        LocalDate tomorrow = today.plusDays(1);
        return switch (span.name()) {
            case "YESTERDAY" -> new DateSpan(today.minusDays(1), today);
            case "TODAY" -> new DateSpan(today, tomorrow);
            case "TOMORROW" -> new DateSpan(tomorrow, today.plusDays(2));
            case "LAST_WEEK" -> new DateSpan(week.minusWeeks(1), week);
            case "THIS_WEEK" -> new DateSpan(week, week.plusWeeks(1));
            case "NEXT_WEEK" -> new DateSpan(week.plusWeeks(1), week.plusWeeks(2));
            case "LAST_MONTH" -> new DateSpan(month.minusMonths(1), month);
            case "THIS_MONTH" -> new DateSpan(month, month.plusMonths(1));
            case "NEXT_MONTH" -> new DateSpan(month.plusMonths(1), month.plusMonths(2));
            case "LAST_YEAR" -> new DateSpan(year.minusYears(1), year);
            case "THIS_YEAR" -> new DateSpan(year, year.plusYears(1));
            case "NEXT_YEAR" -> new DateSpan(year.plusYears(1), year.plusYears(2));
            case "LAST_90_DAYS" -> new DateSpan(today.minusDays(90), tomorrow);
            case "NEXT_90_DAYS" -> new DateSpan(tomorrow, tomorrow.plusDays(90));
            case "LAST_N_DAYS" -> new DateSpan(today.minusDays(count), tomorrow);
            case "NEXT_N_DAYS" -> new DateSpan(tomorrow, tomorrow.plusDays(count));
            case "N_DAYS_AGO" -> new DateSpan(today.minusDays(count), today.minusDays(count - 1L));
            case "LAST_N_MONTHS" -> new DateSpan(month.minusMonths(count), month);
            case "NEXT_N_MONTHS" -> new DateSpan(month.plusMonths(1), month.plusMonths(count + 1L));
            case "LAST_N_YEARS" -> new DateSpan(year.minusYears(count), year);
            default -> throw new IllegalArgumentException("no such date literal: " + span.name());
        };
    }
}
