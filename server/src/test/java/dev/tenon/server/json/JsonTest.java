package dev.tenon.server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Refusal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\":[1e999999999]} | request.bad-value",
                "{\"a\":-1e131072} | request.bad-value",
                "{\"a\":{\"b\":1e-16384}} | request.bad-value",
                "{\"a\":\"\\u0000\"} | request.bad-character",
                "{\"a\":\"\\ud800\"} | request.bad-character",
                "{\"a\": | request.invalid-json",
                "{} {} | request.invalid-json"
            })
    void what_cannot_be_stored_is_refused(String json, String code) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> read(json));

        assertThat(refusal).isNotNull();
        assertThat(refusal.diagnostics().getFirst().code()).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1e131071", "-1.5e-16382", "0", "0.1", "12345678901234567890", "\"1e999\""})
    void what_can_be_stored_is_read(String json) {
        assertThat(read(json).isMissingNode()).isFalse();
    }

    @Test
    void no_body_is_an_empty_object() {
        assertThat(read("").isObject()).isTrue();
    }

    private static tools.jackson.databind.JsonNode read(String json) {
        return Json.parseForeign(json.getBytes(StandardCharsets.UTF_8));
    }
}
