package dev.tenon.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.contract.Exchange;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Eight callers on three processes want tokens without a pause, for many hours as tokens see it:
/// each lives for a second where others live for an hour. The OAuth server is one that others have
/// written; it ends a grant whose refresh token comes twice.
@Isolated
class RefreshTokensTest {
    private static final int CALLERS = 8;
    private static final int NODES = 3;
    private static final List<String> CUSTOMERS = List.of("acme", "globex", "initech");
    private static final Duration LIFE = Duration.ofSeconds(1);
    private static final Duration LENGTH = LIFE.multipliedBy(14);

    private final List<TenonProcess> nodes = new ArrayList<>();
    private final List<Product> products = new ArrayList<>();

    @TempDir private Path data;

    @Test
    void callers_on_three_processes_never_use_a_refresh_token_twice() throws Exception {
        IdentityProvider.assumeInstalled();
        try (EmbeddedPostgres database = EmbeddedPostgres.start();
                var provider = new ConsentServer(LIFE)) {
            provider.begin(1);
            String url = database.getJdbcUrl("postgres", "postgres");
            nodes.add(TenonProcess.start(data, url));
            IntStream.range(1, NODES)
                    .parallel()
                    .mapToObj(_ -> TenonProcess.start(data, url))
                    .toList()
                    .forEach(nodes::add);
            nodes.forEach(node -> products.add(new Product(node)));
            ConnectTest.register(products.getFirst(), provider);
            List<String> ids = CUSTOMERS.stream().map(name -> connect(provider, name)).toList();

            Set<String> tokens = callAll(ids);

            assertThat(provider.seen("refused")).isZero();
            assertThat(provider.seen("ended")).isZero();
            for (String id : ids) {
                JsonNode connection = products.getFirst().json("GET", path(id), "");
                assertThat(connection.path("status").asString("")).isEqualTo("working");
                assertThat(provider.takes(token(connection))).isTrue();
            }
            // A token is used for at least 72 % of its life; one refresh took each grant over.
            long lives = LENGTH.plus(Duration.ofSeconds(5)).toMillis() * 100 / 72 / LIFE.toMillis();
            assertThat(provider.seen("refreshes"))
                    .as("refreshes of %s connections", CUSTOMERS.size())
                    .isLessThanOrEqualTo((int) (CUSTOMERS.size() * (lives + 2)));
            assertThat(tokens.size())
                    .as("tokens that the callers saw")
                    .isBetween(CUSTOMERS.size() * 6, provider.seen("refreshes"));
        } finally {
            nodes.forEach(TenonProcess::close);
        }
    }

    private String connect(ConsentServer provider, String customer) {
        ObjectNode ask = Product.JSON.createObjectNode();
        ask.put("provider", "hubspot").put("groupRef", customer);
        ask.putObject("oauth2AuthorizationCode")
                .put("accessToken", "of another system")
                .put("refreshToken", provider.granted(customer));
        Product product = products.getFirst();
        return product.json("POST", product.path("/connections:generate"), ask.toString())
                .path("id")
                .asString("");
    }

    /// Every token that a caller got.
    private Set<String> callAll(List<String> ids) throws Exception {
        Instant end = Instant.now().plus(LENGTH);
        var tokens = new HashSet<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var callers = new ArrayList<Callable<Set<String>>>();
            for (int caller = 0; caller < CALLERS; caller++) {
                var random = new Random(caller);
                callers.add(() -> call(ids, random, end));
            }
            for (Future<Set<String>> caller : threads.invokeAll(callers))
                tokens.addAll(caller.get());
        }
        return tokens;
    }

    private Set<String> call(List<String> ids, Random random, Instant end) {
        var tokens = new HashSet<String>();
        while (Instant.now().isBefore(end)) {
            Product product = products.get(random.nextInt(NODES));
            Exchange answer =
                    product.call("GET", path(ids.get(random.nextInt(ids.size()))), "", Map.of());
            assertThat(answer.status()).as("%s", answer).isEqualTo(200);
            tokens.add(token(Product.JSON.readTree(answer.reply().body())));
        }
        return tokens;
    }

    private String path(String id) {
        return products.getFirst().path("/connections/" + id + "?includeCreds=true");
    }

    private static String token(JsonNode connection) {
        return connection.at("/oauth2AuthorizationCode/accessToken/token").asString("");
    }
}
