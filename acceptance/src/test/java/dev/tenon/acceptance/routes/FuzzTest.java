package dev.tenon.acceptance.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.contract.Exchange;
import dev.tenon.acceptance.platform.Product;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Whatever it is asked, the server neither fails nor hangs, and tells what is wrong as described.
/// `-Dtenon.fuzz.seed` repeats a run, `-Dtenon.fuzz.seconds` makes it longer.
@Isolated
@ExtendWith(World.Shared.class)
class FuzzTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int LEAST = 200;

    private final World world;
    private final RawClient client;
    private final Map<String, String> failures = new TreeMap<>();

    FuzzTest(World world) {
        this.world = world;
        this.client = new RawClient(world.server().address(), PATIENCE);
    }

    @Test
    void no_request_makes_the_server_fail_or_hang(TestReporter reporter) {
        long seed = Long.getLong("tenon.fuzz.seed", System.nanoTime());
        reporter.publishEntry("tenon.fuzz.seed", Long.toString(seed));
        var requests =
                new WildRequests(
                        new Wild(new SplittableRandom(seed)),
                        world.team("fuzz"),
                        world.contract().operations());
        long end =
                System.nanoTime()
                        + Duration.ofSeconds(Long.getLong("tenon.fuzz.seconds", 15)).toNanos();
        int sent = 0;
        while (System.nanoTime() < end) {
            judge(requests.next());
            sent++;
        }
        reporter.publishEntry("requests", Integer.toString(sent));
        assertThat(failures.values()).as("seed %s, %s requests", seed, sent).isEmpty();
        assertThat(sent).isGreaterThan(LEAST);
    }

    private void judge(WildRequests.Call call) {
        String name = call.method() + " " + call.target().replaceAll("\\?.*", "");
        try {
            judge(name, client.send(call.method(), call.target(), call.headers(), call.body()));
        } catch (IOException failure) {
            failures.putIfAbsent(name, failure + " after " + call);
        }
    }

    private void judge(String name, Exchange exchange) {
        if (exchange.method().equals("HEAD")) return;
        var faults = isConsole(exchange) ? List.of() : world.contract().replyFaults(exchange);
        boolean isRight = exchange.status() < 500 && faults.isEmpty() && isTold(exchange);
        if (!isRight)
            failures.putIfAbsent(name + " " + exchange.status(), faults + "\n" + exchange);
    }

    /// The console's pages are for people, and not described.
    private static boolean isConsole(Exchange exchange) {
        return exchange.path().equals("/") || exchange.path().startsWith("/console");
    }

    /// Every refusal has a code and something to do about it; pages are for people.
    private static boolean isTold(Exchange exchange) {
        if (exchange.isAccepted()) return true;
        String type = exchange.reply().header("content-type");
        if (type.startsWith("text/html") || type.equals("application/json")) return true;
        try {
            JsonNode problem = Product.JSON.readTree(exchange.reply().body());
            return type.equals("application/problem+json")
                    && !problem.path("code").asString("").isBlank()
                    && !problem.path("fix").asString("").isBlank();
        } catch (JacksonException _) {
            return false;
        }
    }
}
