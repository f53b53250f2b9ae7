package dev.tenon.server.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.Writer.Reference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Records that are named by an external id of their own where another record points at them.
@ExtendWith(TestDatabase.class)
final class ReferencesTest {
    private static final Reference ACME = new Reference("Company", null, "Ext__c", "acme-1");

    private final Customer customer;
    private final FakeCrm crm;

    ReferencesTest(Db db) {
        String mapped =
                Customer.CONFIG.replace(
                        "\"level\": \"Level__c\"},",
                        "\"level\": \"Level__c\", \"nickname\": \"CompanyId\"},");
        customer = Customer.of(db, Customer.MANIFEST, mapped);
        crm = customer.crm;
    }

    @AfterEach
    void close() {
        customer.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "the provider's relationship | {'Company': {'Ext__c': 'acme-1'}}",
                "the same in another case    | {'company': {'ext__C': 'acme-1'}}",
                "the reference field         | {'CompanyId': {'Ext__c': 'acme-1'}}",
                "the product's own name      | {'nickname': {'Ext__c': 'acme-1'}}",
                "with its type               | {'Company': {'attributes': {'type': 'Company'}, 'Ext__c': 'acme-1'}}",
            })
    void a_reference_is_sent_by_the_external_id_however_it_is_named(String how, String reference) {
        WriteResult result = customer.write("Contact", create(reference));

        assertThat(result.successes()).as(how).isEqualTo(1);
        assertThat(sent()).containsEntry("CompanyId", ACME).containsEntry("LastName", "Ray");
    }

    @Test
    void an_id_is_sent_as_it_was_before_and_null_empties_the_field() {
        customer.write("Contact", create("{'CompanyId': 'C-77'}"));
        assertThat(sent()).containsEntry("CompanyId", "C-77");

        customer.write("Contact", create("{'CompanyId': null}"));
        assertThat(crm.sent.getLast().items().getFirst().fields()).containsEntry("CompanyId", null);
    }

    @Test
    void a_number_may_be_a_key_and_stays_one_through_the_queue() {
        customer.write("Contact", create("{'CompanyId': {'Rank__c': '17'}}"));

        assertThat(sent().get("CompanyId"))
                .isInstanceOfSatisfying(
                        Reference.class,
                        reference -> {
                            assertThat(reference.keyField()).isEqualTo("Rank__c");
                            assertThat(reference.value()).isInstanceOf(Number.class);
                            assertThat(reference.value()).hasToString("17");
                        });
    }

    @Test
    void where_several_objects_may_be_meant_the_reference_says_which() {
        customer.write("Contact", create("{'Topic': {'Number__c': 'D-1'}}"));
        customer.write(
                "Contact",
                create("{'TopicId': {'attributes': {'type': 'deal'}, 'Ext__c': 'acme-1'}}"));

        assertThat(crm.fieldsSent().stream().map(call -> call.getFirst().get("TopicId")))
                .containsExactly(
                        new Reference("Topic", "Deal", "Number__c", "D-1"),
                        new Reference("Topic", "Deal", "Ext__c", "acme-1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'CompanyId': {'Ext_c': 'x'}}  | write.not-a-reference-key | CompanyId | Did you mean \"Ext__c\"?",
                "{'Company': {'Name': 'Acme'}}  | write.not-a-reference-key | CompanyId | Ext__c, Rank__c",
                "{'Company': {'Id': 'C-1'}}     | write.not-a-reference-key | CompanyId | Send the id itself",
                "{'Compny': {'Ext__c': 'x'}}    | write.unknown-field       | Compny    | Company",
                "{'FirstName': {'Ext__c': 'x'}} | write.wrong-type          | FirstName | Send a text",
                "{'ManagerId': {'Code__c': 'x'}}| write.reference-by-id-only| ManagerId | id of the record",
                "{'CompanyId': {'Ext__c': null}}| write.empty-reference     | CompanyId | Give it a value",
                "{'Company': {'Ext__c': '  '}}  | write.empty-reference     | CompanyId | send null instead",
                "{'Company': {'Ext__c': {}}}    | write.wrong-type          | CompanyId | Send a text",
                "{'Company': {'Rank__c': 'x'}}  | write.wrong-type          | CompanyId | Send a whole number",
                "{'Company': {}}                | write.reference-form      | CompanyId | with one member",
                "{'Company': {'Ext__c': 'x', 'Rank__c': 1}} | write.reference-form | CompanyId | with one member",
                "{'Company': null}              | write.reference-form      | CompanyId | as a text",
                "{'Company': 'acme-1'}          | write.reference-form      | CompanyId | as a text",
                "{'CompanyId': 'C-1', 'Company': {'Ext__c': 'x'}} | write.field-twice | Company | Send it once",
                "{'TopicId': {'Ext__c': 'x'}}   | write.ambiguous-reference | TopicId   | \"type\": \"",
                "{'Topic': {'attributes': {'type': 'Contact'}, 'Ext__c': 'x'}} | write.unknown-target | TopicId | Company, Deal",
            })
    void what_names_no_record_is_refused_before_a_call_is_spent(
            String reference, String code, String field, String fix) {
        WriteResult result = customer.write("Contact", create(reference));

        assertThat(crm.sent).isEmpty();
        assertThat(result.records().getFirst().problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.diagnostic().code()).isEqualTo(code);
                    assertThat(problem.diagnostic().where()).isEqualTo("body.record." + field);
                    assertThat(problem.diagnostic().fix()).contains(fix);
                });
    }

    @Test
    void what_references_point_at_is_described_once_however_many_records_name_it() {
        String record = create("{'Company': {'Ext__c': 'x'}}");
        String one = record.substring(record.indexOf("\"record\""));
        String batch = "{\"type\": \"create\", \"batch\": [{" + one + ", {" + one + "]}";

        customer.write("Contact", batch);
        customer.write("Contact", create("{'CompanyId': {'Ext__c': 'y'}}"));

        assertThat(crm.described.stream().filter(asked -> asked.contains("Company"))).hasSize(1);
        assertThat(crm.sent).hasSize(2);
    }

    @Test
    void writes_without_such_references_describe_nothing_more() {
        customer.write("Contact", create("{'CompanyId': 'C-1'}"));

        assertThat(crm.described).containsExactly(Set.of("Contact"));
    }

    @Test
    void a_reference_outlives_the_server_and_a_retry() {
        crm.next(_ -> List.of(FakeCrm.refused("NO_SUCH_KEY", "No company acme-1", "CompanyId")));
        UUID first = customer.accept("Contact", create("{'Company': {'Ext__c': 'acme-1'}}"));
        customer.restart();
        customer.workAfter(Duration.ofSeconds(1), "Contact");
        UUID second =
                customer.get(tx ->
                                customer.writes
                                        .control()
                                        .retry(
                                                tx,
                                                customer.group().project(),
                                                first,
                                                false,
                                                "somebody"))
                        .orElseThrow();
        customer.work("Contact");

        assertThat(customer.result(second).orElseThrow().successes()).isEqualTo(1);
        assertThat(crm.fieldsSent().stream().map(call -> call.getFirst().get("CompanyId")))
                .containsExactly(ACME, ACME);
    }

    @Test
    void a_provider_that_does_not_describe_the_object_is_told_and_nothing_is_stored() {
        customer.write("Contact", create("{'CompanyId': 'C-1'}"));
        crm.failDescribing("Company");

        assertThatThrownBy(() -> customer.accept("Contact", create("{'Company': {'Ext__c': 'x'}}")))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal ->
                                assertThat(refusal.diagnostics().getFirst().code())
                                        .isEqualTo("write.schema-unknown"));
    }

    private Map<String, @Nullable Object> sent() {
        return crm.sent.getFirst().items().getFirst().fields();
    }

    private static String create(String more) {
        String members = more.strip().substring(1).replace('\'', '"');
        return "{\"type\": \"create\", \"record\": {\"LastName\": \"Ray\", " + members + "}";
    }
}
