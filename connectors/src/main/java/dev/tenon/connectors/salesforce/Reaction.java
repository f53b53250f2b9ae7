package dev.tenon.connectors.salesforce;

import java.time.Duration;
import java.util.List;

/// What an answer of Salesforce asks for, and the table that says so.
///
/// Codes are those of the REST API's status codes and error responses in the vendor's REST API
/// Developer Guide; rows are tried from top to bottom and the first that fits decides.
enum Reaction {
    EXPIRED,
    REVOKED,
    FORBIDDEN,
    BUSY,
    QUOTA_SPENT,
    CURSOR_EXPIRED,
    SCHEMA_CHANGED,
    INVALID,
    DUPLICATE,
    NOT_FOUND,
    /// It is not known whether the request was carried out.
    LOST,
    GARBLED;

    private static final Duration NONE = Duration.ZERO;
    private static final Duration SHORT = Duration.ofSeconds(10);
    private static final Duration MEDIUM = Duration.ofMinutes(1);
    private static final Duration LONG = Duration.ofMinutes(5);

    /// The daily limit counts a rolling day, so that calls come back little by little.
    private static final Duration DAILY = Duration.ofHours(1);

    /// One row: a code, perhaps words of the message that tell two cases apart.
    ///
    /// @param pause how long to leave the provider alone; zero when waiting would not help
    record Row(String code, String text, Reaction reaction, Duration pause) {}

    /// What a code of the REST API or of its OAuth endpoints asks for.
    static final List<Row> CODES =
            List.of(
                    row("INVALID_SESSION_ID", EXPIRED),
                    row("INVALID_AUTH_HEADER", EXPIRED),
                    row("invalid_grant", REVOKED),
                    row("inactive_user", REVOKED),
                    row("inactive_org", REVOKED),
                    row("invalid_client_id", FORBIDDEN),
                    row("invalid_client", FORBIDDEN),
                    row("unsupported_grant_type", FORBIDDEN),
                    row("rate_limit_exceeded", BUSY, MEDIUM),
                    new Row("REQUEST_LIMIT_EXCEEDED", "TotalRequests", QUOTA_SPENT, DAILY),
                    new Row("REQUEST_LIMIT_EXCEEDED", "Concurrent", BUSY, Duration.ofSeconds(20)),
                    row("REQUEST_LIMIT_EXCEEDED", BUSY, LONG),
                    row("INSUFFICIENT_ACCESS", FORBIDDEN),
                    row("INSUFFICIENT_ACCESS_OR_READONLY", FORBIDDEN),
                    row("INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", FORBIDDEN),
                    row("INVALID_FIELD_FOR_INSERT_UPDATE", FORBIDDEN),
                    row("API_DISABLED_FOR_ORG", FORBIDDEN),
                    row("NOT_FOUND", NOT_FOUND),
                    row("ENTITY_IS_DELETED", NOT_FOUND),
                    row("INVALID_CROSS_REFERENCE_KEY", NOT_FOUND),
                    row("MALFORMED_ID", NOT_FOUND),
                    row("INVALID_TYPE", SCHEMA_CHANGED),
                    row("INVALID_FIELD", SCHEMA_CHANGED),
                    row("MALFORMED_QUERY", SCHEMA_CHANGED),
                    row("INVALID_QUERY_FILTER_OPERATOR", SCHEMA_CHANGED),
                    row("INVALID_QUERY_LOCATOR", CURSOR_EXPIRED),
                    row("REQUIRED_FIELD_MISSING", INVALID),
                    row("FIELD_CUSTOM_VALIDATION_EXCEPTION", INVALID),
                    row("FIELD_INTEGRITY_EXCEPTION", INVALID),
                    row("STRING_TOO_LONG", INVALID),
                    row("INVALID_EMAIL_ADDRESS", INVALID),
                    row("JSON_PARSER_ERROR", INVALID),
                    row("MISSING_ARGUMENT", INVALID),
                    row("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", INVALID),
                    row("CANNOT_EXECUTE_FLOW_TRIGGER", INVALID),
                    row("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", INVALID),
                    row("DUPLICATE_VALUE", DUPLICATE),
                    row("DUPLICATES_DETECTED", DUPLICATE),
                    row("DUPLICATE_EXTERNAL_ID", DUPLICATE),
                    row("UNABLE_TO_LOCK_ROW", BUSY, SHORT),
                    row("SERVER_UNAVAILABLE", BUSY, MEDIUM),
                    row("QUERY_TIMEOUT", BUSY, MEDIUM),
                    row("REQUEST_RUNNING_TOO_LONG", BUSY, MEDIUM),
                    row("UNKNOWN_EXCEPTION", BUSY, MEDIUM));

    /// What a status asks for when no code of ours came with it. A bare 5xx may come from a gateway
    /// after a write was done, which [SalesforceErrors] takes for [#LOST].
    static Row ofStatus(int status) {
        String code = "HTTP " + status;
        return switch (status) {
            case 300 -> row(code, DUPLICATE);
            case 401 -> row(code, EXPIRED);
            case 403 -> row(code, FORBIDDEN);
            case 404, 410 -> row(code, NOT_FOUND);
            case 429 -> row(code, BUSY, MEDIUM);
            case 503 -> row(code, BUSY, LONG);
            default -> {
                if (status >= 500) yield row(code, BUSY, MEDIUM);
                if (status >= 400) yield row(code, INVALID);
                yield row(code, GARBLED);
            }
        };
    }

    private static Row row(String code, Reaction reaction) {
        return row(code, reaction, NONE);
    }

    private static Row row(String code, Reaction reaction, Duration pause) {
        return new Row(code, "", reaction, pause);
    }
}
