package dev.tenon.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteCommandTest {
    private static final String WRITE =
            "POST /write/v1/projects/default/integrations/crm/objects/company";
    private static final String DONE =
            "{\"operationId\":\"o1\",\"result\":{\"success\":true,\"recordId\":\"001A\"}}";

    @TempDir Path directory;
    private FakeServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Shell.Said run(Shell shell, String... args) {
        var all = new ArrayList<>(List.of("write", "crm", "company", "-g", "acme"));
        all.addAll(List.of(args));
        all.addAll(List.of("--server", server.url(), "--key", "k"));
        return shell.run(all.toArray(String[]::new));
    }

    private Shell.Said run(String... args) {
        return run(new Shell(), args);
    }

    @Test
    void one_record_is_written_and_its_id_shown() {
        server.on(WRITE, DONE);

        Shell.Said said =
                run("--type", "update", "--id", "001A", "--record", "{\"tier\":\"gold\"}");

        assertThat(said.code()).isZero();
        assertThat(said.out())
                .isEqualTo("Done: 1 record to update company of crm for acme: 001A.\n");
        assertThat(server.last(WRITE).body())
                .isEqualTo(
                        "{\"groupRef\":\"acme\",\"type\":\"update\",\"mode\":\"synchronous\","
                                + "\"record\":{\"tier\":\"gold\",\"id\":\"001A\"}}");
        assertThat(server.last(WRITE).once()).hasSizeGreaterThan(30);
    }

    @Test
    void an_upsert_names_its_field_and_may_be_repeated_safely() {
        server.on(WRITE, DONE);

        Shell.Said said =
                run(
                        "--type",
                        "UPSERT",
                        "--external-id",
                        "Key__c",
                        "--idempotency-key",
                        "k-7",
                        "--record",
                        "{}",
                        "--json");

        assertThat(said.json().path("result").path("recordId").asString()).isEqualTo("001A");
        assertThat(server.last(WRITE).json().path("externalIdField").asString())
                .isEqualTo("Key__c");
        assertThat(server.last(WRITE).json().path("type").asString()).isEqualTo("upsert");
        assertThat(server.last(WRITE).once()).isEqualTo("k-7");
    }

    @Test
    void a_write_on_a_condition_that_lost_ends_with_1() {
        server.on(
                WRITE,
                412,
                "application/json",
                """
                {"operationId":"o1","result":{"success":false,"current":{"id":"001A","fields":{},
                 "mappedFields":{}}},"errors":[{"message":"Changed","code":"write.condition-failed",
                 "what":"Changed","where":"record 0","fix":"Look."}]}
                """);

        Shell.Said said =
                run("--type", "update", "--id", "001A", "--record", "{}", "--if-match", "v1");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err()).contains("write.condition-failed: Changed");
        assertThat(server.last(WRITE).json().path("ifMatch").asString()).isEqualTo("v1");
    }

    @Test
    void a_condition_goes_with_one_record_that_is_changed_or_deleted() {
        String since = "--if-unmodified-since=2026-11-24T09:30:00Z";

        assertThat(run("--type", "create", "--record", "{}", since).err())
                .contains("Only updates and deletions");
        assertThat(run("--type", "update", "--file", "x", since).err()).contains("one record only");
        assertThat(run("--type", "delete", "--id", "1", "--if-match", "v", since).err())
                .contains("not both");
    }

    @Test
    void a_write_that_goes_on_says_where_to_look() {
        server.on(WRITE, "{\"operationId\":\"o1\"}");

        Shell.Said said = run("--type", "create", "--record", "{}", "--async");

        assertThat(said.out())
                .isEqualTo(
                        """
                        Accepted 1 record to create company of crm for acme.
                        See what becomes of them: tenon logs --operation o1
                        """);
        assertThat(server.last(WRITE).json().path("mode").asString()).isEqualTo("asynchronous");
    }

    @Test
    void what_the_provider_refused_ends_with_1_and_says_why() {
        server.on(
                WRITE,
                422,
                "application/json",
                """
                {"operationId":"o1","result":{"success":false},"errors":[{"message":"Name is missing",
                 "code":"write.provider-refused","what":"Name is missing","where":"record","fix":"Add it."}]}
                """);

        Shell.Said said = run("--type", "create", "--record", "{}");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err())
                .isEqualTo(
                        """
                        Not done: 1 record.
                        write.provider-refused: Name is missing
                          at  record
                          fix Add it.
                        """);
        assertThat(run("--type", "create", "--record", "{}", "--json").code()).isEqualTo(1);
    }

    @Test
    void the_failure_of_a_client_of_the_compatible_format_counts_too() {
        server.on(
                WRITE,
                422,
                "application/json",
                "{\"operationId\":\"o1\",\"errors\":[{\"message\":\"no\"}]}");

        Shell.Said said = run("--type", "create", "--record", "{}");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err()).isEqualTo("Not done: 1 record.\nno\n");
    }

    @Test
    void a_refused_request_is_told_like_every_other() {
        server.refuse(WRITE, 422, "object.unknown", "There is no object \"company\".");

        Shell.Said said = run("--type", "create", "--record", "{}");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err()).startsWith("object.unknown: ");
    }

    @Test
    void a_file_goes_in_batches_each_with_a_key_of_its_own() throws IOException {
        Path file = directory.resolve("records.jsonl");
        Files.writeString(file, "{\"name\":\"a\"}\n\n".repeat(450));
        server.on(WRITE, batch(200, 0));
        server.on(WRITE, batch(198, 2));
        server.on(WRITE, batch(50, 0));

        Shell.Said said =
                run("--type", "create", "--file", file.toString(), "--idempotency-key", "k");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out()).isEqualTo("Done: 448 records to create company of crm for acme.\n");
        assertThat(said.err()).contains("Not done: 2 records.\nrecord 201: no\nrecord 202: no\n");
        assertThat(server.asked().stream().map(FakeServer.Asked::once))
                .containsExactly("k", "k-2", "k-3");
        assertThat(server.asked().stream().map(each -> each.json().path("batch").size()))
                .containsExactly(200, 200, 50);
        assertThat(
                        server.asked()
                                .getFirst()
                                .json()
                                .path("batch")
                                .path(0)
                                .path("record")
                                .path("name")
                                .asString())
                .isEqualTo("a");
    }

    private static String batch(int good, int bad) {
        var results = new ArrayList<String>();
        var errors = new ArrayList<String>();
        for (int i = 0; i < bad; i++) {
            results.add("{\"success\":false}");
            errors.add("{\"message\":\"no\",\"index\":" + i + "}");
        }
        for (int i = 0; i < good; i++) results.add("{\"success\":true}");
        return "{\"operationId\":\"o\",\"successCount\":%d,\"failureCount\":%d,\"results\":[%s],\"errors\":[%s]}"
                .formatted(good, bad, String.join(",", results), String.join(",", errors));
    }

    @Test
    void the_input_is_a_file_too_and_the_result_one_json_value() {
        server.on(WRITE, batch(2, 0));

        Shell.Said said =
                run(new Shell().type("{\"a\":1}\n{\"a\":2}"), "--type", "create", "-", "--json");

        assertThat(said.code()).isZero();
        assertThat(said.json().path("successCount").asInt()).isEqualTo(2);
        assertThat(said.json().path("operationIds")).hasSize(1);
        assertThat(server.last(WRITE).json().path("batch")).hasSize(2);
    }

    @Test
    void deletes_go_one_by_one() {
        server.on(WRITE, DONE);

        assertThat(run("--type", "delete", "--id", "001A").code()).isZero();
        assertThat(server.last(WRITE).json().path("record").path("id").asString())
                .isEqualTo("001A");

        run(
                new Shell().type("{\"id\":\"1\"}\n{\"id\":\"2\"}\n"),
                "--type",
                "delete",
                "--file",
                "-");
        assertThat(server.asked()).hasSize(3);
        assertThat(server.last(WRITE).json().path("record").path("id").asString()).isEqualTo("2");
    }

    @Test
    void every_line_that_is_no_record_is_named_and_nothing_is_sent() {
        Shell.Said said =
                run(new Shell().type("{\"a\":1}\nnonsense\n[]\n"), "--type", "create", "-");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err()).contains("at  input:2", "at  input:3", "This is not a JSON object.");
        assertThat(server.asked()).isEmpty();
        assertThat(run("--type", "create", "--file", "nope.jsonl").err())
                .startsWith("cli.no-records: There is no file nope.jsonl.");
        assertThat(run(new Shell().type("\n"), "--type", "create", "-").err())
                .startsWith("cli.no-records: There are no records.");
        assertThat(run("--type", "create", "--record", "{").err()).startsWith("cli.not-json: ");
    }

    @Test
    void when_the_answer_is_lost_it_says_how_to_repeat_safely() {
        server.close();

        Shell.Said said = run("--type", "create", "--record", "{}", "--idempotency-key", "k-9");

        assertThat(said.code()).isEqualTo(3);
        assertThat(said.err()).contains("add --idempotency-key k-9", "cli.unreachable");
    }
}
