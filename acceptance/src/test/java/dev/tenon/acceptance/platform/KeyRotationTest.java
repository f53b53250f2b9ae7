package dev.tenon.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.SandboxSettings;
import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A server that is killed while it exchanges keys goes on where it was, and loses no secret.
@Execution(ExecutionMode.CONCURRENT)
class KeyRotationTest {
    private static final int DESTINATIONS = 2_000;
    private static final String ALL = "/v1/key-rotations";
    private static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: crm
                provider: salesforce
                write:
                  objects: [{ objectName: Account }]
            """;
    private static final Map<String, String> SEALED =
            Map.of(
                    "connections", "credential",
                    "provider_apps", "client_secret",
                    "destinations", "secrets",
                    "sign_ins", "verifier");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path data;

    @Test
    void after_a_kill_in_a_rotation_everything_opens_and_the_old_key_is_gone() throws Exception {
        var org = OrgSettings.of("acme", Map.of("Account", 10));
        try (Sandbox sandbox =
                        Sandbox.start(SandboxSettings.of(0, SalesforceSettings.of(List.of(org))));
                TenonProcess tenon = TenonProcess.start(data)) {
            var product = new Product(tenon);
            product.deploy(MANIFEST, sandbox.uri());
            product.connect("acme", "acme");
            Map<String, String> keys = manyDestinations(product);
            String before = key();
            JsonNode credential = credential(product);

            try (Connection other = DriverManager.getConnection(database(), "postgres", "")) {
                holdOneInTheMiddle(other);
                product.json("POST", ALL, "{\"atOnce\":true}");
                Patience.until(
                        Duration.ofMinutes(1),
                        "half of the rotation",
                        () -> rotation(product).path("resealed").asInt(0) >= 500);
                assertThat(rotation(product).path("left").asInt(0)).isPositive();
                tenon.kill();
                other.rollback();
            }
            tenon.restart();

            Patience.until(
                    Duration.ofMinutes(2),
                    "the rotation to end",
                    () -> rotation(product).path("state").asString("").equals("done"));
            assertThat(rotation(product).path("resealed").asInt(0))
                    // And an app's secret, a credential, and the verifier of the sign-in.
                    .isEqualTo(DESTINATIONS + 3);
            assertThat(rotation(product).path("keys").asInt(0)).isEqualTo(1);
            assertThat(key()).isNotEqualTo(before);
            assertThat(shown(product, keys.keySet())).isEqualTo(keys);
            assertThat(credential(product)).isEqualTo(credential);
        }
    }

    /// Each has a signing key of its own, by its name.
    private static Map<String, String> manyDestinations(Product product) throws Exception {
        var made = new ArrayList<Future<JsonNode>>();
        try (var workers = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < DESTINATIONS; i++) {
                ObjectNode hook =
                        Product.JSON
                                .createObjectNode()
                                .put("name", "hook-" + i)
                                .put("type", "webhook");
                hook.putObject("metadata").put("url", "http://127.0.0.1:1/hook");
                made.add(
                        workers.submit(() ->
                                product.json(
                                        "POST", product.path("/destinations"), hook.toString())));
            }
        }
        var keys = new TreeMap<String, String>();
        for (Future<JsonNode> each : made) keys.put(name(each.get()), signingKey(each.get()));
        return keys;
    }

    private static Map<String, String> shown(Product product, Iterable<String> names) {
        var keys = new TreeMap<String, String>();
        for (String name : names) {
            JsonNode shown =
                    product.json(
                            "GET",
                            product.path("/destinations/" + name + "?includeSecrets=true"),
                            "");
            keys.put(name(shown), signingKey(shown));
        }
        return keys;
    }

    private static String name(JsonNode destination) {
        return destination.path("name").asString("");
    }

    private static String signingKey(JsonNode destination) {
        return destination.path("secrets").path("webhookSigningKey").asString("");
    }

    private static JsonNode credential(Product product) {
        String id =
                product.json("GET", product.path("/connections"), "")
                        .path(0)
                        .path("id")
                        .asString("");
        return product.json(
                        "GET",
                        product.path(
                                "/connections/"
                                        + id
                                        + "?includeCreds=true&includeRefreshToken=true"),
                        "")
                .path("oauth2AuthorizationCode");
    }

    private static JsonNode rotation(Product product) {
        return product.json("GET", ALL, "").path("results").path(0);
    }

    /// A row that the rotation cannot get past: another transaction has it.
    private static void holdOneInTheMiddle(Connection other) throws SQLException {
        other.setAutoCommit(false);
        try (var statement = other.createStatement()) {
            statement.execute(
                    """
                    select from destinations where id =
                      (select id from destinations order by id offset %d limit 1) for update\
                    """
                            .formatted(DESTINATIONS / 2));
        }
    }

    /// The key that everything is sealed under: what all sealed values begin with.
    private String key() throws IOException, SQLException {
        var keys = new ArrayList<String>();
        try (Connection connection = DriverManager.getConnection(database(), "postgres", "");
                var statement = connection.createStatement()) {
            for (var each : SEALED.entrySet()) {
                String sql =
                        "select distinct encode(substring(%s from 1 for 5), 'hex') from %s"
                                .formatted(each.getValue(), each.getKey());
                try (var rows = statement.executeQuery(sql)) {
                    while (rows.next()) keys.add(rows.getString(1));
                }
            }
        }
        assertThat(keys).hasSize(SEALED.size());
        assertThat(keys.stream().distinct()).hasSize(1);
        return keys.getFirst();
    }

    /// The fourth line of PostgreSQL's pid file is its port.
    private String database() throws IOException {
        String port = Files.readAllLines(data.resolve("postgres/postmaster.pid")).get(3).strip();
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }
}
