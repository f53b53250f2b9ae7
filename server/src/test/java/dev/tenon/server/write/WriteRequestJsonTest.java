package dev.tenon.server.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.json.Json;
import dev.tenon.spi.Writer;
import dev.tenon.spi.Writer.Association;
import dev.tenon.spi.Writer.AssociationLabel;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The bodies that write calls may have.
final class WriteRequestJsonTest {
    @Test
    void a_single_record_is_written_synchronously_within_an_hour_unless_told_otherwise() {
        WriteBody body = read("{'groupRef': 'acme', 'type': 'create', 'record': {'a': 1}}");

        assertThat(body.groupRef()).isEqualTo("acme");
        assertThat(body.kind()).isEqualTo(Writer.Operation.CREATE);
        assertThat(body.mode()).isEqualTo(WriteBody.Mode.SYNCHRONOUS);
        assertThat(body.isBatch()).isFalse();
        assertThat(body.options().patience()).isEqualTo(Duration.ofHours(1));
        assertThat(body.entries().getFirst().fields()).hasToString("{\"a\":1}");
    }

    @Test
    void everything_that_may_be_said_is_read() {
        WriteBody body =
                read(
                        """
                        {'groupRef': 'acme', 'type': 'upsert', 'mode': 'asynchronous',
                         'externalIdField': 'Code__c', 'batchPolicy': {'allOrNone': true},
                         'retryPolicy': {'deadlineHours': 48},
                         'headers': [{'key': 'Duplicates', 'value': 'allow'}],
                         'associations': [{'to': {'id': 7}, 'types': [
                           {'associationCategory': 'HUBSPOT_DEFINED', 'associationTypeId': 279}]}],
                         'batch': [{'record': {'a': 1}}, {'record': {'a': 2}, 'associations': [
                           {'to': {'id': '8'}, 'types': [
                             {'associationCategory': 'USER_DEFINED', 'associationTypeId': 1}]}]}]}\
                        """);

        assertThat(body.isBatch()).isTrue();
        assertThat(body.entries())
                .extracting(
                        entry -> entry.associations().stream().map(Association::recordId).toList())
                .containsExactly(List.of("7"), List.of("7", "8"));
        assertThat(body.entries().getFirst().associations().getFirst().labels())
                .containsExactly(new AssociationLabel("HUBSPOT_DEFINED", 279));
        assertThat(body.options().allOrNone()).isTrue();
        assertThat(body.options().externalIdField()).isEqualTo("Code__c");
        assertThat(body.options().patience()).isEqualTo(Duration.ofDays(2));
        assertThat(body.options().headers()).containsEntry("Duplicates", "allow");
    }

    @Test
    void gathering_has_a_delay_and_a_deadline() {
        WriteBody body =
                read(
                        """
                        {'groupRef': 'acme', 'type': 'create', 'mode': 'asynchronous', 'record': {},
                         'autoBatchPolicy': {'maxDelayMinutes': 30, 'retryDeadlineHours': 6}}\
                        """);

        assertThat(body.options().gather()).isEqualTo(Duration.ofMinutes(30));
        assertThat(body.options().patience()).isEqualTo(Duration.ofHours(6));
    }

    @Test
    void the_id_of_a_record_is_taken_out_of_its_fields() {
        WriteBody.Entry update =
                read("{'groupRef': 'g', 'type': 'update', 'record': {'Id': 17, 'a': 1}}")
                        .entries()
                        .getFirst();
        WriteBody.Entry delete =
                read("{'groupRef': 'g', 'type': 'delete', 'record': {'id': 'x', 'a': 1}}")
                        .entries()
                        .getFirst();

        assertThat(update.id()).isEqualTo("17");
        assertThat(update.fields()).hasToString("{\"a\":1}");
        assertThat(delete.id()).isEqualTo("x");
        assertThat(delete.fields().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type': 'create', 'record': {}} | request.missing | body.groupRef",
                "{'groupRef': 5, 'type': 'create', 'record': {}} | request.wrong-type | body.groupRef",
                "{'groupRef': 'g', 'record': {}} | request.missing | body.type",
                "{'groupRef': 'g', 'type': 'craete', 'record': {}} | write.unknown-type | body.type",
                "{'groupRef': 'g', 'type': 'create', 'mode': 'sync', 'record': {}} | write.unknown-mode | body.mode",
                "{'groupRef': 'g', 'type': 'create'} | request.missing | body.record",
                "{'groupRef': 'g', 'type': 'create', 'record': 5} | request.wrong-type | body.record",
                "{'groupRef': 'g', 'type': 'create', 'batch': []} | write.batch-size | body.batch",
                "{'groupRef': 'g', 'type': 'create', 'batch': {}} | request.wrong-type | body.batch",
                "{'groupRef': 'g', 'type': 'create', 'batch': [5]} | request.wrong-type | body.batch[0]",
                "{'groupRef': 'g', 'type': 'create', 'batch': [{'rec': {}}]} | request.unknown-member | body.batch[0].rec",
                "{'groupRef': 'g', 'type': 'create', 'batch': [{'record': {}}], 'record': {}} | write.record-and-batch | body.record",
                "{'groupRef': 'g', 'type': 'update', 'batch': [{'record': {'a': 1}}]} | write.missing-id | body.batch[0].record.id",
                "{'groupRef': 'g', 'type': 'update', 'record': {'id': ''}} | write.missing-id | body.record.id",
                "{'groupRef': 'g', 'type': 'delete', 'batch': [{'record': {'id': '1'}}]} | write.one-delete-at-a-time | body.batch",
                "{'groupRef': 'g', 'type': 'create', 'record': {}, 'retryPolicy': {'deadlineHours': 49}} | request.out-of-range | body.retryPolicy.deadlineHours",
                "{'groupRef': 'g', 'type': 'create', 'record': {}, 'retryPolicy': {'hours': 1}} | request.unknown-member | body.retryPolicy.hours",
                "{'groupRef': 'g', 'type': 'create', 'record': {}, 'batchPolicy': {'allOrNone': 'yes'}} | request.wrong-type | body.batchPolicy.allOrNone",
                "{'groupRef': 'g', 'type': 'create', 'record': {}, 'autoBatchPolicy': {'maxDelayMinutes': 5}} | write.cannot-gather | body.autoBatchPolicy",
                "{'groupRef': 'g', 'type': 'create', 'mode': 'asynchronous', 'record': {}, 'autoBatchPolicy': {}} | request.missing | body.autoBatchPolicy.maxDelayMinutes",
                "{'groupRef': 'g', 'type': 'create', 'record': {}, 'headers': [{'key': 'authorization', 'value': 'x'}]} | write.header-refused | body.headers[0].key",
                "{'groupRef': 'g', 'type': 'create', 'record': {}, 'headers': [{'key': 'a b', 'value': 'x'}]} | write.header-refused | body.headers[0].key",
                "{'groupRef': 'g', 'type': 'create', 'record': {}, 'headers': [{'key': 'A'}]} | request.missing | body.headers[0].value",
                "{'groupRef': 'g', 'type': 'create', 'record': {}, 'associations': {}} | request.wrong-type | body.associations",
                "{'groupRef': 'g', 'type': 'create', 'record': {}, 'associations': [5]} | write.bad-association | body.associations[0]",
                "{'groupRef': 'g', 'type': 'create', 'record': {}, 'associations': [{'types': []}]} | write.bad-association | body.associations[0].to",
                "{'groupRef': 'g', 'type': 'create', 'record': {}, 'associations': [{'to': {'id': ' '}}]} | write.bad-association | body.associations[0].to.id",
                "{'groupRef': 'g', 'type': 'create', 'record': {}, 'associations': [{'to': {'id': '1'}, 'types': []}]} | write.bad-association | body.associations[0].types",
                "{'groupRef': 'g', 'type': 'create', 'record': {}, 'associations': [{'to': {'id': '1'}, 'types': [{'associationCategory': 'A', 'associationTypeId': 'x'}]}]} | write.bad-association | body.associations[0].types[0].associationTypeId",
                "{'groupRef': 'g', 'type': 'create', 'batch': [{'record': {}, 'associations': [{'to': {'id': '1', 'x': 1}, 'types': [{'associationTypeId': 1}]}]}]} | request.missing | body.batch[0].associations[0].types[0].associationCategory",
                "{'groupRef': 'g', 'type': 'create', 'record': {}, 'externalIdFeild': 'x'} | request.unknown-member | body.externalIdFeild",
            })
    void a_body_that_cannot_be_meant_is_refused(String body, String code, String where) {
        List<Diagnostic> diagnostics = refusal(body).diagnostics();

        assertThat(diagnostics)
                .anySatisfy(diagnostic -> {
                    assertThat(diagnostic.code()).isEqualTo(code);
                    assertThat(diagnostic.where()).isEqualTo(where);
                    assertThat(diagnostic.fix()).isNotEmpty();
                });
    }

    @Test
    void all_problems_are_told_at_once() {
        assertThat(refusal("{'type': 'nope', 'mode': 'nope', 'record': 1}").diagnostics())
                .hasSize(4);
    }

    @Test
    void what_is_no_object_is_refused() {
        assertThat(refusal("[]").diagnostics().getFirst().code()).isEqualTo("request.wrong-type");
    }

    private static Refusal refusal(String body) {
        return Objects.requireNonNull(catchThrowableOfType(Refusal.class, () -> read(body)));
    }

    private static WriteBody read(String body) {
        return WriteRequestJson.read(Json.parse(body.replace('\'', '"')));
    }
}
