package dev.tenon.server.cli;

import dev.tenon.server.cli.remote.Address;
import dev.tenon.server.cli.screen.Table;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `tenon projects`: the projects of the server.
@Command(name = "projects", description = "List the projects that the key can see, or create one.")
final class ProjectsCommand extends ServerCommand implements Parent {
    private final Terminal terminal;

    ProjectsCommand(Terminal terminal) {
        super(terminal);
        this.terminal = terminal;
    }

    @Override
    public Object[] children() {
        return new Object[] {new Create(terminal), new OriginsCommand(terminal)};
    }

    @Override
    int run(Desk desk) {
        JsonNode projects = desk.remote().get(Address.of("/v1/projects"));
        return desk.show(
                projects,
                () -> {
                    var table = new Table("NAME", "APP", "CREATED");
                    for (JsonNode each : projects) {
                        table.row(
                                Words.of(each, "name"),
                                Words.of(each, "appName"),
                                Words.of(each, "createTime"));
                    }
                    table.print(desk.terminal());
                });
    }

    @Command(name = "create", description = "Create a project; needs the admin key.")
    static final class Create extends ServerCommand {
        @Parameters(index = "0", paramLabel = "NAME", description = "The project's name.")
        private String name = "";

        @Option(
                names = "--app-name",
                paramLabel = "TEXT",
                description = "What customers see as the app's name (the project's name).")
        private @Nullable String appName;

        Create(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(Desk desk) {
            ObjectNode body = Json.object();
            body.put("name", name);
            body.put("appName", appName == null ? name : appName);
            body.put("orgId", "default");
            JsonNode made = desk.remote().post(Address.of("/v1/projects"), body);
            return desk.show(made, () -> desk.done("Created project " + name + "."));
        }
    }
}
