package dev.tenon.server.cli;

import dev.tenon.server.cli.remote.Address;
import dev.tenon.server.cli.screen.Table;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `tenon people`: who may sign in to the console.
@Command(
        name = "people",
        description = "List who may sign in to the console, add somebody, or let them choose anew.")
final class PeopleCommand extends ServerCommand implements Parent {
    private final Terminal terminal;

    PeopleCommand(Terminal terminal) {
        super(terminal);
        this.terminal = terminal;
    }

    @Override
    public Object[] children() {
        return new Object[] {new Listing(terminal), new Add(terminal), new Reset(terminal)};
    }

    @Override
    int run(Desk desk) {
        return list(desk);
    }

    private static int list(Desk desk) {
        JsonNode people = desk.remote().get(Address.of("/v1/people"));
        return desk.show(
                people,
                () -> {
                    var table =
                            new Table(
                                    "EMAIL", "NAME", "ROLE", "PROJECTS", "ACTIVE", "LAST SIGN-IN");
                    for (JsonNode each : people) {
                        table.row(
                                Words.of(each, "email"),
                                Words.of(each, "name"),
                                role(each),
                                Words.list(each.path("projects")),
                                Words.yes(each.path("active")),
                                Words.of(each, "lastSignInTime"));
                    }
                    table.print(desk.terminal());
                });
    }

    private static String role(JsonNode person) {
        boolean isAdmin = Words.of(person, "role").equals("admin");
        if (isAdmin) return "admin";
        return person.path("mayDecide").asBoolean(false) ? "decides" : "looks";
    }

    private static int link(Desk desk, JsonNode invited) {
        return desk.show(
                invited,
                () -> {
                    if (!invited.hasNonNull("link")) {
                        desk.terminal()
                                .note(
                                        "%s signs in with the company's identity provider; there are no passwords here."
                                                .formatted(Words.of(invited, "email")));
                        return;
                    }
                    desk.terminal().say(Words.of(invited, "link"));
                    desk.terminal()
                            .note(
                                    "Whoever has this link comes in as %s. It works once, until %s."
                                            .formatted(
                                                    Words.of(invited, "email"),
                                                    Words.of(invited, "linkExpireTime")));
                });
    }

    @Command(name = "list", description = "List who may sign in; needs the admin key.")
    static final class Listing extends ServerCommand {
        Listing(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(Desk desk) {
            return list(desk);
        }
    }

    @Command(
            name = "add",
            description = "Add somebody and show a link to choose a password; needs the admin key.")
    static final class Add extends ServerCommand {
        @Parameters(index = "0", paramLabel = "EMAIL", description = "Their address of e-mail.")
        private String email = "";

        @Option(names = "--name", paramLabel = "TEXT", description = "Their name (the address).")
        private @Nullable String name;

        @Option(names = "--admin", description = "Let them do everything.")
        private boolean admin;

        @Option(names = "--decide", description = "Let them decide on held deletions.")
        private boolean decide;

        @Option(
                names = "--sees",
                paramLabel = "PROJECT",
                split = ",",
                description = "A project that they may see; may be repeated.")
        private List<String> projects = new ArrayList<>();

        Add(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(Desk desk) {
            ObjectNode body = Json.object();
            body.put("email", email);
            body.put("name", name == null ? email : name);
            body.put("role", admin ? "admin" : "member");
            body.put("mayDecide", decide || admin);
            body.set("projects", Json.array(projects));
            return link(desk, desk.remote().post(Address.of("/v1/people"), body));
        }
    }

    @Command(
            name = "reset",
            description =
                    "End somebody's password and sessions, and show a link for a new password; needs"
                            + " the admin key.")
    static final class Reset extends ServerCommand {
        @Parameters(index = "0", paramLabel = "EMAIL", description = "Their address or id.")
        private String email = "";

        Reset(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(Desk desk) {
            Address reset = Address.of("/v1/people/{}:reset", email);
            return link(desk, desk.remote().post(reset, Json.object()));
        }
    }
}
