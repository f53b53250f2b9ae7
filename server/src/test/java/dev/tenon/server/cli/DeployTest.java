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

/// Planning, deploying and rolling back.
class DeployTest {
    private static final String PLAN = "POST /v1/projects/default/integrations:plan";
    private static final String BATCH = "PUT /v1/projects/default/integrations:batch";
    private static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: crm
                provider: salesforce
                proxy:
                  enabled: true
            """;
    private static final String CHANGES =
            """
            {"fingerprint":"f","destructive":false,"needsDestructive":false,"empty":false,
             "integrations":[{"name":"crm","change":"changed","revision":3,
               "objects":[{"section":"read","objectName":"contact","change":"added","keys":[]},
                 {"section":"read","objectName":"account","change":"changed",
                  "keys":[{"path":"schedule","before":"0 * * * *","after":"*/10 * * * *"}]}],
               "keys":[]}],
             "warnings":[{"code":"plan.faster-schedule","where":"crm read account",
               "what":"It is read more often.","fix":"Look at the quota."}],
             "planId":"p1","installations":{"crm":2}}
            """;
    private static final String NOTHING =
            """
            {"fingerprint":"f","empty":true,"integrations":[{"name":"crm","change":"unchanged",
             "revision":3,"objects":[],"keys":[]}],"warnings":[],"planId":"p2","installations":{"crm":2}}
            """;
    private static final String REMOVES =
            """
            {"fingerprint":"f","destructive":true,"integrations":[{"name":"crm","change":"removed",
             "revision":3,"objects":[],"keys":[]}],"warnings":[],"planId":"p3","installations":{"crm":2}}
            """;
    private static final String NEEDS =
            """
            {"fingerprint":"f","integrations":[{"name":"crm","change":"changed","revision":3,
             "objects":[{"section":"read","objectName":"contact","change":"removed","keys":[]}],
             "keys":[]}],"warnings":[{"code":"plan.needs-destructive","where":"crm read contact",
             "what":"The manifest has no contact.","fix":"Deploy with --destructive."}],
             "planId":"p4","installations":{"crm":2}}
            """;
    private static final String DEPLOYED = "[{\"name\":\"crm\",\"latestRevision\":{\"number\":4}}]";

    @TempDir Path directory;
    private FakeServer server;
    private Path file;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        server.on(BATCH, DEPLOYED);
        file = Files.writeString(directory.resolve("tenon.yaml"), MANIFEST);
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
    void customers_of_an_integration_that_stays_as_it_is_are_not_said_to_be_touched() {
        server.on(
                PLAN,
                """
                {"planId":"p-9","fingerprint":"p-9","destructive":false,"needsDestructive":false,
                 "empty":false,"warnings":[],"installations":{"crm":2,"erp":3,"hr":1},
                 "integrations":[
                  {"name":"crm","change":"kept","revision":3,"objects":[],"keys":[]},
                  {"name":"erp","change":"unchanged","revision":1,"objects":[],"keys":[]},
                  {"name":"hr","change":"changed","revision":2,"objects":[],"keys":[]}]}
                """);

        assertThat(run("plan", file.toString()).out())
                .contains("Touches 1 installation of hr.")
                .doesNotContain("of crm.", "of erp.");
    }

    @Test
    void a_plan_is_shown_as_people_read_it() {
        server.on(PLAN, CHANGES);

        Shell.Said said = run("plan", file.toString());

        assertThat(said.out())
                .isEqualTo(
                        """
                        ~ crm (revision 3)
                            + read contact
                            ~ read account
                                schedule: "0 * * * *" -> "*/10 * * * *"

                        ! plan.faster-schedule: It is read more often.
                          at  crm read account
                          fix Look at the quota.

                        Touches 2 installations of crm.

                        To do exactly this: tenon deploy FILE --plan p1
                        """
                                .replace("FILE", file.toString()));
        assertThat(said.code()).isZero();
        assertThat(server.last(PLAN).json().path("sourceYaml").asString()).isEqualTo(MANIFEST);
        assertThat(server.last(PLAN).query()).isEmpty();
    }

    @Test
    void a_plan_as_json_is_what_the_server_said() {
        server.on(PLAN, CHANGES);

        Shell.Said said = run("plan", file.toString(), "--destructive", "--json");

        assertThat(said.json().path("planId").asString()).isEqualTo("p1");
        assertThat(server.last(PLAN).query()).isEqualTo("destructive=true");
    }

    @Test
    void a_broken_manifest_is_shown_and_never_sent() throws IOException {
        Files.writeString(file, MANIFEST.replace("salesforce", "salesfroce"));

        for (String command : List.of("plan", "deploy")) {
            Shell.Said said = run(command, file.toString());

            assertThat(said.code()).isEqualTo(1);
            assertThat(said.err())
                    .contains(":4:15 error manifest.unknown-provider")
                    .contains("nothing was sent");
        }
        Shell.Said json = run("deploy", directory.toString(), "--json");
        assertThat(json.json().path("files").path(0).path("errors").asInt()).isEqualTo(1);
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void a_deploy_puts_exactly_the_shown_plan_in_force() {
        server.on(PLAN, CHANGES);

        Shell.Said said = run("deploy", file.toString());

        assertThat(said.code()).isZero();
        assertThat(said.out())
                .startsWith("~ crm (revision 3)\n")
                .endsWith("\ncrm: revision 4 is in force.\n");
        assertThat(server.last(BATCH).json().path("planId").asString()).isEqualTo("p1");
        assertThat(server.last(BATCH).json().path("sourceYaml").asString()).isEqualTo(MANIFEST);
    }

    @Test
    void a_deploy_as_json_has_plan_and_integrations() {
        server.on(PLAN, CHANGES);

        var json = run("deploy", file.toString(), "--json").json();

        assertThat(json.path("deployed").asBoolean()).isTrue();
        assertThat(json.path("plan").path("planId").asString()).isEqualTo("p1");
        assertThat(json.path("integrations").path(0).path("name").asString()).isEqualTo("crm");
    }

    @Test
    void an_earlier_plan_is_deployed_without_another() {
        run("deploy", file.toString(), "--plan", "p0");

        assertThat(server.calls()).containsExactly(BATCH);
        assertThat(server.last(BATCH).json().path("planId").asString()).isEqualTo("p0");
    }

    @Test
    void a_stale_plan_is_refused_with_the_servers_words() {
        server.on(PLAN, CHANGES);
        try (FakeServer moved = server) {
            moved.refuse(BATCH, 412, "deploy.stale-plan", "Something was deployed meanwhile.");
            run("deploy", file.toString());
            Shell.Said said = run("deploy", file.toString());

            assertThat(said.code()).isEqualTo(1);
            assertThat(said.err()).startsWith("deploy.stale-plan: ").contains("fix Mend it.");
        }
    }

    @Test
    void when_nothing_would_change_nothing_is_deployed() {
        server.on(PLAN, NOTHING);

        Shell.Said said = run("deploy", file.toString());

        assertThat(said.code()).isZero();
        assertThat(said.out()).startsWith("Nothing to change.");
        assertThat(server.calls()).containsExactly(PLAN);
    }

    @Test
    void what_would_take_an_object_away_is_refused_without_the_option_for_it() {
        server.on(PLAN, NEEDS);

        Shell.Said said = run("deploy", file.toString(), "--yes");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err())
                .startsWith("plan.needs-destructive: ")
                .contains("fix Deploy with --destructive.");
        assertThat(server.calls()).containsExactly(PLAN);
    }

    @Test
    void a_script_that_takes_things_away_has_to_say_yes() {
        server.on(PLAN, REMOVES);

        Shell.Said said = run("deploy", file.toString(), "--destructive");
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err()).startsWith("cli.not-confirmed: ");

        assertThat(run("deploy", file.toString(), "--destructive", "--yes").code()).isZero();
        assertThat(server.last(BATCH).query()).isEqualTo("destructive=true");
    }

    @Test
    void a_person_is_asked_first() {
        server.on(PLAN, CHANGES);

        Shell.Said no = run(new Shell().atTerminal().type("\n"), "deploy", file.toString());
        assertThat(no.code()).isEqualTo(1);
        assertThat(no.err()).isEqualTo("Deploy this? [y/N] Nothing was deployed.\n");
        assertThat(server.calls()).containsExactly(PLAN);

        Shell.Said yes = run(new Shell().atTerminal().type("y\n"), "deploy", file.toString());
        assertThat(yes.code()).isZero();
        assertThat(server.calls()).containsExactly(PLAN, PLAN, BATCH);
    }

    @Test
    void a_rollback_names_the_revision_or_takes_the_one_before() {
        String call = "POST /v1/projects/default/integrations/crm:rollback";
        server.on(call, "{\"name\":\"crm\",\"latestRevision\":{\"number\":5}}");

        Shell.Said said = run("rollback", "crm", "--to", "2");
        assertThat(said.out()).isEqualTo("crm: revision 5 is in force.\n");
        assertThat(server.last(call).json().path("revision").asInt()).isEqualTo(2);

        run("rollback", "crm", "--json");
        assertThat(server.last(call).json().has("revision")).isFalse();
    }
}
