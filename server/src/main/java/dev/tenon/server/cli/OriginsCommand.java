package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `tenon projects origins`: whose pages may call the project from a browser.
@Command(
        name = "origins",
        description =
                "List the origins whose pages may call from a browser, add some or remove some.")
final class OriginsCommand extends ServerCommand {
    @Option(
            names = "--add",
            paramLabel = "ORIGIN",
            description =
                    "Such as https://app.example.com or https://*.example.com; may be repeated.")
    private List<String> added = new ArrayList<>();

    @Option(
            names = "--remove",
            paramLabel = "ORIGIN",
            description = "One that is listed; may be repeated.")
    private List<String> removed = new ArrayList<>();

    OriginsCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(Desk desk) {
        JsonNode project = desk.remote().get(desk.inProject(""));
        if (!added.isEmpty() || !removed.isEmpty()) {
            project = desk.remote().patch(desk.inProject(""), change(project));
        }
        JsonNode origins = project.path("allowedOrigins");
        return desk.show(origins, () -> show(desk, origins));
    }

    private ObjectNode change(JsonNode project) {
        var origins = new LinkedHashSet<String>();
        project.path("allowedOrigins").forEach(each -> origins.add(each.asString("")));
        origins.addAll(added);
        removed.forEach(origins::remove);
        ObjectNode body = Json.object();
        body.putArray("updateMask").add("allowedOrigins");
        body.putObject("project").set("allowedOrigins", Json.array(origins));
        return body;
    }

    private static void show(Desk desk, JsonNode origins) {
        if (origins.isEmpty()) desk.terminal().note("No page may call from a browser.");
        origins.forEach(each -> desk.terminal().say(Terminal.clean(each.asString(""))));
    }
}
