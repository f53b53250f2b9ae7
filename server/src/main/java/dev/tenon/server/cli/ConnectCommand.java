package dev.tenon.server.cli;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.cli.remote.Address;
import dev.tenon.server.cli.screen.Progress;
import dev.tenon.server.cli.screen.Span;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `tenon connect`: has a customer sign in at a provider.
@Command(
        name = "connect",
        description = {
            "Have a customer sign in at a provider.",
            "Shows a link, opens it in the browser, and waits until the customer has signed in."
        })
final class ConnectCommand extends ServerCommand {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    @Parameters(index = "0", paramLabel = "PROVIDER", description = "The system.")
    private String provider = "";

    @Option(
            names = {"-g", "--group"},
            required = true,
            paramLabel = "REF",
            description = "The customer, by your own id for it.")
    private String group = "";

    @Option(names = "--group-name", paramLabel = "TEXT", description = "The customer's name.")
    private @Nullable String groupName;

    @Option(
            names = "--consumer",
            paramLabel = "REF",
            description = "The person who signs in; the connection is then theirs alone.")
    private @Nullable String consumer;

    @Mixin private ProviderAppChoice app = new ProviderAppChoice();

    @Option(names = "--no-browser", description = "Only show the link.")
    private boolean noBrowser;

    @Option(
            names = "--wait",
            paramLabel = "SPAN",
            description =
                    "How long to wait for the sign-in, such as 30s or 5m; 0s not at all (5m).")
    private String wait = "5m";

    ConnectCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(Desk desk) {
        Optional<String> fault = app.fault(desk.terminal());
        if (fault.isPresent()) throw usage(fault.get());
        Duration patience =
                Span.parse(wait)
                        .orElseThrow(
                                () -> usage("\"" + wait + "\" is not a span, such as 30s or 5m."));
        app.register(desk, provider);
        Set<String> before = signIns(connections(desk));
        String link = desk.remote().postForText(Address.of("/v1/oauth-connect"), ask(desk));
        show(desk, link);
        ObjectNode result = Json.object().put("url", link);
        if (patience.isZero()) return desk.show(result, () -> {});
        JsonNode connection = await(desk, before, patience);
        result.set("connection", connection);
        return desk.show(result, () -> desk.done("Connected: " + Words.of(connection, "id") + "."));
    }

    private ObjectNode ask(Desk desk) {
        ObjectNode body = Json.object();
        body.put("projectIdOrName", desk.project());
        body.put("provider", provider);
        body.put("groupRef", group);
        Json.putIfPresent(body, "groupName", groupName);
        Json.putIfPresent(body, "consumerRef", consumer);
        return body;
    }

    /// With JSON the link is part of the result, and a person needs it before.
    private void show(Desk desk, String link) {
        Terminal terminal = desk.terminal();
        if (desk.json()) {
            terminal.note(Terminal.clean(link));
        } else {
            terminal.say("Sign in here: " + Terminal.clean(link));
        }
        if (!noBrowser && terminal.isInteractive()) Browser.open(link, terminal);
    }

    private List<JsonNode> connections(Desk desk) {
        return desk.remote()
                .list(
                        desk.inProject("/connections")
                                .with("provider", provider)
                                .with("groupRef", group)
                                .with("consumerRef", consumer));
    }

    private static Set<String> signIns(List<JsonNode> connections) {
        var known = new HashSet<String>();
        connections.forEach(each -> known.add(signIn(each)));
        return known;
    }

    /// Signing in again keeps the connection's id and renews its moment.
    private static String signIn(JsonNode connection) {
        return Words.of(connection, "id")
                + " "
                + Words.of(connection, "updateTime")
                + " "
                + Words.of(connection, "status");
    }

    private JsonNode await(Desk desk, Set<String> before, Duration patience) {
        Instant until = desk.terminal().waiting().now().plus(patience);
        var progress = new Progress(desk.terminal());
        while (desk.terminal().waiting().now().isBefore(until)) {
            for (JsonNode each : connections(desk)) {
                boolean isNew = !before.contains(signIn(each));
                if (!isNew || Words.of(each, "status").equals("bad_credentials")) continue;
                progress.end();
                return each;
            }
            progress.show("Waiting for the sign-in…");
            desk.terminal().waiting().pause(BETWEEN_LOOKS);
            if (Thread.currentThread().isInterrupted()) break;
        }
        progress.end();
        throw new Refusal(
                Refusal.Kind.UNAVAILABLE,
                "cli.not-connected",
                "Nobody has signed in within " + Span.of(patience) + ".",
                provider + " of group " + group,
                "Run this again for a new link; give more time with --wait.");
    }
}
