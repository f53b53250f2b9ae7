package dev.tenon.acceptance.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.web.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// jsforce, driven by a script, makes its usual calls; each test looks at one part of what came of
/// it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JsforceTest {
    private static final Path SCRIPTS = Path.of("src/test/node").toAbsolutePath();

    private JsonNode told = Json.object();

    @BeforeAll
    void run_the_script() throws IOException, InterruptedException {
        assumeTrue(
                Files.isDirectory(SCRIPTS.resolve("node_modules/jsforce")),
                "jsforce is not installed: run \"npm i --ignore-scripts\" in " + SCRIPTS);
        assumeTrue(hasNode(), "node is not installed");
        try (Sandbox sandbox = SampleOrgs.start()) {
            Process script =
                    new ProcessBuilder(List.of("node", "jsforce.mjs", sandbox.uri().toString()))
                            .directory(SCRIPTS.toFile())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            String output =
                    new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(script.waitFor())
                    .as("exit code of the script; it printed %s", output)
                    .isZero();
            told = Json.parse(output.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static boolean hasNode() throws InterruptedException {
        try {
            return new ProcessBuilder("node", "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    @Test
    void it_signs_in_with_a_code_and_a_verifier() {
        assertThat(told.path("consentPage").asInt()).isEqualTo(200);
        assertThat(told.path("state").asString()).isEqualTo("xyz");
        assertThat(told.path("user").path("id").asString()).startsWith("005").hasSize(18);
        assertThat(told.path("identity").asString()).isEqualTo("admin@northwind.example");
    }

    @Test
    void it_discovers_objects_fields_versions_and_limits() {
        assertThat(told.path("objects").toString())
                .contains("Account", "Contact", "Subscription__c");
        assertThat(told.path("accountFields").asInt()).isGreaterThan(25);
        assertThat(told.path("externalIds").toString()).isEqualTo("[\"Product_Id__c\"]");
        assertThat(told.path("versions").asInt()).isEqualTo(12);
        assertThat(told.path("limits").path("Max").asInt()).isEqualTo(100_000);
        assertThat(told.path("usage").path("apiUsage").path("limit").asInt()).isEqualTo(100_000);
    }

    @Test
    void it_fetches_every_page_and_nested_records() {
        assertThat(told.path("fetched").asInt()).isEqualTo(SampleOrgs.CONTACTS);
        assertThat(told.path("children").asInt()).isEqualTo(3);
        assertThat(told.path("found").size()).isEqualTo(5);
        assertThat(told.path("grouped").asInt()).isEqualTo(10);
    }

    @Test
    void it_writes_one_record_through_its_life() {
        for (String step : List.of("created", "updated", "deleted"))
            assertThat(told.path(step).asBoolean()).as(step).isTrue();
        assertThat(told.path("retrieved").asString()).isEqualTo("Retail");
        assertThat(told.path("upserted").path("created").asBoolean(true)).isFalse();
        assertThat(told.path("afterwards").path("code").asString()).isEqualTo("ENTITY_IS_DELETED");
        assertThat(told.path("inBin").asInt()).isEqualTo(1);
    }

    @Test
    void it_composes_updates_on_conditions_into_one_call() {
        JsonNode composed = told.path("composed");
        assertThat(composed.findValuesAsString("httpStatusCode")).containsExactly("204", "412");
        assertThat(composed.findValuesAsString("referenceId")).containsExactly("part0", "part1");
        assertThat(told.path("composedCalls").asInt()).isEqualTo(1);
        assertThat(told.path("composedNames").toString()).isEqualTo("[\"In time\",\"Composed 2\"]");
        assertThat(told.path("composedForbidden").path("message").asString())
                .contains("Authorization");
        assertThat(told.path("composedTooMany").path("code").asString())
                .isEqualTo("LIMIT_EXCEEDED");
    }

    @Test
    void it_writes_collections_of_two_hundred() {
        for (String step : List.of("manyCreated", "manyUpdated", "manyDeleted"))
            assertThat(told.path(step).asInt()).as(step).isEqualTo(200);
        assertThat(told.path("manyUpserted").toString()).isEqualTo("[100,100]");
        assertThat(told.path("partial").path(0).path("success").asBoolean()).isTrue();
        assertThat(
                        told.path("partial")
                                .path(1)
                                .path("errors")
                                .path(0)
                                .path("statusCode")
                                .asString())
                .isEqualTo("REQUIRED_FIELD_MISSING");
        assertThat(
                        told.path("noneOfAll")
                                .path(0)
                                .path("errors")
                                .path(0)
                                .path("statusCode")
                                .asString())
                .isEqualTo("ALL_OR_NONE_OPERATION_ROLLED_BACK");
        assertThat(told.path("manyRetrieved").asInt()).isEqualTo(3);
    }

    @Test
    void it_replicates_what_was_updated_and_deleted() {
        assertThat(told.path("updatedIds").asInt()).isEqualTo(101);
        assertThat(told.path("deletedIds").asInt()).isEqualTo(200);
    }

    @Test
    void it_exports_by_a_query_job() {
        assertThat(told.path("bulkIds").asInt())
                .as("with 101 that were made before")
                .isEqualTo(SampleOrgs.CONTACTS + 101);
        assertThat(told.path("bulkRecord").path("Owner.Name").asString()).isNotEmpty();
        assertThat(told.path("bulkRecord").path("CreatedDate").asString()).endsWith(".000Z");
        assertThat(told.path("bulkRefused").path("code").asString()).isEqualTo("API_ERROR");
        assertThat(told.path("bulkUnsupported").path("code").asString()).isEqualTo("INVALIDENTITY");
    }

    @Test
    void it_loads_by_ingest_jobs_and_learns_what_became_of_every_row() {
        JsonNode inserted = told.path("loadInserted");
        assertThat(inserted.path("successfulResults").size()).isEqualTo(2);
        JsonNode first = inserted.path("successfulResults").path(0);
        assertThat(first.path("sf__Created").asString()).isEqualTo("true");
        assertThat(first.path("LastName").asString()).isEqualTo("Load \"1\", with\na line");
        JsonNode refused = inserted.path("failedResults").path(0);
        assertThat(refused.path("sf__Error").asString())
                .isEqualTo(
                        "REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName"
                                + " --");
        assertThat(refused.path("Customer_Ref__c").asString()).isEqualTo("L-3");
        assertThat(inserted.path("unprocessedRecords").size()).isZero();

        JsonNode upserted = told.path("loadUpserted");
        assertThat(upserted.path("successfulResults").findValuesAsString("sf__Created"))
                .containsExactly("false", "true");
        assertThat(upserted.path("failedResults").size()).isEqualTo(1);
        JsonNode updated = told.path("loadUpdated");
        assertThat(updated.path("successfulResults").size()).isEqualTo(1);
        assertThat(updated.path("failedResults").path(0).path("sf__Error").asString())
                .startsWith("INVALID_EMAIL_ADDRESS:")
                .endsWith(":Email --");
        assertThat(told.path("loadedRecord").path("Title").isNull()).as("#N/A").isTrue();
        assertThat(told.path("loadedRecord").path("LastName").asString()).isEqualTo("Up");

        JsonNode deleted = told.path("loadDeleted");
        assertThat(deleted.path("successfulResults").size()).isEqualTo(1);
        assertThat(deleted.path("failedResults").path(0).path("sf__Error").asString())
                .startsWith("UNABLE_TO_LOCK_ROW:")
                .endsWith(":--");
    }

    @Test
    void it_hears_why_an_ingest_job_cannot_be_carried_out() {
        assertThat(told.path("loadBadColumn").path("message").asString())
                .contains("InvalidBatch : Field name not found : Nonsense");
        assertThat(told.path("loadBadObject").path("code").asString()).isEqualTo("INVALIDJOB");
        assertThat(told.path("loadAborted").asString()).isEqualTo("Aborted");
        assertThat(told.path("loadGone").path("code").asString()).isEqualTo("NOT_FOUND");
    }

    @Test
    void it_understands_every_refusal() {
        assertThat(told.path("badQuery").path("code").asString()).isEqualTo("MALFORMED_QUERY");
        assertThat(told.path("badField").path("message").asString())
                .contains("No such column 'Nme' on entity 'Account'");
        assertThat(told.path("badObject").path("code").asString()).isEqualTo("INVALID_TYPE");
        assertThat(told.path("badPicklist").path("code").asString())
                .isEqualTo("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST");
        assertThat(told.path("duplicate").path("code").asString()).isEqualTo("DUPLICATE_VALUE");
    }

    @Test
    void it_names_parents_by_their_external_ids() {
        for (String step : List.of("referred", "referredManyRight", "referredLoadRight"))
            assertThat(told.path(step).asBoolean()).as(step).isTrue();
        assertThat(told.path("referredUpsert").path("success").asBoolean()).isTrue();
        JsonNode refused = told.path("referredMany").path(1).path("errors").path(0);
        assertThat(refused.path("statusCode").asString()).isEqualTo("INVALID_FIELD");
        String unknown =
                "Foreign key external ID: REF-2 not found for field Product_Id__c in entity"
                        + " Account";
        assertThat(refused.path("message").asString()).isEqualTo(unknown);
        assertThat(told.path("referredToNobody").path("message").asString()).isEqualTo(unknown);
        assertThat(told.path("referredByNoKey").path("message").asString())
                .contains("Industry does not match an External ID");
        JsonNode loaded = told.path("referredLoad");
        assertThat(loaded.path("successfulResults").size()).isEqualTo(2);
        assertThat(loaded.path("failedResults").path(0).path("sf__Error").asString())
                .startsWith("INVALID_FIELD:" + unknown);
        assertThat(told.path("referredBadColumn").path("message").asString())
                .contains("Field name not found : Account.Industry");
    }

    @Test
    void it_refreshes_after_an_expired_session_and_stops_after_a_revocation() {
        assertThat(told.path("refreshed").asInt()).isEqualTo(1);
        assertThat(told.path("afterExpiry").asInt()).isEqualTo(SampleOrgs.ACCOUNTS);
        assertThat(told.path("afterRevocation").path("message").asString())
                .contains("expired access/refresh token");
    }
}
