package dev.tenon.connectors.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.connectors.salesforce.SalesforceCalls.Reply;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.ProviderException.Busy;
import dev.tenon.spi.ProviderException.Duplicate;
import dev.tenon.spi.ProviderException.QuotaSpent;
import dev.tenon.spi.ProviderException.Revoked;
import dev.tenon.spi.ProviderException.SchemaChanged;
import dev.tenon.spi.ProviderException.Unreachable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SalesforceErrorsTest {
    private final SalesforceErrors errors = new SalesforceErrors(InstantSource.fixed(Org.NOW));

    /// One line per row of the table, in its order.
    private static final String ROWS =
            """
            INVALID_SESSION_ID                           | Expired
            INVALID_AUTH_HEADER                          | Expired
            invalid_grant                                | Revoked
            inactive_user                                | Revoked
            inactive_org                                 | Revoked
            invalid_client_id                            | Forbidden
            invalid_client                               | Forbidden
            unsupported_grant_type                       | Forbidden
            rate_limit_exceeded                          | Busy
            REQUEST_LIMIT_EXCEEDED TotalRequests         | QuotaSpent
            REQUEST_LIMIT_EXCEEDED Concurrent            | Busy
            REQUEST_LIMIT_EXCEEDED                       | Busy
            INSUFFICIENT_ACCESS                          | Forbidden
            INSUFFICIENT_ACCESS_OR_READONLY              | Forbidden
            INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY| Forbidden
            INVALID_FIELD_FOR_INSERT_UPDATE              | Forbidden
            API_DISABLED_FOR_ORG                         | Forbidden
            NOT_FOUND                                    | NotFound
            ENTITY_IS_DELETED                            | NotFound
            INVALID_CROSS_REFERENCE_KEY                  | NotFound
            MALFORMED_ID                                 | NotFound
            INVALID_TYPE                                 | SchemaChanged
            INVALID_FIELD                                | SchemaChanged
            MALFORMED_QUERY                              | SchemaChanged
            INVALID_QUERY_FILTER_OPERATOR                | SchemaChanged
            INVALID_QUERY_LOCATOR                        | CursorExpired
            REQUIRED_FIELD_MISSING                       | Invalid
            FIELD_CUSTOM_VALIDATION_EXCEPTION            | Invalid
            FIELD_INTEGRITY_EXCEPTION                    | Invalid
            STRING_TOO_LONG                              | Invalid
            INVALID_EMAIL_ADDRESS                        | Invalid
            JSON_PARSER_ERROR                            | Invalid
            MISSING_ARGUMENT                             | Invalid
            INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST      | Invalid
            CANNOT_EXECUTE_FLOW_TRIGGER                  | Invalid
            CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY         | Invalid
            DUPLICATE_VALUE                              | Duplicate
            DUPLICATES_DETECTED                          | Duplicate
            DUPLICATE_EXTERNAL_ID                        | Duplicate
            UNABLE_TO_LOCK_ROW                           | Busy
            SERVER_UNAVAILABLE                           | Busy
            QUERY_TIMEOUT                                | Busy
            REQUEST_RUNNING_TOO_LONG                     | Busy
            UNKNOWN_EXCEPTION                            | Busy
            """;

    @ParameterizedTest
    @CsvSource(textBlock = ROWS, delimiter = '|')
    void each_row_of_the_table_has_its_reaction(String answer, String reaction) {
        String code = answer.split(" ", 2)[0];

        ProviderException thrown = coded(400, code, answer + " limit exceeded");

        assertThat(thrown.getClass().getSimpleName()).isEqualTo(reaction);
        assertThat(thrown.code()).isEqualTo(code);
        assertThat(thrown.requestId()).isEqualTo("request 1");
    }

    @Test
    void no_row_of_the_table_is_without_a_test() {
        List<String> tested =
                ROWS.lines().map(line -> line.substring(0, line.indexOf('|')).strip()).toList();

        assertThat(Reaction.CODES)
                .extracting(row -> (row.code() + " " + row.text()).strip())
                .isEqualTo(tested);
    }

    @ParameterizedTest
    @CsvSource({
        "300, Duplicate", "302, Garbled", "304, Garbled", "400, Invalid", "401, Expired",
        "403, Forbidden", "404, NotFound", "405, Invalid", "409, Invalid", "410, NotFound",
        "412, Invalid", "414, Invalid", "415, Invalid", "429, Busy", "431, Invalid",
        "500, Busy", "502, Busy", "503, Busy", "504, Busy"
    })
    void a_status_alone_decides_when_no_code_comes_with_it(int status, String reaction) {
        for (String body :
                List.of("", "<html><body>Sorry</body></html>", "[]", "{}", "[1]", "null")) {
            ProviderException thrown = errors.exception(reply(status, body), false);
            assertThat(thrown.getClass().getSimpleName()).as(body).isEqualTo(reaction);
            assertThat(thrown.getMessage()).contains(status == 300 ? "Several" : "" + status);
        }
        assertThat(coded(status, "SOMETHING_NEW", "never heard of").getClass().getSimpleName())
                .isEqualTo(reaction);
    }

    @Test
    void a_write_whose_answer_a_gateway_lost_may_have_been_carried_out() {
        for (int status : List.of(500, 502, 504)) {
            assertThat(errors.exception(reply(status, "<html/>"), true))
                    .isInstanceOfSatisfying(
                            Unreachable.class, it -> assertThat(it.sent()).isTrue());
        }
        assertThat(errors.exception(reply(503, "<html/>"), true)).isInstanceOf(Busy.class);
    }

    @Test
    void a_daily_limit_waits_long_and_a_concurrent_one_shortly() {
        var daily =
                (QuotaSpent) coded(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
        var concurrent =
                (Busy)
                        coded(
                                403,
                                "REQUEST_LIMIT_EXCEEDED",
                                "ConcurrentRequests (Concurrent API) Limit exceeded.");

        assertThat(daily.until()).isEqualTo(Org.NOW.plus(Duration.ofHours(1)));
        assertThat(concurrent.after()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void a_wait_that_the_provider_asks_for_is_kept() {
        var reply =
                new Reply(
                        503, new byte[0], Optional.empty(), Optional.of(Duration.ofSeconds(7)), "");

        assertThat(errors.exception(reply, false))
                .isInstanceOfSatisfying(Busy.class, it -> assertThat(it.after()).hasSeconds(7));
    }

    @Test
    void the_sign_in_object_is_understood() {
        String body =
                "{\"error\":\"invalid_grant\",\"error_description\":\"expired access/refresh token\"}";

        assertThat(errors.exception(reply(400, body), false))
                .isInstanceOf(Revoked.class)
                .hasMessage("expired access/refresh token");
    }

    @Test
    void names_and_existing_ids_are_taken_from_the_words() {
        assertThat(names("No such column 'AccountNumer' on sobject of type Account"))
                .containsExactly("AccountNumer");
        assertThat(names("sObject type 'Accout' is not supported.")).containsExactly("Accout");
        assertThat(names("Didn't understand relationship 'Ownr' in field path."))
                .containsExactly("Ownr");
        assertThat(
                        coded(
                                400,
                                "DUPLICATE_VALUE",
                                "duplicate value found: K__c duplicates value on record with id: 001000000000001"))
                .isInstanceOfSatisfying(
                        Duplicate.class,
                        it -> assertThat(it.existingId()).isEqualTo("001000000000001"));
    }

    @Test
    void a_duplicate_rule_names_the_record_that_is_there() {
        String body =
                """
                [{"errorCode":"DUPLICATES_DETECTED","message":"Use one of these records?",
                  "duplicateResult":{"allowSave":true,"matchResults":[{"matchRecords":[
                    {"record":{"attributes":{"type":"Contact"},"Id":"003000000000007"}}]}]}}]\
                """;

        assertThat(errors.exception(reply(400, body), false))
                .isInstanceOfSatisfying(
                        Duplicate.class,
                        it -> assertThat(it.existingId()).isEqualTo("003000000000007"));
    }

    private Set<String> names(String message) {
        return ((SchemaChanged) coded(400, "INVALID_FIELD", message)).names();
    }

    private ProviderException coded(int status, String code, String message) {
        String body = "[{\"errorCode\":\"" + code + "\",\"message\":\"" + message + "\"}]";
        return errors.exception(reply(status, body), false);
    }

    private static Reply reply(int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Reply(status, bytes, Optional.empty(), Optional.empty(), "request 1");
    }
}
