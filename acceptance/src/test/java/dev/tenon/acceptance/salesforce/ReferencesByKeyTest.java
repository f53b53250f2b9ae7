package dev.tenon.acceptance.salesforce;

import static dev.tenon.acceptance.salesforce.ContactsByJob.batch;
import static dev.tenon.acceptance.salesforce.ContactsByJob.failed;
import static dev.tenon.acceptance.salesforce.ContactsByJob.row;
import static dev.tenon.acceptance.salesforce.ContactsByJob.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.JobWriter.Outcome;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Writer;
import dev.tenon.spi.Writer.Batch;
import dev.tenon.spi.Writer.Item;
import dev.tenon.spi.Writer.Operation;
import dev.tenon.spi.Writer.Reference;
import dev.tenon.spi.Writer.Result;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Contacts whose account is named by its external id, by each way the connector writes, against
/// the sandbox.
class ReferencesByKeyTest {
    private static final Reference ACME = new Reference("Account", null, "Product_Id__c", "acme");
    private static final Reference NOBODY = new Reference("Account", null, "Product_Id__c", "no");

    private final ContactsByJob contacts = new ContactsByJob();
    private final Writer writer = contacts.connector.writer(contacts.access).orElseThrow();
    private final String acme =
            contacts.plain.create("Account", Map.of("Name", "Acme", "Product_Id__c", "acme"));

    @AfterEach
    void stop() {
        contacts.close();
    }

    @Test
    void discovery_tells_by_which_name_a_reference_is_written() {
        List<FieldInfo> fields =
                contacts
                        .connector
                        .discovery(contacts.access)
                        .describe(Set.of("Contact"))
                        .values()
                        .stream()
                        .flatMap(schema -> schema.fields().stream())
                        .toList();

        assertThat(fields.stream().filter(field -> field.name().equals("AccountId")))
                .singleElement()
                .satisfies(field -> {
                    assertThat(field.relationship()).isEqualTo("Account");
                    assertThat(field.references()).containsExactly("Account");
                });
        assertThat(fields.stream().filter(field -> field.name().equals("LastName")))
                .extracting(FieldInfo::relationship)
                .containsExactly("");
    }

    @Test
    void a_single_record_is_made_changed_and_upserted_with_its_account() {
        String made = written("single", Operation.CREATE, row("LastName", "A", "AccountId", ACME));
        assertThat(account(made)).isEqualTo(acme);

        var other = contacts.plain.create("Account", Map.of("Name", "B", "Product_Id__c", "b"));
        var toOther = new Reference("Account", "Account", "Product_Id__c", "b");
        written("single", Operation.UPDATE, new Item(made, Map.of("AccountId", toOther)));
        assertThat(account(made)).isEqualTo(other);

        String upserted =
                written(
                        "single",
                        Operation.UPSERT,
                        row("LastName", "C", "Customer_Ref__c", "R-1", "AccountId", ACME));
        assertThat(account(upserted)).isEqualTo(acme);
    }

    @Test
    void in_a_collection_a_key_that_no_record_has_is_refused_alone() {
        List<Result> results =
                writer.send(
                        collection(
                                row("LastName", "A", "AccountId", ACME),
                                row("LastName", "B", "AccountId", NOBODY),
                                row("LastName", "C", "AccountId", acme)));

        assertThat(account(id(results.get(0)))).isEqualTo(acme);
        assertThat(account(id(results.get(2)))).isEqualTo(acme);
        assertUnknown((Result.Failed) results.get(1));
    }

    @Test
    void a_single_record_with_a_key_that_no_record_has_is_refused() {
        List<Result> results =
                writer.send(
                        batchBy(
                                "single",
                                Operation.CREATE,
                                row("LastName", "B", "AccountId", NOBODY)));

        assertUnknown((Result.Failed) results.getFirst());
    }

    @Test
    void a_job_has_a_column_for_the_key_and_each_row_its_own_answer() {
        List<Outcome> outcomes =
                contacts.written(
                        batch(
                                Operation.CREATE,
                                row("LastName", "A", "AccountId", ACME),
                                row("LastName", "B", "AccountId", NOBODY),
                                row("LastName", "C")));

        assertThat(account(succeeded(outcomes.get(0)).recordId())).isEqualTo(acme);
        assertUnknown(failed(outcomes.get(1)));
        assertThat(account(succeeded(outcomes.get(2)).recordId())).isEmpty();
    }

    @Test
    void a_job_upserts_with_references_too() {
        List<Outcome> outcomes =
                contacts.written(
                        batch(
                                Operation.UPSERT,
                                row("LastName", "A", "Customer_Ref__c", "1", "AccountId", ACME),
                                row("LastName", "B", "Customer_Ref__c", "2", "AccountId", ACME)));

        assertThat(outcomes)
                .extracting(outcome -> account(succeeded(outcome).recordId()))
                .containsOnly(acme);
    }

    @Test
    void records_that_name_their_parents_in_different_ways_are_not_for_one_job() {
        Batch mixed =
                batch(
                        Operation.CREATE,
                        row("LastName", "A", "AccountId", ACME),
                        row("LastName", "B", "AccountId", acme));

        assertThatThrownBy(() -> contacts.begun(mixed))
                .isInstanceOf(ProviderException.Invalid.class)
                .hasMessageContaining("AccountId")
                .hasMessageContaining("in the same way");
    }

    private String written(String path, Operation operation, Item item) {
        return id(writer.send(batchBy(path, operation, item)).getFirst());
    }

    private static Batch collection(Item... items) {
        return batchBy("collection", Operation.CREATE, items);
    }

    private static Batch batchBy(String path, Operation operation, Item... items) {
        Batch batch = batch(operation, items);
        return new Batch(
                path,
                batch.object(),
                operation,
                batch.keyField(),
                false,
                batch.headers(),
                batch.items());
    }

    private static String id(Result result) {
        assertThat(result).isInstanceOf(Result.Succeeded.class);
        return ((Result.Succeeded) result).recordId();
    }

    private String account(String contact) {
        return contacts.record(contact).path("AccountId").asString("");
    }

    private static void assertUnknown(Result.Failed refused) {
        assertThat(refused.retryable()).isFalse();
        assertThat(refused.problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("INVALID_FIELD");
                    assertThat(problem.message())
                            .isEqualTo(
                                    "Foreign key external ID: no not found for field Product_Id__c"
                                            + " in entity Account");
                });
    }
}
