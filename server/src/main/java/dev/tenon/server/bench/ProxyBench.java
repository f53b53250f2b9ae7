package dev.tenon.server.bench;

import dev.tenon.server.json.Json;
import dev.tenon.server.net.Egress;
import dev.tenon.server.net.Http;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// B8: calls that are passed through to a provider, beside the same calls made directly by the same
/// client; the medians of rounds that take turns. What a call takes is measured with one client,
/// how many there are in a second with several.
final class ProxyBench {
    /// As many calls as one account takes at once from one node.
    private static final Crowd CROWD = new Crowd(8);

    private static final int WARM_UP = 60_000;
    private static final int CALLS = 4_000;
    private static final int ROUNDS = 7;
    private static final int LARGEST = 64 * 1024;
    private static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - { name: passing, provider: hubspot, proxy: { enabled: true } }
            """;

    private final Path directory;
    private final String databaseUrl;

    ProxyBench(Path directory, String databaseUrl) {
        this.directory = directory;
        this.databaseUrl = databaseUrl;
    }

    List<Result> run() throws InterruptedException {
        try (var upstream = new Upstream();
                var http = new Http(new Egress(true));
                OtherServer other = OtherServer.start(directory, databaseUrl, "bench_proxy");
                var product = new Product(other.server(databaseUrl), "passing")) {
            URI server = other.server(databaseUrl).address();
            var direct =
                    new Way(http, upstream.address().resolve("/thing"), Map.of("X-Is", "direct"));
            var passed = new Way(http, server.resolve("/proxy/thing"), routing(product, upstream));
            rate(direct, WARM_UP);
            rate(passed, WARM_UP);
            return measured(direct, passed);
        }
    }

    private static Map<String, String> routing(Product product, Upstream upstream) {
        product.prepare("hubspot", upstream.address());
        product.deploy(MANIFEST);
        ObjectNode ask = Json.object().put("provider", "hubspot").put("groupRef", "acme");
        ask.putObject("oauth2AuthorizationCode").put("accessToken", "bench");
        product.generate(ask);
        ObjectNode key = Json.object().put("label", "bench").put("rateLimit", 100_000);
        return Map.of(
                "x-api-key",
                product.key(key),
                "x-amp-project-id",
                "bench",
                "x-amp-proxy-version",
                "1",
                "x-amp-installation-id",
                product.install("acme"));
    }

    private static List<Result> measured(Way direct, Way passed) throws InterruptedException {
        var directTimes = new ArrayList<Double>();
        var passedTimes = new ArrayList<Double>();
        var directRates = new ArrayList<Double>();
        var passedRates = new ArrayList<Double>();
        for (int round = 0; round < ROUNDS; round++) {
            directTimes.add(typical(direct));
            passedTimes.add(typical(passed));
            directRates.add(rate(direct, CALLS));
            passedRates.add(rate(passed, CALLS));
        }
        double added = Crowd.median(passedTimes) - Crowd.median(directTimes);
        double through = Crowd.median(passedRates);
        double reference = Crowd.median(directRates);
        return List.of(
                new Result(
                        "B8",
                        "calls through the proxy, 8 clients, beside calls made directly",
                        through,
                        reference,
                        "calls/s",
                        "≥ 0.5 ×",
                        through >= 0.5 * reference),
                new Result(
                        "B8, added",
                        "what the proxy adds to a call, median, one client",
                        added,
                        0,
                        "ms",
                        "≤ 1 ms",
                        added <= 1));
    }

    /// Milliseconds of the call in the middle, of one client's calls one after another.
    private static double typical(Way way) {
        long[] nanos = new long[CALLS / 4];
        for (int i = 0; i < nanos.length; i++) {
            long began = System.nanoTime();
            way.call();
            nanos[i] = System.nanoTime() - began;
        }
        Arrays.sort(nanos);
        return nanos[nanos.length / 2] / 1e6;
    }

    private static double rate(Way way, int calls) throws InterruptedException {
        return CROWD.rate(calls, (_, _) -> way.call());
    }

    /// A way to the provider.
    private record Way(Http http, URI uri, Map<String, String> headers) {
        void call() {
            var call = new Http.Call("GET", uri, headers, new byte[0], Duration.ofMinutes(1));
            Http.Reply reply = http.send(call);
            int status = reply.status();
            byte[] body = reply.bytes(LARGEST);
            if (status != 200) {
                throw new IllegalStateException(
                        status + ": " + new String(body, StandardCharsets.UTF_8));
            }
        }
    }
}
