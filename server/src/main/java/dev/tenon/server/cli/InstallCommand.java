package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `tenon install`: switches an integration on for a customer.
@Command(
        name = "install",
        description = {
            "Switch an integration on for a customer who has connected.",
            "Its backfill begins at once; \"tenon status\" shows how far it has come."
        })
final class InstallCommand extends ServerCommand {
    @Mixin private InstallationChoice installation = new InstallationChoice();

    @Option(
            names = "--connection",
            paramLabel = "ID",
            description = "The connection to use (the customer's own).")
    private @Nullable String connection;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The customer's choices as JSON: the config, or its content alone.")
    private @Nullable Path config;

    InstallCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(Desk desk) {
        String integration = installation.integration();
        String group = installation.group();
        ObjectNode body = Json.object();
        body.put("groupRef", group);
        Json.putIfPresent(body, "connectionId", connection);
        body.set("config", config());
        JsonNode made =
                desk.remote()
                        .post(desk.inProject("/integrations/{}/installations", integration), body);
        return desk.show(
                made,
                () -> {
                    desk.done(
                            "Installed %s for %s: %s."
                                    .formatted(integration, group, Words.of(made, "id")));
                    desk.terminal().say("See how it comes along: tenon status --group " + group);
                });
    }

    private ObjectNode config() {
        ObjectNode given = config == null ? Json.object() : JsonFile.object(config);
        if (given.has("content")) return given;
        ObjectNode wrapped = Json.object();
        wrapped.set("content", given);
        return wrapped;
    }
}
