package dev.tenon.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tenon.acceptance.contract.CheckedClient;
import dev.tenon.acceptance.contract.Contract;
import dev.tenon.acceptance.contract.Exchange;
import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.SandboxSettings;
import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A server is led through a team's life with secrets that can be recognised, and then nothing that
/// it said or stored has one of them; nor does its memory, once it has forgotten a customer.
/// `docs/security.md` promises what is held here.
@Execution(ExecutionMode.CONCURRENT)
class KnownSecretsTest {
    private static final String ADMIN_KEY = "tnadmin_known-administrator-key-4711";
    private static final String CLIENT_SECRET = "known-client-secret-4712";
    private static final String DATABASE_PASSWORD = "known-database-password-4713";
    private static final String URL_PASSWORD = "known-url-password-4714";
    private static final String HEADER = "known-header-of-a-webhook-4715";
    private static final Contract CONTRACT = Contract.ofThisBuild();
    private static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: crm
                provider: salesforce
                read:
                  objects:
                    - objectName: Account
                      schedule: "*/1 * * * *"
                      destination: hook
                      requiredFields: [{ fieldName: Name }]
                      backfill: { defaultPeriod: { fullHistory: true } }
                write:
                  objects: [{ objectName: Account }]
            """;

    private static final String TABLES =
            "select format('%I', relname) from pg_class where relkind in ('r', 'p')"
                    + " and not relispartition and relnamespace = 'public'::regnamespace";

    private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();
    private final List<String> said = new ArrayList<>();
    private final List<Needle> tokens = new ArrayList<>();
    private final List<Needle> others =
            new ArrayList<>(
                    List.of(
                            new Needle("the administrator's key", ADMIN_KEY),
                            new Needle("the client's secret", CLIENT_SECRET),
                            new Needle("the database's password", DATABASE_PASSWORD),
                            new Needle("a password in a URL", URL_PASSWORD),
                            new Needle("a webhook's header", HEADER)));

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path data;

    @Test
    void nothing_that_is_said_or_stored_has_a_secret_and_what_is_forgotten_leaves_the_memory()
            throws Exception {
        var org = OrgSettings.of("acme", Map.of("Account", 300));
        HttpServer receiver = receiver();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                Sandbox sandbox =
                        Sandbox.start(SandboxSettings.of(0, SalesforceSettings.of(List.of(org))));
                TenonProcess tenon = start(postgres)) {
            var client = new CheckedClient(tenon.uri(), CONTRACT, exchanges::add);
            var product = new Product(client, ADMIN_KEY, "default");
            live(product, sandbox, receiver.getAddress().getPort());
            learnTokens(tenon, product, "");
            learnTokens(tenon, product, "&refresh=true");
            fail(product, sandbox);
            lookAtTheConsole(tenon);
            assertNotStored(postgres);
            forget(product);
            useTheCommandLine(tenon);

            assertNotSaid(Files.readString(tenon.log()));
            assertForgotten(tenon);
        } finally {
            receiver.stop(0);
        }
    }

    private TenonProcess start(EmbeddedPostgres postgres) throws IOException {
        Path logging = data.resolve("logging.properties");
        Files.writeString(
                logging,
                """
                handlers=java.util.logging.ConsoleHandler
                .level=ALL
                java.util.logging.ConsoleHandler.level=ALL
                """);
        String url =
                "jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres&password=%s"
                        .formatted(postgres.getPort(), DATABASE_PASSWORD);
        return TenonProcess.start(
                data,
                url,
                new TenonProcess.Extras(
                        List.of("-Djava.util.logging.config.file=" + logging),
                        Map.of("TENON_ADMIN_KEY", ADMIN_KEY)));
    }

    /// Refuses the first message.
    private static HttpServer receiver() throws IOException {
        var messages = new CopyOnWriteArrayList<String>();
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        exchange.getRequestBody().readAllBytes();
                        messages.add(exchange.getRequestHeaders().getFirst("webhook-id"));
                        exchange.sendResponseHeaders(messages.size() == 1 ? 500 : 204, -1);
                    }
                });
        server.start();
        return server;
    }

    private void live(Product product, Sandbox sandbox, int hooks) {
        ObjectNode app = Product.JSON.createObjectNode().put("provider", "salesforce");
        app.put("clientId", "known-client").put("clientSecret", CLIENT_SECRET);
        app.putObject("metadata").putObject("hosts").put("*", sandbox.uri().toString());
        product.json("POST", product.path("/provider-apps"), app.toString());
        ObjectNode hook =
                Product.JSON.createObjectNode().put("name", "hook").put("type", "webhook");
        hook.putObject("metadata")
                .put("url", "http://127.0.0.1:" + hooks + "/hook")
                .putObject("headers")
                .put("X-Known", HEADER);
        JsonNode made = product.json("POST", product.path("/destinations"), hook.toString());
        learn("a signing key", made.at("/secrets/webhookSigningKey"));
        String label = "{\"label\":\"known\",\"scopes\":[\"full\"]}";
        JsonNode key = product.json("POST", product.path("/api-keys"), label);
        learn("an API key", key.path("secret"));
        var source = Product.JSON.createObjectNode().put("sourceYaml", MANIFEST);
        product.json("PUT", product.path("/integrations:batch"), source.toString());
        product.connect("acme", "acme");
        product.install("acme");
        Patience.until(
                Duration.ofMinutes(1),
                "the backfill",
                () -> product.object("acme", "Account").path("records").asInt(0) == 300);
        write(product, "{\"Name\": \"Written\"}");
    }

    private static void write(Product product, String record) {
        product.call(
                "POST",
                "/write" + product.path("/integrations/crm/objects/Account"),
                "{\"groupRef\":\"acme\",\"type\":\"create\",\"record\":" + record + "}",
                Map.of());
    }

    private void learn(String name, JsonNode secret) {
        others.add(new Needle(name, secret.asString("")));
    }

    /// By a connection of its own, so that the reply with the tokens is in no buffer any more.
    private void learnTokens(TenonProcess tenon, Product product, String more) throws Exception {
        String path = connection(product) + "?includeCreds=true&includeRefreshToken=true" + more;
        try (HttpClient own = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(tenon.uri().resolve(path))
                            .header("X-Api-Key", ADMIN_KEY)
                            .build();
            String body = own.send(request, HttpResponse.BodyHandlers.ofString()).body();
            JsonNode oauth = Product.JSON.readTree(body).path("oauth2AuthorizationCode");
            for (String kind : List.of("accessToken", "refreshToken")) {
                tokens.add(new Needle(kind + more, oauth.path(kind).path("token").asString("")));
            }
        }
    }

    private static String connection(Product product) {
        JsonNode one = product.json("GET", product.path("/connections"), "").path(0);
        return product.path("/connections/" + one.path("id").asString(""));
    }

    private static void fail(Product product, Sandbox sandbox) {
        String hook =
                "{\"name\":\"bad\",\"type\":\"webhook\",\"metadata\":{\"url\":"
                        + "\"https://user:"
                        + URL_PASSWORD
                        + "@127.0.0.1:1/hook\"}}";
        assertThat(product.call("POST", product.path("/destinations"), hook, Map.of()).status())
                .isEqualTo(400);
        write(product, "{\"Nonsense__c\": 1}");
        write(product, "{\"Name\": 7}");
        Map<String, String> stranger = Map.of("X-Api-Key", "tnn_nobody_nothing");
        product.call("GET", product.path("/connections"), "", stranger);
        product.call("POST", product.path("/provider-apps"), "{\"provider\":", Map.of());
        for (int status : new int[] {401, 403, 500}) {
            Product.post(
                    sandbox.uri().resolve("/admin/faults"),
                    """
                    {"path": "/sobjects", "times": 1, "action": {"type": "reply", "status": %d,
                      "contentType": "application/json", "body": "[]"}}\
                    """
                            .formatted(status));
            write(product, "{\"Name\": \"Refused\"}");
            product.call(
                    "GET",
                    connection(product) + "/objects/Account/fields?refresh=true",
                    "",
                    Map.of());
        }
        for (String page :
                List.of("/status", "/audit", "/quotas", "/writes", "/destinations", "/api-keys")) {
            product.json("GET", product.path(page), "");
        }
        product.json("GET", product.path("/provider-apps"), "");
        product.json("POST", "/v1/key-rotations", "{}");
        JsonNode installation = product.json("GET", product.path("/installations"), "").path(0);
        String operations =
                product.path(
                        "/integrations/crm/installations/"
                                + installation.path("id").asString("")
                                + "/operations");
        for (JsonNode each : product.json("GET", operations, "").path("results")) {
            String one = product.path("/operations/" + each.path("id").asString(""));
            product.json("GET", one, "");
            product.json("GET", one + "/logs", "");
        }
    }

    private void lookAtTheConsole(TenonProcess tenon) throws Exception {
        try (HttpClient browser =
                HttpClient.newBuilder()
                        .cookieHandler(new CookieManager())
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .build()) {
            see(browser, form(tenon, "key=wrong"));
            see(browser, form(tenon, "key=" + ADMIN_KEY));
            for (String page : List.of("/console", "/console/quotas", "/console/held", "/metrics"))
                see(browser, HttpRequest.newBuilder(tenon.uri().resolve(page)));
        }
    }

    private static HttpRequest.Builder form(TenonProcess tenon, String fields) {
        return HttpRequest.newBuilder(tenon.uri().resolve("/console/sign-in"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(fields));
    }

    private void see(HttpClient browser, HttpRequest.Builder request) throws Exception {
        HttpResponse<String> page =
                browser.send(request.build(), HttpResponse.BodyHandlers.ofString());
        said.add(page.headers() + page.body());
    }

    private void useTheCommandLine(TenonProcess tenon) {
        String server = tenon.uri().toString();
        for (String[] command :
                new String[][] {
                    {"--help"},
                    {"serve", "--help"},
                    {"status", "--server", server, "--key", ADMIN_KEY},
                    {"keys", "--server", server, "--key", ADMIN_KEY, "-p", "nowhere"},
                    {"keys", "--server", "http://127.0.0.1:1", "--key", ADMIN_KEY},
                    {"serve", "--master-key", "known-url-password-4714", "--data", data + "/x"}
                }) said.addAll(TenonProcess.said(command).lines());
    }

    private List<Needle> all() {
        return Stream.concat(others.stream(), tokens.stream()).toList();
    }

    /// Neither in the log nor in a reply that is not made to show it.
    private void assertNotSaid(String log) {
        assertThat(log.length()).isGreaterThan(100_000);
        assertThat(found(all(), log)).as("in the log").isEmpty();
        for (Exchange exchange : exchanges) {
            if (showsSecrets(exchange)) continue;
            String reply = exchange.reply().headers() + exchange.reply().body();
            assertThat(found(all(), reply))
                    .as("in %s %s", exchange.method(), exchange.target())
                    .isEmpty();
        }
        for (String text : said) assertThat(found(all(), text)).as("in %s", text).isEmpty();
    }

    /// In no column of any table.
    private void assertNotStored(EmbeddedPostgres postgres) throws SQLException {
        try (var database = postgres.getPostgresDatabase().getConnection();
                var statement = database.createStatement()) {
            var tables = new ArrayList<String>();
            try (var rows = statement.executeQuery(TABLES)) {
                while (rows.next()) tables.add(rows.getString(1));
            }
            assertThat(tables).hasSizeGreaterThan(20);
            for (String table : tables) {
                try (var rows = statement.executeQuery("select x::text from " + table + " x")) {
                    while (rows.next())
                        assertThat(found(all(), rows.getString(1))).as("in %s", table).isEmpty();
                }
            }
        }
    }

    private static List<Needle> found(List<Needle> needles, String text) {
        return needles.stream().filter(needle -> needle.isIn(text)).toList();
    }

    /// The reply to what makes a key shows it, this once.
    private static boolean showsSecrets(Exchange exchange) {
        boolean makes = exchange.method().equals("POST") && exchange.status() == 201;
        return makes && exchange.path().matches(".*/(api-keys|destinations)");
    }

    private static void forget(Product product) {
        JsonNode installation = product.json("GET", product.path("/installations"), "").path(0);
        String one = "/integrations/crm/installations/" + installation.path("id").asString("");
        String connection = connection(product);
        product.call("DELETE", product.path(one), "", Map.of());
        product.call("DELETE", connection, "", Map.of());
        assertThat(product.json("GET", product.path("/connections"), "").size()).isZero();
    }

    /// The administrator's key is in use, so it is there; that shows that the search finds things.
    private void assertForgotten(TenonProcess tenon) {
        Patience.until(
                Duration.ofSeconds(40),
                "the tokens to leave the memory",
                () -> left(tenon).isEmpty());
    }

    private List<Needle> left(TenonProcess tenon) {
        try {
            HeapDump dump = HeapDump.of(tenon.pid(), data.resolve("heap.hprof"));
            assertThat(dump.found(others.subList(0, 1))).hasSize(1);
            return dump.found(tokens);
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
