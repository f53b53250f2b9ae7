package dev.tenon.server.outbound;

import dev.tenon.server.jobs.Job;
import dev.tenon.server.operation.CallLog;
import dev.tenon.server.quota.QuotaReadings;
import dev.tenon.server.quota.Quotas;
import dev.tenon.server.vault.Connection;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.ProviderException.Said;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What every call to an account pays and leaves behind: quota before, what the reply told of it
/// after, and a line in the log. Safe for use by many threads.
record Toll(Outbound outbound, Connection connection, ConnectorInfo info, Outbound.Errand errand) {
    private static final int TOO_MANY = 429;

    /// Takes a call of a quota.
    ///
    /// @throws ProviderException.QuotaSpent when the lane's share is spent
    /// @throws ProviderException.Busy when there have been too many calls
    void pay(String quota) throws InterruptedException {
        Quotas.Permit permit =
                outbound.quotas()
                        .take(
                                connection.group(),
                                connection.id(),
                                quota,
                                errand.lane(),
                                outbound.budgets(connection, info, quota));
        switch (permit) {
            case Quotas.Permit.Granted() -> {}
            case Quotas.Permit.Spent(Instant until) ->
                    throw new ProviderException.QuotaSpent(
                            new Said(
                                    "quota",
                                    "The share of " + word(errand.lane()) + " calls is spent",
                                    ""),
                            until);
            case Quotas.Permit.Wait(Duration after) ->
                    throw new ProviderException.Busy(
                            new Said("busy", "There have been too many calls to the provider", ""),
                            after);
        }
    }

    private static String word(Job.Lane lane) {
        return lane.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Too many calls: the others wait too.
    ///
    /// @param header finds a header of the reply
    void count(String quota, int status, Function<String, Optional<String>> header) {
        if (status == TOO_MANY) {
            Optional<Duration> pause = header.apply("Retry-After").flatMap(this::pause);
            outbound.quotas().refused(connection.group(), connection.id(), quota, pause);
        } else if (status / 100 == 2) {
            outbound.quotas().accepted(connection.group(), connection.id(), quota);
        }
    }

    /// Seconds, or a date as HTTP writes it.
    private Optional<Duration> pause(String retryAfter) {
        if (retryAfter.matches("\\d{1,6}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(retryAfter)));
        }
        try {
            Instant until =
                    ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
            Duration pause = Duration.between(outbound.clock().instant(), until);
            return Optional.of(pause).filter(Duration::isPositive);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /// Notes what a reply's headers tell of quotas.
    void read(Function<String, Optional<String>> header) {
        for (ConnectorInfo.LimitHeader limit : info.limits()) {
            header.apply(limit.header())
                    .map(value -> Pattern.compile(limit.pattern()).matcher(value))
                    .filter(Matcher::find)
                    .ifPresent(found -> note(limit.quota(), found));
        }
    }

    private void note(String quota, Matcher found) {
        outbound.quotas()
                .read(
                        connection.group(),
                        connection.id(),
                        new QuotaReadings.Reading(
                                quota,
                                Long.parseLong(found.group("used")),
                                Long.parseLong(found.group("limit")),
                                outbound.clock().instant()));
    }

    void log(Made call, long requestBytes, long replyBytes) {
        int millis = (int) Duration.between(call.began(), outbound.clock().instant()).toMillis();
        outbound.calls()
                .note(
                        new CallLog.Call(
                                connection.group(),
                                connection.id(),
                                errand.operation(),
                                call.method(),
                                call.path(),
                                call.status(),
                                new CallLog.Size(millis, requestBytes, replyBytes),
                                call.began()));
    }

    /// A call that was made.
    ///
    /// @param path without the query, which may hold data
    /// @param status 0 when no answer came
    record Made(String method, String path, int status, Instant began) {}
}
