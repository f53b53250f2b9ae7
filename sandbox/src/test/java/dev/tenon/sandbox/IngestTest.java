package dev.tenon.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Ingest jobs of the Bulk API 2.0, through their states, with all that can go wrong.
class IngestTest {
    private static final String JOBS = "/services/data/v60.0/jobs/ingest";
    private static final String FOUR =
            "LastName,Title\nOne,A\nTwo,B\n\"Three, \"\"quoted\"\"\",#N/A\nFour,D\n";

    private final Sandbox sandbox =
            Sandbox.start(
                    SandboxSettings.of(
                            0,
                            SalesforceSettings.of(
                                    List.of(OrgSettings.of("northwind", Map.of("Contact", 10))))));
    private final SandboxVisitor visitor = new SandboxVisitor(sandbox.uri());

    @BeforeEach
    void sign_in() {
        visitor.signIn("northwind");
        act("slow-bulk-jobs", Map.of("millis", "0"));
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void a_job_goes_from_open_to_complete_and_tells_what_became_of_each_row() {
        JsonNode made = make(Map.of("object", "Contact", "operation", "insert"));
        String id = made.path("id").asString();
        assertThat(made.path("state").asString()).isEqualTo("Open");
        assertThat(made.path("contentUrl").asString())
                .isEqualTo("services/data/v60.0/jobs/ingest/" + id + "/batches");
        assertThat(visitor.upload("/" + made.path("contentUrl").asString(), FOUR).status())
                .isEqualTo(201);
        assertThat(visitor.upload(JOBS + "/" + id + "/batches", FOUR).status()).isEqualTo(400);
        assertThat(count("Title = 'A'")).isZero();

        JsonNode begun = move(id, "UploadComplete");

        assertThat(begun.path("state").asString()).isEqualTo("UploadComplete");
        JsonNode done = look(id);
        assertThat(done.path("state").asString()).isEqualTo("JobComplete");
        assertThat(done.path("jobType").asString()).isEqualTo("V2Ingest");
        assertThat(done.path("numberRecordsProcessed").asInt()).isEqualTo(4);
        assertThat(rows(id, "successfulResults").lines().toList())
                .hasSize(5)
                .startsWith("\"sf__Id\",\"sf__Created\",\"LastName\",\"Title\"")
                .last()
                .asString()
                .endsWith("\"true\",\"Four\",\"D\"");
        assertThat(rows(id, "failedResults").lines()).hasSize(1);
        assertThat(rows(id, "unprocessedrecords").lines()).hasSize(1);
        assertThat(count("LastName = 'Three, \"quoted\"'")).isEqualTo(1);
        assertThat(visitor.get(JOBS).json().path("records").size()).isEqualTo(1);
        assertThat(visitor.call("DELETE", JOBS + "/" + id, Map.of()).status()).isEqualTo(204);
        assertThat(visitor.get(JOBS + "/" + id).status()).isEqualTo(404);
    }

    @Test
    void nothing_is_written_by_a_job_that_is_aborted_before_it_begins() {
        String id = filled(Map.of("object", "Contact", "operation", "insert"), FOUR);

        assertThat(move(id, "Aborted").path("state").asString()).isEqualTo("Aborted");

        assertThat(look(id).path("numberRecordsProcessed").asInt()).isZero();
        assertThat(move(id, "UploadComplete").path(0).path("errorCode").asString())
                .isEqualTo("INVALIDJOBSTATE");
        assertThat(count("LastName = 'One'")).isZero();
    }

    @Test
    void a_job_that_fails_or_stalls_has_written_half_of_its_rows() {
        act("fail-bulk-jobs", Map.of());
        String failing = filled(Map.of("object", "Contact", "operation", "insert"), FOUR);
        move(failing, "UploadComplete");
        assertThat(look(failing).path("state").asString()).isEqualTo("Failed");
        assertThat(look(failing).path("errorMessage").asString()).isNotEmpty();
        assertThat(rows(failing, "successfulResults").lines()).hasSize(3);
        assertThat(rows(failing, "unprocessedrecords"))
                .isEqualTo(
                        "\"LastName\",\"Title\"\n"
                                + "\"Three, \"\"quoted\"\"\",\"#N/A\"\n"
                                + "\"Four\",\"D\"\n");
        act("stall-bulk-jobs", Map.of());
        String stalling = filled(Map.of("object", "Contact", "operation", "insert"), FOUR);
        move(stalling, "UploadComplete");
        assertThat(look(stalling).path("state").asString()).isEqualTo("InProgress");
        assertThat(visitor.get(JOBS + "/" + stalling + "/successfulResults").status())
                .isEqualTo(400);
        move(stalling, "Aborted");
        assertThat(rows(stalling, "unprocessedrecords").lines()).hasSize(3);
        assertThat(count("LastName = 'One'")).isEqualTo(2);
        assertThat(count("LastName = 'Four'")).isZero();
        act("vanish-bulk-jobs", Map.of());
        assertThat(visitor.get(JOBS + "/" + stalling).status()).isEqualTo(404);
    }

    @Test
    void a_job_with_unfit_lines_writes_nothing() {
        Map<String, String> order = Map.of("object", "Contact", "operation", "insert");
        assertThat(error(order, "LastName,Nonsense\nOne,A\n"))
                .isEqualTo("InvalidBatch : Field name not found : Nonsense");
        assertThat(error(order, "LastName,Title\r\nOne,A\r\n")).startsWith("ClientInputError");
        assertThat(error(order, "LastName,Title\nOne\n")).startsWith("InvalidBatch");
        assertThat(count("LastName = 'One'")).isZero();
        Map<String, String> semicolons =
                Map.of(
                        "object", "Contact",
                        "operation", "insert",
                        "lineEnding", "CRLF",
                        "columnDelimiter", "SEMICOLON");
        assertThat(error(semicolons, "LastName;Title\r\nOne;A\r\n")).isEmpty();
        assertThat(count("LastName = 'One' AND Title = 'A'")).isEqualTo(1);
    }

    @Test
    void an_empty_cell_leaves_a_field_alone_and_the_mark_of_nothing_empties_it() {
        String id =
                sandbox.org("northwind")
                        .insert("Contact", Map.of("LastName", "Kept", "Title", "T", "Phone", "1"));
        Map<String, String> order = Map.of("object", "Contact", "operation", "update");

        assertThat(error(order, "Id,LastName,Title,Phone\n" + id + ",,#N/A,2\n")).isEmpty();

        JsonNode record = sandbox.org("northwind").record("Contact", id);
        assertThat(record.path("LastName").asString()).isEqualTo("Kept");
        assertThat(record.path("Title").isNull()).isTrue();
        assertThat(record.path("Phone").asString()).isEqualTo("2");
    }

    @Test
    void locked_rows_are_refused_by_rest_and_by_jobs_until_the_locks_are_gone() {
        act("lock-rows", Map.of("org", "northwind", "rows", "2"));

        var refused =
                visitor.call(
                        "POST",
                        "/services/data/v60.0/sobjects/Contact",
                        Map.of("LastName", "Locked"));
        String id = filled(Map.of("object", "Contact", "operation", "insert"), FOUR);
        move(id, "UploadComplete");

        assertThat(refused.json().path(0).path("errorCode").asString())
                .isEqualTo("UNABLE_TO_LOCK_ROW");
        assertThat(look(id).path("numberRecordsFailed").asInt()).isEqualTo(1);
        assertThat(rows(id, "failedResults"))
                .contains(
                        "\"UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this"
                                + " record:--\",\"One\"");
    }

    private String error(Map<String, String> order, String csv) {
        String id = filled(order, csv);
        move(id, "UploadComplete");
        return look(id).path("errorMessage").asString("");
    }

    private String filled(Map<String, String> order, String csv) {
        String id = make(order).path("id").asString();
        assertThat(visitor.upload(JOBS + "/" + id + "/batches", csv).status()).isEqualTo(201);
        return id;
    }

    private JsonNode make(Map<String, String> order) {
        return visitor.call("POST", JOBS, order).json();
    }

    private JsonNode move(String id, String state) {
        return visitor.call("PATCH", JOBS + "/" + id, Map.of("state", state)).json();
    }

    private JsonNode look(String id) {
        return visitor.get(JOBS + "/" + id).json();
    }

    private String rows(String id, String which) {
        return visitor.get(JOBS + "/" + id + "/" + which).text();
    }

    private int count(String condition) {
        return visitor.query("SELECT COUNT() FROM Contact WHERE " + condition)
                .json()
                .path("totalSize")
                .asInt();
    }

    private void act(String name, Map<String, String> with) {
        visitor.call("POST", "/admin/acts", Map.of("type", name, "with", with));
    }
}
