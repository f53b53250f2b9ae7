package dev.tenon.sandbox.salesforce;

import dev.tenon.sandbox.salesforce.error.ApiError;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/// Dates in HTTP headers.
final class HttpDate {
    private HttpDate() {}

    /// Whether `moment`, cut to a second, is later than a header says.
    static boolean isAfter(Instant moment, String header) {
        try {
            Instant told =
                    ZonedDateTime.parse(header.trim(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
            return moment.getEpochSecond() > told.getEpochSecond();
        } catch (DateTimeException malformed) {
            throw ApiError.badRequest("INVALID_HEADER_VALUE", "not an HTTP date: " + header);
        }
    }
}
