package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// The team's OAuth client at a provider, when it is to be registered on the way.
final class ProviderAppChoice {
    @Option(
            names = "--client-id",
            paramLabel = "ID",
            description = "Register the team's OAuth client at the provider, or replace it.")
    private @Nullable String clientId;

    @Option(
            names = "--client-secret-stdin",
            description = "Read the client's secret from the input (TENON_CLIENT_SECRET).")
    private boolean secretFromInput;

    @Option(
            names = "--host",
            paramLabel = "URL",
            description = "What stands in for the provider's hosts, such as a sandbox.")
    private @Nullable String host;

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            split = ",",
            description = "A scope to ask for; may be repeated (the connector's own).")
    private List<String> scopes = new ArrayList<>();

    /// What is missing, if anything is.
    Optional<String> fault(Terminal terminal) {
        if (clientId == null) {
            boolean more = secretFromInput || host != null || !scopes.isEmpty();
            return more
                    ? Optional.of("--client-secret-stdin, --host and --scope need --client-id.")
                    : Optional.empty();
        }
        if (secretFromInput || !terminal.variable("TENON_CLIENT_SECRET").isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                "--client-id needs the client's secret: set TENON_CLIENT_SECRET, or pipe it in with"
                        + " --client-secret-stdin.");
    }

    /// Registers the client when one was given.
    void register(Desk desk, String provider) {
        if (clientId == null) return;
        ObjectNode body = Json.object();
        body.put("provider", provider);
        body.put("clientId", clientId);
        body.put("clientSecret", secret(desk.terminal()));
        body.set("scopes", Json.array(scopes));
        if (host != null) body.putObject("metadata").putObject("hosts").put("*", host);
        desk.remote().post(desk.inProject("/provider-apps"), body);
        desk.terminal().note("Registered the OAuth client " + clientId + " for " + provider + ".");
    }

    private String secret(Terminal terminal) {
        return secretFromInput ? terminal.line().strip() : terminal.variable("TENON_CLIENT_SECRET");
    }
}
