package dev.tenon.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Reading, querying and following records, and the logs.
class RecordCommandsTest {
    private static final String P = "/v1/projects/default";
    private static final String RECORDS = "GET " + P + "/integrations/crm/objects/company/records";
    private static final String CHANGES = "GET " + P + "/integrations/crm/objects/company/changes";
    private static final String READ =
            "POST /read/v1/projects/default/integrations/crm/objects/company";
    private static final String FIRST =
            """
            {"results":[
              {"id":"1","seq":7,"changeType":"created","changedAt":"2026-03-01T10:00:00Z","origin":"read",
               "fields":{"Id":"1","Name":"Acme","AnnualRevenue":1200},
               "mappedFields":{"name":"Acme","home":{"town":"Oslo"}}},
              {"id":"2","seq":9,"changeType":"updated","changedAt":"2026-03-01T10:00:00Z","origin":"self",
               "fields":{"Name":"Łódź\\u001b Ltd","AnnualRevenue":null},"mappedFields":{"name":"Łódź\\u001b Ltd"}}],
             "next":"n1"}
            """;
    private static final String SECOND =
            """
            {"results":[{"id":"3","seq":11,"changeType":"deleted","fields":{},"mappedFields":{}}],"next":null}
            """;

    private FakeServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Shell.Said run(String... args) {
        var all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--server", server.url(), "--key", "k"));
        return new Shell().run(all.toArray(String[]::new));
    }

    @Test
    void records_are_a_table_of_your_names_and_then_the_providers() {
        server.on(RECORDS, FIRST);

        Shell.Said said = run("query", "crm", "company", "-g", "acme", "--limit", "2");

        assertThat(said.out())
                .isEqualTo(
                        """
                        ID  name       home.town  AnnualRevenue
                         1  Acme       Oslo                1200
                         2  Łódź  Ltd
                        """);
        assertThat(said.err()).isEqualTo("2 records shown; go on with --after n1\n");
        assertThat(said.code()).isZero();
    }

    @Test
    void conditions_order_and_fields_go_to_the_server() {
        server.on(RECORDS, SECOND);

        run(
                "query",
                "crm",
                "company",
                "-g",
                "a&b",
                "--where",
                "name = 'ö' and n > 1",
                "--order-by",
                "n desc",
                "--fields",
                "name,n",
                "--limit",
                "5",
                "--after",
                "c");

        assertThat(server.last(RECORDS).query())
                .isEqualTo(
                        "groupRef=a&b&where=name = 'ö' and n > 1&orderBy=n desc&fields=name,n"
                                + "&limit=5&after=c");
    }

    @Test
    void all_pages_follow_each_other_under_the_same_headings() {
        server.on(RECORDS, FIRST);
        server.on(RECORDS, SECOND);

        Shell.Said said = run("query", "crm", "company", "-g", "acme", "--all", "--fields", "Name");

        assertThat(said.out())
                .isEqualTo(
                        """
                        ID  Name
                         1  Acme
                         2  Łódź  Ltd
                         3
                        """);
        assertThat(server.asked().get(1).query()).contains("limit=1000", "after=n1");
    }

    @Test
    void all_pages_as_json_are_a_record_to_a_line() {
        server.on(RECORDS, FIRST);
        server.on(RECORDS, SECOND);

        Shell.Said said = run("query", "crm", "company", "-g", "acme", "--all", "--json");

        List<String> lines = said.out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(Json.parse(lines.get(2)).path("id").asString()).isEqualTo("3");
    }

    @Test
    void a_limit_over_a_page_takes_several_and_gives_one_json_value() {
        server.on(RECORDS, FIRST);
        server.on(RECORDS, SECOND);

        var json = run("query", "crm", "company", "-g", "acme", "--limit", "3", "--json").json();

        assertThat(json.path("results")).hasSize(3);
        assertThat(json.path("next").isNull()).isTrue();
        assertThat(server.asked().get(1).query()).contains("limit=1&", "after=n1");
    }

    @Test
    void wide_records_show_what_fits_and_say_so() {
        var fields = Json.object();
        for (int i = 0; i < 12; i++) fields.put("f" + i, i);
        server.on(RECORDS, "{\"results\":[{\"id\":\"1\",\"fields\":" + Json.text(fields) + "}]}");

        Shell.Said said = run("query", "crm", "company", "-g", "acme");

        assertThat(said.out()).contains("f7").doesNotContain("f8");
        assertThat(said.err())
                .isEqualTo("4 more fields; choose with --fields, or see all with --json.\n");
    }

    @Test
    void no_records_and_wrong_conditions_are_told() {
        server.on(RECORDS, "{\"results\":[],\"next\":null}");
        server.refuse(RECORDS, 400, "query.unknown-operator", "There is no operator \"=>\".");

        assertThat(run("query", "crm", "company", "-g", "acme").err()).isEqualTo("No records.\n");
        Shell.Said wrong = run("query", "crm", "company", "-g", "acme", "--where", "a => 1");
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).startsWith("query.unknown-operator: ");
    }

    @Test
    void one_record_is_shown_field_by_field() {
        server.on(
                RECORDS + "/00%2F1",
                """
                {"id":"00/1","seq":7,"changedAt":"2026-03-01T10:00:00Z","origin":"read",
                 "fields":{"Name":"Acme"},"mappedFields":{"name":"Acme"}}
                """);

        Shell.Said said = run("get", "crm", "company", "00/1", "--group", "acme");

        assertThat(said.out())
                .isEqualTo(
                        """
                        RECORD
                        id          00/1
                        modifiedAt
                        changedAt   2026-03-01T10:00:00Z
                        seq         7
                        origin      read

                        YOUR FIELD  VALUE
                        name        Acme

                        PROVIDER'S FIELD  VALUE
                        Name              Acme
                        """);
        assertThat(
                        run("get", "crm", "company", "00/1", "-g", "acme", "--json")
                                .json()
                                .path("seq")
                                .asInt())
                .isEqualTo(7);
    }

    @Test
    void changes_show_their_sequence_and_kind() {
        server.on(CHANGES, SECOND.replace("null", "\"11\""));

        Shell.Said said =
                run("changes", "crm", "company", "-g", "acme", "--after", "9", "--fields", "name");

        assertThat(said.out())
                .isEqualTo(
                        """
                        SEQ  CHANGE TYPE  ID  name
                         11  deleted       3
                        """);
        assertThat(server.last(CHANGES).query())
                .isEqualTo("groupRef=acme&after=9&limit=100&fields=name");
    }

    @Test
    void followed_changes_go_on_from_where_the_last_ended_until_the_server_refuses() {
        server.on(CHANGES, FIRST.replace("n1", "9"));
        server.on(CHANGES, "{\"results\":[],\"next\":\"9\"}");
        server.on(CHANGES, SECOND.replace("null", "\"11\""));
        server.refuse(CHANGES, 404, "installation.unknown", "There is no installation.");

        Shell.Said said = run("changes", "crm", "company", "-g", "acme", "--follow", "--json");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.out().lines().limit(3).map(line -> Json.parse(line).path("seq").asInt()))
                .containsExactly(7, 9, 11);
        assertThat(server.asked().stream().map(FakeServer.Asked::query))
                .containsExactly(
                        "groupRef=acme&limit=100&wait=25",
                        "groupRef=acme&after=9&limit=100&wait=25",
                        "groupRef=acme&after=9&limit=100&wait=25",
                        "groupRef=acme&after=11&limit=100&wait=25");
    }

    @Test
    void a_read_is_asked_for_since_a_moment_a_day_or_some_time() {
        server.on(READ, 201, "application/json", "{\"operationId\":\"o1\"}");

        Shell.Said said = run("read", "crm", "company", "-g", "acme");
        assertThat(said.out())
                .isEqualTo(
                        """
                        Reading company of crm for acme.
                        See how it comes along: tenon logs --operation o1
                        """);
        assertThat(server.last(READ).body())
                .isEqualTo("{\"groupRef\":\"acme\",\"mode\":\"async\"}");

        assertThat(since("2026-01-31T10:30:00+01:00")).isEqualTo("2026-01-31T09:30:00Z");
        assertThat(since("2026-01-31")).isEqualTo("2026-01-31T00:00:00Z");
        assertThat(since("7d")).isEqualTo("2026-02-22T12:00:00Z");
        run("read", "crm", "company", "-g", "acme", "--since", "7d", "--until", "1d");
        assertThat(server.last(READ).json().path("untilTimestamp").asString())
                .isEqualTo("2026-02-28T12:00:00Z");
    }

    private String since(String text) {
        run("read", "crm", "company", "-g", "acme", "--since", text);
        return server.last(READ).json().path("sinceTimestamp").asString();
    }

    @Test
    void a_read_is_waited_for_with_progress() {
        server.on(READ, 201, "application/json", "{\"operationId\":\"o1\"}");
        String operation = "GET " + P + "/operations/o1";
        String runs =
                """
                {"id":"o1","status":"in_progress",
                 "metadata":{"progress":{"recordsProcessed":500,"recordsEstimatedTotal":2000}}}
                """;
        server.on(operation, runs);
        server.on(operation, runs);
        server.on(
                operation,
                """
                {"id":"o1","status":"success","metadata":{"progress":{"recordsProcessed":2000}}}
                """);

        Shell.Said said = run("read", "crm", "company", "-g", "acme", "--wait");

        assertThat(said.code()).isZero();
        assertThat(said.out()).isEqualTo("Read company of crm for acme: 2,000 records.\n");
        assertThat(said.err()).isEqualTo("500 of about 2,000 records\n");
    }

    @Test
    void a_read_that_fails_ends_with_1() {
        server.on(READ, 201, "application/json", "{\"operationId\":\"o1\"}");
        server.on(
                "GET " + P + "/operations/o1",
                "{\"id\":\"o1\",\"status\":\"failure\",\"result\":\"no such object\"}");

        Shell.Said said = run("read", "crm", "company", "-g", "acme", "--wait");
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err()).startsWith("cli.read-failed: The read failed: no such object");

        Shell.Said json = run("read", "crm", "company", "-g", "acme", "--wait", "--json");
        assertThat(json.code()).isEqualTo(1);
        assertThat(json.json().path("status").asString()).isEqualTo("failure");
    }

    @Test
    void the_logs_of_an_installation_are_its_operations_oldest_first() {
        server.on("GET " + P + "/installations", "[{\"id\":\"i1\",\"integrationId\":\"n1\"}]");
        server.on(
                "GET " + P + "/integrations/n1/installations/i1/operations",
                """
                {"results":[
                  {"id":"o2","createTime":"2026-03-01T11:00:00Z","actionType":"write","status":"failure",
                   "result":"1 failed","metadata":{"objects":["Contact"]}},
                  {"id":"o1","createTime":"2026-03-01T10:00:00Z","actionType":"read","status":"success",
                   "result":"","metadata":{"objects":["Account"]}}],"pagination":{"done":true}}
                """);
        server.on("GET " + P + "/operations/o1/logs", log("info", "Read 10 records"));
        server.on("GET " + P + "/operations/o2/logs", log("error", "REQUIRED_FIELD_MISSING"));

        Shell.Said said = run("logs", "--installation", "i1", "--limit", "5");

        assertThat(said.out())
                .isEqualTo(
                        """
                        2026-03-01T10:00:00Z read Account: success  o1
                          2026-03-01T10:00:01Z info Read 10 records
                        2026-03-01T11:00:00Z write Contact: failure (1 failed)  o2
                          2026-03-01T10:00:01Z error REQUIRED_FIELD_MISSING
                        """);
        assertThat(server.last("GET " + P + "/integrations/n1/installations/i1/operations").query())
                .isEqualTo("pageSize=5");
        var json = run("logs", "--group", "acme", "--json").json();
        assertThat(json.path("results").path(0).path("logs")).hasSize(1);
        assertThat(run("logs", "--installation", "i9").err()).startsWith("cli.not-installed: ");
    }

    @Test
    void followed_logs_show_each_line_once() {
        server.on(
                "GET " + P + "/operations/o1",
                "{\"id\":\"o1\",\"createTime\":\"2026-03-01T10:00:00Z\",\"status\":\"in_progress\"}");
        String logs = "GET " + P + "/operations/o1/logs";
        String first = log("info", "one");
        server.on(logs, first);
        server.on(logs, first);
        server.on(logs, first.replace("]", "," + log("info", "two").substring(1)));
        server.refuse(logs, 404, "operation.unknown", "It was dropped.");

        Shell.Said said = run("logs", "--operation", "o1", "--follow");

        assertThat(said.out().lines().skip(1).map(line -> line.substring(line.length() - 3)))
                .containsExactly("one", "two");
        assertThat(said.code()).isEqualTo(1);
    }

    private static String log(String severity, String text) {
        return """
        [{"timestamp":"2026-03-01T10:00:01Z","severity":"%s","message":{"msg":"%s"}}]\
        """
                .formatted(severity, text);
    }
}
