package dev.tenon.server.cli;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The team's OAuth client at a provider, when it is to be registered on the way.
final class ProviderAppChoice {
    private static final String STAND_IN = "tenon-local";

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
            description =
                    "What stands in for the provider's hosts, such as the sandbox; needs no --client-id.")
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
            boolean more = secretFromInput || (!scopes.isEmpty() && host == null);
            return more
                    ? Optional.of("--client-secret-stdin and --scope need --client-id.")
                    : Optional.empty();
        }
        if (secretFromInput || !terminal.variable("TENON_CLIENT_SECRET").isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                "--client-id needs the client's secret: set TENON_CLIENT_SECRET, or pipe it in with"
                        + " --client-secret-stdin.");
    }

    /// Registers the client when one was given. What stands in for a provider takes any client, so
    /// that `--host` alone is enough; a real client is never replaced by such a one.
    ///
    /// @throws Refusal when `--host` alone would replace a real client
    void register(Desk desk, String provider) {
        if (clientId != null) {
            save(desk, provider, clientId, secret(desk.terminal()));
        } else if (host != null) {
            refuseToReplace(desk, provider);
            save(desk, provider, STAND_IN, UUID.randomUUID().toString());
        }
    }

    private static void refuseToReplace(Desk desk, String provider) {
        for (JsonNode app : desk.remote().list(desk.inProject("/provider-apps"))) {
            boolean isReal = app.path("metadata").path("hosts").isEmpty();
            if (!isReal || !Words.of(app, "provider").equals(provider)) continue;
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "cli.client-exists",
                    "The project has an OAuth client for " + provider + " already.",
                    "client " + Words.of(app, "clientId"),
                    "Leave --host out to use it, or name the client to replace it by with"
                            + " --client-id.");
        }
    }

    private void save(Desk desk, String provider, String id, String secret) {
        ObjectNode body = Json.object();
        body.put("provider", provider);
        body.put("clientId", id);
        body.put("clientSecret", secret);
        body.set("scopes", Json.array(scopes));
        if (host != null) body.putObject("metadata").putObject("hosts").put("*", host);
        desk.remote().post(desk.inProject("/provider-apps"), body);
        desk.terminal().note("Registered the OAuth client " + id + " for " + provider + ".");
    }

    private String secret(Terminal terminal) {
        return secretFromInput ? terminal.line().strip() : terminal.variable("TENON_CLIENT_SECRET");
    }
}
