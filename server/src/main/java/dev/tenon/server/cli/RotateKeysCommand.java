package dev.tenon.server.cli;

import dev.tenon.server.cli.remote.Address;
import dev.tenon.server.cli.screen.Table;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `tenon rotate-keys`: the keys that secrets are sealed under.
@Command(
        name = "rotate-keys",
        description = "Exchange the keys that secrets are sealed under, while the server goes on.")
final class RotateKeysCommand extends ServerCommand {
    private static final Address ALL = Address.of("/v1/key-rotations");

    @Option(names = "--status", description = "Only show how far it has come.")
    private boolean status;

    @Option(
            names = "--master",
            description =
                    "Seal the data keys anew under the current key-encrypting key, and nothing else.")
    private boolean master;

    @Option(
            names = "--at-once",
            description =
                    "Take old keys away as soon as nothing stored needs them, instead of after 15"
                            + " minutes: links to large results end, and console sessions too.")
    private boolean atOnce;

    RotateKeysCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(Desk desk) {
        if (status && (master || atOnce)) throw usage("--status changes nothing; give it alone.");
        if (master && atOnce) throw usage("--at-once is about data keys; leave it out.");
        JsonNode answer =
                status
                        ? desk.remote().get(ALL)
                        : desk.remote()
                                .post(
                                        ALL,
                                        Json.object().put("master", master).put("atOnce", atOnce));
        return desk.show(answer, () -> show(desk, answer));
    }

    private void show(Desk desk, JsonNode answer) {
        JsonNode key = answer.path("masterKey");
        desk.terminal().say("Key-encrypting key: " + Terminal.clean(Words.of(key, "place")));
        if (key.has("rewrapAskedAt")) {
            desk.terminal()
                    .say(
                            "Data keys to be sealed anew under it: "
                                    + Words.of(key, "waiting")
                                    + " left");
        }
        var table =
                new Table("PROJECT", "STATE", "KEYS", "RESEALED", "LEFT", "UNOPENED", "STARTED");
        for (JsonNode each : answer.path("results")) {
            table.row(
                    Words.of(each, "project"),
                    Words.of(each, "state"),
                    Words.of(each, "keys"),
                    Words.of(each, "resealed"),
                    Words.of(each, "left"),
                    Words.of(each, "unopened"),
                    desk.ago(Words.of(each, "startedAt")));
        }
        if (!answer.path("results").isEmpty()) table.print(desk.terminal());
        if (!status) {
            desk.terminal().note("Look at it with \"tenon rotate-keys --status\".");
        }
    }
}
