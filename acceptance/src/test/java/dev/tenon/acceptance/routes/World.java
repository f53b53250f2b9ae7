package dev.tenon.acceptance.routes;

import dev.tenon.acceptance.contract.CheckedClient;
import dev.tenon.acceptance.contract.Contract;
import dev.tenon.acceptance.contract.Exchange;
import dev.tenon.acceptance.contract.Operation;
import dev.tenon.acceptance.platform.Product;
import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.SandboxSettings;
import dev.tenon.sandbox.salesforce.OrgDesk;
import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import dev.tenon.server.api.RequestLimits;
import dev.tenon.server.boot.Server;
import dev.tenon.server.boot.Settings;
import dev.tenon.server.db.DatabaseSettings;
import dev.tenon.server.seal.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// A server in this process, a sandbox, and a team whose project has one of everything. Started
/// once for all tests that take it.
final class World implements AutoCloseable {
    private static final Map<String, Integer> RECORDS = Map.of("Account", 60);

    private final Path data;
    private final Sandbox sandbox;
    private final Server server;
    private final Contract contract = Contract.ofThisBuild();
    private final CheckedClient client;
    private final Team team;

    private World(Path data) {
        this.data = data;
        // Of what the server logs, only failures are of interest to a test.
        Logger.getLogger("").setLevel(Level.WARNING);
        var org = OrgSettings.of("acme", RECORDS);
        var large = OrgSettings.of("large", Map.of("Account", 240));
        sandbox = Sandbox.start(SandboxSettings.of(0, SalesforceSettings.of(List.of(org, large))));
        server = Server.start(settings(data));
        client = new CheckedClient(server.address(), contract);
        team = new Team(client, adminKey(), "default", sandbox.uri());
    }

    private static Settings settings(Path data) {
        return new Settings(
                data,
                new Settings.Listen("127.0.0.1", 0),
                "",
                new DatabaseSettings("", "", "", data, 16),
                new Settings.AccessRules(new Secret(""), Settings.KeyChoice.OWN, true),
                new Settings.Engine(
                        10, Duration.ofSeconds(5), Duration.ofSeconds(2), Duration.ofDays(30)),
                Settings.Entrance.USUAL,
                RequestLimits.NONE);
    }

    Contract contract() {
        return contract;
    }

    Server server() {
        return server;
    }

    CheckedClient client() {
        return client;
    }

    URI sandbox() {
        return sandbox.uri();
    }

    /// What an org's own people see and do.
    OrgDesk desk(String org) {
        return sandbox.org(org);
    }

    /// Somebody takes back what was granted in an org as one of its users.
    void revoke(String org, String username) {
        sandbox.salesforce().perform("revoke-tokens", Map.of("org", org, "user", username));
    }

    String adminKey() {
        return server.adminKey().reveal();
    }

    /// The database itself, to see what requests change in it.
    Tables tables() {
        return new Tables(server.databaseUrl());
    }

    /// The team of the first project.
    Team team() {
        return team;
    }

    /// Another team, in a new project with one of everything of its own.
    Team team(String project) {
        make(project);
        return new Team(client, adminKey(), project, sandbox.uri());
    }

    /// A full key of a new project that has nothing.
    String strangersKey(String project) {
        make(project);
        var stranger = new Product(client, adminKey(), project);
        return stranger.json("POST", stranger.path("/api-keys"), "{\"label\":\"stranger\"}")
                .path("secret")
                .asString("");
    }

    private void make(String project) {
        team.product().json("POST", "/v1/projects", "{\"name\":\"" + project + "\"}");
    }

    /// Sends a request of an operation with a customer's token.
    Exchange sendAsCustomer(Operation operation, String target, String body, String token) {
        return client.send(
                operation.method(), target, body, Map.of("Authorization", "Bearer " + token));
    }

    /// Sends a request of an operation as somebody; an empty key is none.
    Exchange send(Operation operation, String target, String body, String key) {
        Map<String, String> headers = key.isEmpty() ? Map.of() : Map.of("X-Api-Key", key);
        return client.send(operation.method(), target, body, headers);
    }

    static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public void close() throws IOException {
        server.close();
        sandbox.close();
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder()).forEach(World::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Hands the one world to every test that asks for it, and ends it after the last.
    static final class Shared implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == World.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.create(World.class))
                    .computeIfAbsent(World.class, _ -> start(), World.class);
        }

        private static World start() {
            try {
                return new World(Files.createTempDirectory("tenon-world"));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
