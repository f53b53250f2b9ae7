package dev.tenon.server.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.json.Json;
import dev.tenon.spi.Writer.Condition;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The conditions that bodies of write calls may have.
final class ConditionJsonTest {
    @Test
    void a_version_is_taken_as_it_is() {
        assertThat(condition("'ifMatch': 'W/\\\"12\\\"'"))
                .isEqualTo(new Condition.IfMatch("W/\"12\""));
        assertThat(condition("'ifMatch': '4'")).isEqualTo(new Condition.IfMatch("4"));
        assertThat(condition("'ifMatch': null")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-24T09:30:00Z",
                "2026-11-24T10:30:00+01:00",
                "2026-11-24T09:30:00.000Z",
                "Tue, 24 Nov 2026 09:30:00 GMT"
            })
    void a_moment_comes_in_any_of_these_forms(String text) {
        assertThat(condition("'ifUnmodifiedSince': '" + text + "'"))
                .isEqualTo(new Condition.IfUnmodifiedSince(Instant.parse("2026-11-24T09:30:00Z")));
    }

    @Test
    void parts_of_a_second_are_kept_to_the_microsecond() {
        assertThat(condition("'ifUnmodifiedSince': '2026-11-24T09:30:00.123456789Z'"))
                .isEqualTo(
                        new Condition.IfUnmodifiedSince(
                                Instant.parse("2026-11-24T09:30:00.123456Z")));
    }

    @Test
    void each_record_of_a_batch_has_its_own() {
        WriteBody body =
                read(
                        """
                        {'groupRef': 'g', 'type': 'update', 'batch': [
                          {'record': {'id': '1'}, 'ifMatch': 'a'},
                          {'record': {'id': '2'}, 'ifUnmodifiedSince': '2026-11-24T09:30:00Z'},
                          {'record': {'id': '3'}}]}\
                        """);

        assertThat(body.entries())
                .extracting(WriteBody.Entry::condition)
                .containsExactly(
                        new Condition.IfMatch("a"),
                        new Condition.IfUnmodifiedSince(Instant.parse("2026-11-24T09:30:00Z")),
                        null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'type': 'update', 'record': {'id': '1'}, 'ifMatch': 'a', 'ifUnmodifiedSince': '2026-11-24T09:30:00Z' | write.two-conditions | body.ifMatch",
                "'type': 'update', 'record': {'id': '1'}, 'ifMatch': '' | write.bad-condition | body.ifMatch",
                "'type': 'update', 'record': {'id': '1'}, 'ifMatch': '  ' | write.bad-condition | body.ifMatch",
                "'type': 'update', 'record': {'id': '1'}, 'ifMatch': '*' | write.bad-condition | body.ifMatch",
                "'type': 'update', 'record': {'id': '1'}, 'ifMatch': 'a\\nb' | write.bad-condition | body.ifMatch",
                "'type': 'update', 'record': {'id': '1'}, 'ifMatch': 5 | request.wrong-type | body.ifMatch",
                "'type': 'update', 'record': {'id': '1'}, 'ifUnmodifiedSince': '' | write.bad-condition | body.ifUnmodifiedSince",
                "'type': 'update', 'record': {'id': '1'}, 'ifUnmodifiedSince': '2026-11-24' | write.bad-condition | body.ifUnmodifiedSince",
                "'type': 'update', 'record': {'id': '1'}, 'ifUnmodifiedSince': '2026-11-24T09:30:00' | write.bad-condition | body.ifUnmodifiedSince",
                "'type': 'update', 'record': {'id': '1'}, 'ifUnmodifiedSince': 'Mon, 24 Nov 2026 09:30:00 GMT' | write.bad-condition | body.ifUnmodifiedSince",
                "'type': 'update', 'record': {'id': '1'}, 'ifUnmodifiedSince': '+20000-01-01T00:00:00Z' | write.bad-condition | body.ifUnmodifiedSince",
                "'type': 'update', 'record': {'id': '1'}, 'ifUnmodifiedSince': 1764000000 | request.wrong-type | body.ifUnmodifiedSince",
                "'type': 'create', 'record': {}, 'ifMatch': 'a' | write.condition-out-of-place | body.ifMatch",
                "'type': 'upsert', 'record': {}, 'ifUnmodifiedSince': '2026-11-24T09:30:00Z' | write.condition-out-of-place | body.ifUnmodifiedSince",
                "'type': 'update', 'batch': [{'record': {'id': '1'}}], 'ifMatch': 'a' | write.condition-out-of-place | body.ifMatch",
                "'type': 'update', 'batch': [{'record': {'id': '1'}, 'ifMatch': 'a'}], 'batchPolicy': {'allOrNone': true} | write.condition-out-of-place | body.batch[0].ifMatch",
                "'type': 'update', 'batch': [{'record': {'id': '1'}}, {'record': {'id': '2'}, 'ifMatch': ''}] | write.bad-condition | body.batch[1].ifMatch",
                "'type': 'update', 'record': {'id': '1'}, 'headers': [{'key': 'If-Match', 'value': 'a'}] | write.header-refused | body.headers[0].key",
            })
    void a_condition_that_cannot_be_meant_is_refused(String rest, String code, String where) {
        Refusal refusal =
                Objects.requireNonNull(
                        catchThrowableOfType(
                                Refusal.class, () -> read("{'groupRef': 'g', " + rest + "}")));

        assertThat(refusal.diagnostics())
                .anySatisfy(diagnostic -> {
                    assertThat(diagnostic.code()).isEqualTo(code);
                    assertThat(diagnostic.where()).isEqualTo(where);
                    assertThat(diagnostic.what()).isNotEmpty();
                    assertThat(diagnostic.fix()).isNotEmpty();
                });
    }

    private static @Nullable Condition condition(String member) {
        return read("{'groupRef': 'g', 'type': 'update', 'record': {'id': '1'}, " + member + "}")
                .entries()
                .getFirst()
                .condition();
    }

    private static WriteBody read(String body) {
        return WriteRequestJson.read(Json.parse(body.replace('\'', '"')));
    }
}
