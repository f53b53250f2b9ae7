package dev.tenon.connectors.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.spi.Writer.Problem;
import dev.tenon.spi.Writer.Result;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowErrorsTest {
    private final RowErrors errors =
            new RowErrors(new SalesforceErrors(InstantSource.fixed(Org.NOW)));

    @Test
    void a_fault_has_a_code_words_and_fields() {
        Result.Failed failed =
                errors.failed(
                        "REQUIRED_FIELD_MISSING:Required fields are missing: [Name, Code__c]:Name"
                                + " Code__c --");

        assertThat(failed.retryable()).isFalse();
        assertThat(failed.problems())
                .containsExactly(
                        new Problem(
                                "REQUIRED_FIELD_MISSING",
                                "Required fields are missing: [Name, Code__c]",
                                List.of("Name", "Code__c")));
    }

    @Test
    void a_locked_row_names_no_field_and_may_be_tried_again() {
        Result.Failed failed =
                errors.failed(
                        "UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record or 1"
                                + " records: 001000000000001AAA:--");

        assertThat(failed.retryable()).isTrue();
        assertThat(failed.problems().getFirst().message()).endsWith("records: 001000000000001AAA");
        assertThat(failed.problems().getFirst().fields()).isEmpty();
    }

    @Test
    void several_faults_stand_behind_one_another_and_one_that_stays_decides() {
        Result.Failed failed =
                errors.failed(
                        "UNABLE_TO_LOCK_ROW:locked:--STRING_TOO_LONG:Title: data value too"
                                + " large:Title --");

        assertThat(failed.retryable()).isFalse();
        assertThat(failed.problems())
                .extracting(Problem::code)
                .containsExactly("UNABLE_TO_LOCK_ROW", "STRING_TOO_LONG");
    }

    @Test
    void a_fault_in_other_words_is_kept_whole_but_for_secrets() {
        assertThat(errors.failed("DUPLICATE_VALUE: there -- is one").problems().getFirst())
                .isEqualTo(new Problem("DUPLICATE_VALUE", "there -- is one", List.of()));
        assertThat(errors.failed("").problems().getFirst().code()).isEqualTo("UNKNOWN");
        assertThat(errors.failed("X_Y:00D000000000001!secret:--").problems().getFirst().message())
                .isEqualTo("***");
    }
}
