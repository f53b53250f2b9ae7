package dev.tenon.acceptance.platform;

import dev.tenon.acceptance.contract.Exchange;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// Clients that write contacts through whichever node answers. Each sends a request until one node
/// has taken it, always with the same key, as a product would. Each has a record of its own that it
/// changes again and again. Any thread may use it.
final class WriteCrowd {
    static final int BULK = 3_400;

    private final Nodes nodes;
    private final List<String> own;
    private final long seed;
    private final AtomicInteger names = new AtomicInteger();
    private final Queue<Taken> taken = new ConcurrentLinkedQueue<>();

    /// @param own the records that the clients change, one each
    WriteCrowd(Nodes nodes, List<String> own, long seed) {
        this.nodes = nodes;
        this.own = List.copyOf(own);
        this.seed = seed;
    }

    /// What a request was for.
    enum Kind {
        /// New records without a key, which cannot be looked up.
        KEYLESS,
        /// New records with a key.
        KEYED,
        /// Records found or made by their key.
        UPSERT,
        /// A change of a client's own record.
        CHANGE,
        /// So many new records that they go by a job.
        BULK
    }

    /// A request that a node has taken.
    ///
    /// @param client whose record was changed
    /// @param names of the records it makes, or the new title of the client's own
    record Taken(
            Kind kind, int client, List<String> names, String key, String body, Exchange answer) {
        String operation() {
            return Product.JSON.readTree(answer.reply().body()).path("operationId").asString("");
        }
    }

    List<Taken> taken() {
        return List.copyOf(taken);
    }

    String own(int client) {
        return own.get(client);
    }

    /// Lets every client send so many requests, then returns.
    void write(int requests) {
        try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            var clients = new ArrayList<Future<?>>();
            for (int client = 0; client < own.size(); client++) {
                int number = client;
                clients.add(threads.submit(() -> write(number, requests)));
            }
            for (Future<?> each : clients) each.get();
        } catch (InterruptedException | java.util.concurrent.ExecutionException failure) {
            throw new AssertionError(failure);
        }
    }

    private void write(int client, int requests) {
        var random = new Random(seed + client);
        send(random, client == 0 ? Kind.BULK : Kind.CHANGE, client);
        for (int sent = 1; sent < requests; sent++) {
            Kind kind = random.nextBoolean() ? Kind.CHANGE : Kind.values()[random.nextInt(3)];
            send(random, kind, client);
        }
    }

    private void send(Random random, Kind kind, int client) {
        int many = kind == Kind.BULK ? BULK : kind == Kind.CHANGE ? 1 : 1 + random.nextInt(3);
        List<String> made =
                IntStream.range(0, many).mapToObj(_ -> "w" + names.incrementAndGet()).toList();
        String key = kind + "-" + made.getFirst();
        boolean isAwaited = kind != Kind.BULK && random.nextInt(3) == 0;
        String body = body(kind, client, made, isAwaited ? "synchronous" : "asynchronous");
        taken.add(new Taken(kind, client, made, key, body, sendUntilTaken(random, key, body)));
    }

    private String body(Kind kind, int client, List<String> names, String mode) {
        String head = "{\"groupRef\":\"acme\",\"mode\":\"" + mode + "\",\"type\":";
        return switch (kind) {
            case CHANGE ->
                    head
                            + "\"update\",\"record\":{\"id\":\"%s\",\"Title\":\"%s\"}}"
                                    .formatted(own.get(client), names.getFirst());
            case KEYLESS, BULK ->
                    head + "\"create\",\"batch\":[" + records(names, "{\"LastName\":\"%1$s\"}");
            case KEYED -> head + "\"create\",\"batch\":[" + records(names, KEYED);
            case UPSERT -> head + "\"upsert\",\"batch\":[" + records(names, KEYED);
        };
    }

    private static final String KEYED = "{\"LastName\":\"%1$s\",\"Customer_Ref__c\":\"%1$s\"}";

    private static String records(List<String> names, String form) {
        return names.stream()
                        .map(name -> "{\"record\":" + form.formatted(name) + "}")
                        .collect(Collectors.joining(","))
                + "]}";
    }

    /// A reply that is lost says nothing, so the same is sent again to whoever answers.
    private Exchange sendUntilTaken(Random random, String key, String body) {
        var found = new ArrayList<Exchange>();
        Patience.until(
                Duration.ofMinutes(2),
                "a node to take " + key,
                () ->
                        nodes.any(random)
                                .map(node -> ask(node, key, body))
                                .map(found::addAll)
                                .orElse(false));
        return found.getFirst();
    }

    private static List<Exchange> ask(Product node, String key, String body) {
        try {
            Exchange exchange = send(node, key, body);
            if (exchange.status() >= 500) return List.of();
            if (exchange.status() != 200 && exchange.status() != 202 && exchange.status() != 422) {
                throw new AssertionError(exchange.toString());
            }
            return List.of(exchange);
        } catch (UncheckedIOException _) {
            return List.of();
        }
    }

    /// The same request as often as one likes.
    static Exchange send(Product node, String key, String body) {
        return node.call(
                "POST",
                "/write/v1/projects/default/integrations/crm/objects/Contact",
                body,
                Map.of("Idempotency-Key", key));
    }

    /// What became of the records of a request, in its order.
    List<JsonNode> results(Taken request) {
        var records = new ArrayList<JsonNode>();
        String after = "";
        do {
            String path = "/v1/projects/default/writes/" + request.operation() + "?limit=1000";
            JsonNode page =
                    nodes.look(new Random(), path + (after.isEmpty() ? "" : "&after=" + after))
                            .orElseThrow();
            page.path("records").forEach(records::add);
            after = page.path("next").asString("");
        } while (!after.isEmpty());
        return records;
    }

    /// Whether nothing waits to be written any more.
    boolean isDone() {
        return taken.stream().allMatch(request -> isDone(request.operation()));
    }

    private boolean isDone(String operation) {
        return nodes.look(new Random(), "/v1/projects/default/writes/" + operation + "?limit=1")
                .filter(write -> !write.path("endTime").isMissingNode())
                .isPresent();
    }
}
