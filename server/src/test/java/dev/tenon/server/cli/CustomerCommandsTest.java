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

/// Connecting customers, looking at their systems, installing, and how they stand.
class CustomerCommandsTest {
    private static final String P = "/v1/projects/default";
    private static final String OLD =
            """
            [{"id":"c1","provider":"salesforce","group":{"groupRef":"acme"},"status":"bad_credentials",
              "updateTime":"2026-01-01T00:00:00Z"}]
            """;
    private static final String RENEWED =
            """
            [{"id":"c1","provider":"salesforce","group":{"groupRef":"acme"},"status":"working",
              "updateTime":"2026-03-01T00:00:00Z"}]
            """;

    @TempDir Path directory;
    private FakeServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        server.on("POST /v1/oauth-connect", 200, "text/plain", "https://sign.in/here\n");
        server.on("GET " + P + "/provider-apps", "[]");
        server.on("POST " + P + "/provider-apps", "{\"id\":\"app1\"}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Shell.Said run(Shell shell, String... args) {
        var all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--server", server.url(), "--key", "k"));
        return shell.run(all.toArray(String[]::new));
    }

    private Shell.Said run(String... args) {
        return run(new Shell(), args);
    }

    @Test
    void connecting_shows_the_link_and_waits_for_the_sign_in() {
        server.on("GET " + P + "/connections", "[]");
        server.on("GET " + P + "/connections", "[]");
        server.on("GET " + P + "/connections", RENEWED);

        Shell.Said said = run("connect", "salesforce", "--group", "acme", "--group-name", "Acme");

        assertThat(said.code()).isZero();
        assertThat(said.out()).isEqualTo("Sign in here: https://sign.in/here\nConnected: c1.\n");
        assertThat(said.err()).isEqualTo("Waiting for the sign-in…\n");
        var ask = server.last("POST /v1/oauth-connect").json();
        assertThat(ask.path("projectIdOrName").asString()).isEqualTo("default");
        assertThat(ask.path("provider").asString()).isEqualTo("salesforce");
        assertThat(ask.path("groupRef").asString()).isEqualTo("acme");
        assertThat(ask.path("groupName").asString()).isEqualTo("Acme");
        assertThat(ask.has("consumerRef")).isFalse();
        assertThat(server.last("GET " + P + "/connections").query())
                .isEqualTo("provider=salesforce&groupRef=acme");
    }

    @Test
    void signing_in_again_is_a_sign_in_too() {
        server.on("GET " + P + "/connections", OLD);
        server.on("GET " + P + "/connections", OLD);
        server.on("GET " + P + "/connections", RENEWED);

        Shell.Said said = run("connect", "salesforce", "-g", "acme", "--consumer", "ann", "--json");

        assertThat(said.json().path("url").asString()).isEqualTo("https://sign.in/here");
        assertThat(said.json().path("connection").path("status").asString()).isEqualTo("working");
        assertThat(said.err()).startsWith("https://sign.in/here\n");
        assertThat(server.last("POST /v1/oauth-connect").json().path("consumerRef").asString())
                .isEqualTo("ann");
    }

    @Test
    void nobody_is_waited_for_longer_than_asked() {
        server.on("GET " + P + "/connections", "[]");

        Shell.Said late = run("connect", "salesforce", "-g", "acme", "--wait", "30s");
        assertThat(late.code()).isEqualTo(1);
        assertThat(late.err()).contains("cli.not-connected: Nobody has signed in within 30 s.");

        Shell.Said link = run("connect", "salesforce", "-g", "acme", "--wait", "0s");
        assertThat(link.code()).isZero();
        assertThat(link.out()).isEqualTo("Sign in here: https://sign.in/here\n");
    }

    @Test
    void an_oauth_client_is_registered_on_the_way_and_its_secret_is_never_an_argument() {
        server.on("GET " + P + "/connections", "[]");
        Shell shell = new Shell().set("TENON_CLIENT_SECRET", "from the environment");
        String[] line = {
            "connect",
            "salesforce",
            "-g",
            "acme",
            "--client-id",
            "id1",
            "--scope",
            "api,web",
            "--host",
            "http://127.0.0.1:8700",
            "--wait",
            "0s"
        };

        run(shell, line);
        var app = server.last("POST " + P + "/provider-apps").json();
        assertThat(app.path("clientId").asString()).isEqualTo("id1");
        assertThat(app.path("clientSecret").asString()).isEqualTo("from the environment");
        assertThat(Words.list(app.path("scopes"))).isEqualTo("api, web");
        assertThat(app.path("metadata").path("hosts").path("*").asString())
                .isEqualTo("http://127.0.0.1:8700");

        var piped = new ArrayList<>(List.of(line));
        piped.add("--client-secret-stdin");
        run(shell.type("piped\n"), piped.toArray(String[]::new));
        assertThat(
                        server.last("POST " + P + "/provider-apps")
                                .json()
                                .path("clientSecret")
                                .asString())
                .isEqualTo("piped");
    }

    @Test
    void what_stands_in_for_a_provider_needs_no_client_and_replaces_no_real_one() {
        server.on("GET " + P + "/connections", "[]");
        String[] line = {
            "connect", "salesforce", "-g", "acme", "--host", "http://127.0.0.1:8700", "--wait", "0s"
        };

        assertThat(run(line).code()).isZero();
        var app = server.last("POST " + P + "/provider-apps").json();
        assertThat(app.path("clientId").asString()).isEqualTo("tenon-local");
        assertThat(app.path("clientSecret").asString()).hasSizeGreaterThan(30);

        server.on(
                "GET " + P + "/provider-apps",
                "[{\"provider\":\"salesforce\",\"clientId\":\"real\",\"metadata\":{}}]");
        run(line);
        Shell.Said said = run(line);
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err()).startsWith("cli.client-exists: ").contains("at  client real");
    }

    @Test
    void objects_of_a_customer_are_found_by_its_only_connection() {
        server.on("GET " + P + "/connections", RENEWED);
        server.on(
                "GET " + P + "/connections/c1/objects",
                """
                {"results":[
                  {"name":"Account","label":"Account","custom":false,"abilities":["create","read"],
                   "upsertKeys":[],"deletes":"feed"},
                  {"name":"Invoice__c","label":"Invoice","custom":true,"abilities":["read"],
                   "upsertKeys":[],"deletes":"feed"}]}
                """);

        Shell.Said said = run("objects", "--group", "acme", "--provider", "salesforce");

        assertThat(said.out())
                .isEqualTo(
                        """
                        NAME        LABEL    CUSTOM  CAN           DELETIONS BY
                        Account     Account          create, read  feed
                        Invoice__c  Invoice  yes     read          feed
                        """);
    }

    @Test
    void without_a_connection_or_with_several_it_says_what_to_do() {
        server.on("GET " + P + "/connections", "[]");
        server.on(
                "GET " + P + "/connections",
                "[{\"id\":\"c1\",\"provider\":\"a\"},{\"id\":\"c2\",\"provider\":\"b\"}]");

        Shell.Said none = run("objects", "-g", "acme", "--provider", "salesforce");
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err())
                .contains("fix Connect it with \"tenon connect salesforce --group acme\".");

        Shell.Said several = run("objects", "-g", "acme");
        assertThat(several.err()).contains("fix Name one with --connection: c1 (a), c2 (b).");
    }

    @Test
    void fields_are_listed_for_each_object_and_the_servers_nearest_names_are_shown() {
        server.on(
                "GET " + P + "/connections/c1/objects/Account/fields",
                """
                {"results":[
                  {"name":"Id","label":"Account ID","type":"text","traits":["key","readOnly"]},
                  {"name":"OwnerId","label":"Owner","type":"reference","traits":[],"references":["User"]}]}
                """);
        server.refuse(
                "GET " + P + "/connections/c1/objects/Acount/fields",
                404,
                "object.unknown",
                "There is no object \"Acount\"; did you mean \"Account\"?");

        assertThat(run("fields", "Account", "--connection", "c1").out())
                .isEqualTo(
                        """
                        NAME     LABEL       TYPE       TRAITS         POINTS AT
                        Id       Account ID  text       key, readOnly
                        OwnerId  Owner       reference                 User
                        """);
        Shell.Said wrong = run("fields", "Acount", "--connection", "c1");
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("did you mean \"Account\"?");
        assertThat(run("fields", "Account", "--connection", "c1", "--json").json().path("Account"))
                .hasSize(2);
    }

    @Test
    void installing_sends_the_customers_choices_wrapped_or_not() throws IOException {
        String call = "POST " + P + "/integrations/crm/installations";
        server.on(call, 201, "application/json", "{\"id\":\"i1\"}");
        Path choices =
                Files.writeString(directory.resolve("a.json"), "{\"read\":{\"objects\":{}}}");
        Path wrapped =
                Files.writeString(
                        directory.resolve("b.json"), "{\"createdBy\":\"me\",\"content\":{}}");

        Shell.Said said = run("install", "crm", "--group", "acme");
        assertThat(said.out()).startsWith("Installed crm for acme: i1.\n");
        assertThat(server.last(call).body())
                .isEqualTo("{\"groupRef\":\"acme\",\"config\":{\"content\":{}}}");

        run("install", "crm", "-g", "acme", "--config", choices.toString(), "--connection", "c1");
        assertThat(server.last(call).body())
                .isEqualTo(
                        "{\"groupRef\":\"acme\",\"connectionId\":\"c1\","
                                + "\"config\":{\"content\":{\"read\":{\"objects\":{}}}}}");

        run("install", "crm", "-g", "acme", "--config", wrapped.toString());
        assertThat(server.last(call).json().path("config").path("createdBy").asString())
                .isEqualTo("me");
    }

    @Test
    void a_config_that_is_no_json_object_is_refused_with_its_place() throws IOException {
        Path broken = Files.writeString(directory.resolve("a.json"), "{\n  \"read\": \n}");
        Path list = Files.writeString(directory.resolve("b.json"), "[]");

        Shell.Said said = run("install", "crm", "-g", "acme", "--config", broken.toString());
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err()).startsWith("cli.not-json: ").contains("at  " + broken + ", line 3");

        assertThat(run("install", "crm", "-g", "acme", "--config", list.toString()).err())
                .startsWith("cli.not-json: This is not a JSON object.");
        assertThat(run("install", "crm", "-g", "acme", "--config", "nope.json").err())
                .startsWith("cli.no-file: ");
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void uninstalling_finds_the_customers_installation() {
        server.on("GET " + P + "/integrations/crm/installations", "[{\"id\":\"i1\"}]");
        server.on("GET " + P + "/integrations/crm/installations", "[]");
        String call = "DELETE " + P + "/integrations/crm/installations/i1";
        server.on(call, 204, "", "");

        assertThat(run("uninstall", "crm", "-g", "acme").out())
                .isEqualTo("Uninstalled crm for acme.\n");
        assertThat(server.calls()).contains(call);

        Shell.Said gone = run("uninstall", "crm", "-g", "acme");
        assertThat(gone.code()).isEqualTo(1);
        assertThat(gone.err()).startsWith("cli.not-installed: ");
    }

    @Test
    void before_uninstalling_a_person_is_asked() {
        server.on("GET " + P + "/integrations/crm/installations", "[{\"id\":\"i1\"}]");

        Shell.Said said = run(new Shell().atTerminal().type("no\n"), "uninstall", "crm", "-g", "a");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err()).isEqualTo("Switch crm off for a? [y/N] Nothing was done.\n");
    }

    @Test
    void reads_rest_and_go_on_for_a_customer_or_for_some_objects() {
        server.on("GET " + P + "/integrations/crm/installations", "[{\"id\":\"i1\"}]");
        String pause = "POST " + P + "/integrations/crm/installations/i1:pause";
        String unpause = "POST " + P + "/integrations/crm/installations/i1:unpause";
        server.on(pause, 204, "", "");
        server.on(unpause, 204, "", "");

        assertThat(run("pause", "crm", "company", "Lead", "-g", "acme").out())
                .startsWith("Reads of company, Lead of crm for acme rest.");
        assertThat(server.last(pause).body()).isEqualTo("{\"objects\":[\"company\",\"Lead\"]}");
        assertThat(run("unpause", "crm", "-g", "acme").out())
                .isEqualTo("All reads of crm for acme go on.\n");
        assertThat(server.last(unpause).body()).isEqualTo("{}");
        assertThat(run("pause", "crm", "-g", "acme", "--json").json().path("paused").asBoolean())
                .isTrue();
    }

    @Test
    void nothing_rests_where_nothing_is_installed() {
        server.on("GET " + P + "/integrations/crm/installations", "[]");

        Shell.Said said = run("pause", "crm", "-g", "acme");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err()).startsWith("cli.not-installed: ");
    }

    @Test
    void the_status_has_a_row_for_each_object() {
        server.on(
                "GET " + P + "/status",
                """
                {"results":[
                 {"groupRef":"acme","integration":"crm","installationId":"i1","health":"healthy",
                  "connectionStatus":"working","objects":[
                   {"objectName":"Account","mappedName":"company","records":50000,"state":"idle",
                    "recordsRead":0,"recordsExpected":-1,"lastSuccessAt":"2026-03-01T11:58:00Z",
                    "problem":"","destination":"changes","pendingChanges":12},
                   {"objectName":"Contact","mappedName":"Contact","records":4200,"state":"backfill",
                    "recordsRead":4200,"recordsExpected":100000},
                   {"objectName":"Lead","mappedName":"Lead","records":7,"state":"backfill",
                    "recordsRead":7,"recordsExpected":70,"forecast":{"remainingSeconds":7300,
                     "doneAt":"2026-03-01T14:01:40Z","calls":9,"waitsForQuota":true}}]},
                 {"groupRef":"globex","integration":"crm","installationId":"i2","health":"unhealthy",
                  "connectionStatus":"bad_credentials","objects":[]}]}
                """);

        Shell.Said said = run("status");

        assertThat(said.out())
                .isEqualTo(
                        """
                        GROUP   INTEGRATION  OBJECT             RECORDS  STATE                            LAST RUN   PENDING  PROBLEM
                        acme    crm          company (Account)   50,000  idle                             2 min ago       12
                        acme    crm          Contact              4,200  backfill 4%                      -
                        acme    crm          Lead                     7  backfill 10%, about 2 h (quota)  -
                        globex  crm          -                                                                                the customer must connect again
                        """);
    }

    @Test
    void the_status_tells_what_keeps_changes_from_being_delivered() {
        server.on(
                "GET " + P + "/status",
                """
                {"results":[
                 {"groupRef":"acme","integration":"crm","installationId":"i1","health":"healthy",
                  "connectionStatus":"working","objects":[
                   {"objectName":"Account","mappedName":"Account","records":5,"state":"idle",
                    "recordsRead":0,"recordsExpected":-1,"problem":"","destination":"changes",
                    "pendingChanges":12,"deliveryProblem":"Connection refused"}]}]}
                """);

        assertThat(run("status").out()).contains("12  not delivered: Connection refused");
    }

    @Test
    void the_status_of_one_customer_is_asked_for_alone() {
        server.on("GET " + P + "/status", "{\"results\":[]}");

        assertThat(run("status", "-g", "a & b").out()).isEqualTo("Nothing is installed.\n");
        assertThat(server.last("GET " + P + "/status").query()).isEqualTo("groupRef=a & b");
        assertThat(run("status", "--json").json().path("results").isEmpty()).isTrue();
    }
}
