package dev.tenon.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.diagnostics.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

class CliTest {
    @Test
    void without_a_command_it_shows_them_all() {
        Shell.Said said = new Shell().run();

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("validate", "deploy", "connect", "query", "completion");
    }

    @Test
    void an_unknown_command_gets_the_nearest_one() {
        Shell.Said said = new Shell().run("validat");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.out()).isEmpty();
        assertThat(said.err())
                .isEqualTo(
                        """
                        cli.usage: There is no command "validat".
                          at  tenon
                          fix Did you mean "validate"? See "tenon --help".
                        """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plan --bogus",
                "rollback",
                "rollback crm --to two",
                "objects",
                "fields",
                "fields contact",
                "connect",
                "connect salesforce",
                "connect salesforce -g acme --wait soon",
                "connect salesforce -g acme --client-id 1",
                "connect salesforce -g acme --client-secret-stdin",
                "install crm",
                "uninstall crm",
                "read crm contact -g acme --since yesterday",
                "query crm",
                "query crm contact",
                "query crm contact -g acme --limit 0",
                "get crm contact -g acme",
                "changes crm contact -g acme --after x",
                "write crm contact -g acme",
                "write crm contact -g acme --type rename --record {}",
                "write crm contact -g acme --type create",
                "write crm contact -g acme --type create --record {} --file x",
                "write crm contact -g acme --type create - --file x",
                "write crm contact -g acme --type create --file x --id 1",
                "write crm contact -g acme --type create x",
                "logs",
                "logs -g acme --limit 0",
                "keys create",
                "keys delete",
                "destinations create changes",
                "projects create",
                "init",
                "status --server nonsense",
                "status --server http://host/?a=b",
                "status --server http://me@host",
            })
    void what_is_not_understood_ends_with_2_and_says_where_to_look(String line) {
        Shell.Said said = new Shell().run(line.split(" ", -1));

        assertThat(said.code()).as(said.err()).isEqualTo(2);
        assertThat(said.err()).startsWith("cli.usage: ").contains("--help");
    }

    @Test
    void what_is_not_understood_is_one_json_value_too() {
        Shell.Said said = new Shell().run("plan", "--bogus", "--json");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.json().path("errors").path(0).path("code").asString())
                .isEqualTo("cli.usage");
    }

    @Test
    void every_command_explains_itself() {
        for (String name : Commands.all().keySet()) {
            Shell.Said said = new Shell().run(name, "--help");

            assertThat(said.code()).as(name).isZero();
            assertThat(said.out()).startsWith("Usage: tenon " + name).contains("--json");
            assertThat(new Shell().run("help", name).out()).isEqualTo(said.out());
        }
    }

    @Test
    void commands_of_others_run_beside_ours_and_are_told_of() {
        var serve = new Serve();

        assertThat(new Shell().with(serve).run("serve", "--port", "7").code()).isEqualTo(7);
        assertThat(new Shell().with(serve).run("--help").out()).contains("serve", "Run it.");
        assertThat(new Shell().with(serve).run("serve", "--help").out()).contains("--port");
    }

    @Test
    void what_a_command_of_others_refuses_is_told_like_ours() {
        Shell.Said said = new Shell().with(new Serve()).run("serve", "--port", "-1");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err())
                .isEqualTo("server.bad-setting: Not a port.\n  at  --port\n  fix Give another.\n");
    }

    @Test
    void the_version_comes_from_whoever_knows_it() {
        Shell.Said said = new Shell().with(new Version()).run("--version");

        assertThat(said.code()).isZero();
        assertThat(said.out()).isEqualTo("tenon 1.2.3\n");
    }

    @Test
    void a_fault_of_ours_is_not_hidden() {
        Shell.Said said = new Shell().with(new Broken()).run("broken");

        assertThat(said.code()).isEqualTo(1);
        assertThat(said.err()).contains("IllegalStateException", "our fault");
    }

    @Test
    void the_process_runs_it_with_its_own_streams() {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();

        int code =
                Cli.run(
                        new String[] {"providers", "salesforce"},
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Map.of(),
                        List.of());

        assertThat(code).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Salesforce");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Command(name = "serve", description = "Run it.")
    private static final class Serve implements Callable<Integer> {
        @Option(names = "--port")
        private int port;

        @Override
        public Integer call() {
            if (port >= 0) return port;
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "server.bad-setting",
                    "Not a port.",
                    "--port",
                    "Give another.");
        }
    }

    @Command(name = "broken")
    private static final class Broken implements Callable<Integer> {
        @Override
        public Integer call() {
            throw new IllegalStateException("our fault");
        }
    }

    private static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"tenon 1.2.3"};
        }
    }
}
