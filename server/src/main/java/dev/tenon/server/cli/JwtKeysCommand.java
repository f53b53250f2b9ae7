package dev.tenon.server.cli;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.cli.screen.Table;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `tenon keys jwt`: the keys that customers' tokens are signed with.
@Command(
        name = "jwt",
        description =
                "List the keys that customers' tokens are signed with, add one, or delete one.")
final class JwtKeysCommand extends ServerCommand implements Parent {
    private final Terminal terminal;

    JwtKeysCommand(Terminal terminal) {
        super(terminal);
        this.terminal = terminal;
    }

    @Override
    public Object[] children() {
        return new Object[] {new Listing(terminal), new Create(terminal), new Delete(terminal)};
    }

    @Override
    int run(Desk desk) {
        return list(desk);
    }

    private static int list(Desk desk) {
        JsonNode keys = desk.remote().get(desk.inProject("/jwt-keys"));
        return desk.show(
                keys,
                () -> {
                    var table = new Table("KID", "LABEL", "ALGORITHM", "ACTIVE", "CREATED");
                    for (JsonNode each : keys) {
                        table.row(
                                Words.of(each, "kid"),
                                Words.of(each, "label"),
                                Words.of(each, "algorithm"),
                                Words.yes(each.path("active")),
                                Words.of(each, "createTime"));
                    }
                    table.print(desk.terminal());
                });
    }

    @Command(name = "list", description = "List the keys.")
    static final class Listing extends ServerCommand {
        Listing(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(Desk desk) {
            return list(desk);
        }
    }

    @Command(name = "create", description = "Add the public half of a key, and show its kid.")
    static final class Create extends ServerCommand {
        @Parameters(
                index = "0",
                paramLabel = "FILE",
                description = "The public key in PEM, as openssl pkey -pubout writes it.")
        private Path file = Path.of("");

        @Option(
                names = "--label",
                required = true,
                paramLabel = "TEXT",
                description = "What the key is for.")
        private String label = "";

        @Option(
                names = "--algorithm",
                paramLabel = "NAME",
                description = "RS256, or EdDSA for Ed25519 (RS256).")
        private String algorithm = "RS256";

        Create(Terminal terminal) {
            super(terminal);
        }

        /// A private key does not leave this machine.
        private String pem() {
            String pem = new String(JsonFile.bytes(file), StandardCharsets.UTF_8);
            if (!pem.contains("PRIVATE KEY")) return pem;
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "jwt-key.private-key",
                    "This is a private key. It was not sent.",
                    file.toString(),
                    "Give its public half: openssl pkey -in " + file + " -pubout -out public.pem");
        }

        @Override
        int run(Desk desk) {
            ObjectNode body = Json.object();
            body.put("label", label);
            body.put("algorithm", algorithm);
            body.put("publicKeyPem", pem());
            JsonNode made = desk.remote().post(desk.inProject("/jwt-keys"), body);
            return desk.show(
                    made,
                    () -> {
                        desk.terminal().say(Words.of(made, "kid"));
                        desk.terminal().note("Write it as \"kid\" into the header of tokens.");
                    });
        }
    }

    @Command(name = "delete", description = "Delete a key; its tokens stop working within seconds.")
    static final class Delete extends ServerCommand {
        @Parameters(index = "0", paramLabel = "KID", description = "The key's id.")
        private String kid = "";

        Delete(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(Desk desk) {
            desk.remote().delete(desk.inProject("/jwt-keys/{}", kid));
            return desk.show(
                    Json.object().put("deleted", kid), () -> desk.done("Deleted key " + kid + "."));
        }
    }
}
