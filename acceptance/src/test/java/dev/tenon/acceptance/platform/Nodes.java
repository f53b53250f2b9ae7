package dev.tenon.acceptance.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/// Servers on one database, each of which may be dead at the moment. Any thread may use it.
final class Nodes implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Node> nodes = new ArrayList<>();

    /// @param database a JDBC URL
    Nodes(Path data, String database, int count) {
        for (int number = 0; number < count; number++) {
            nodes.add(new Node(TenonProcess.start(data, database)));
        }
    }

    private static final class Node {
        private final TenonProcess process;
        private final Product product;
        private CompletableFuture<Void> ready = CompletableFuture.completedFuture(null);
        private boolean alive = true;

        private Node(TenonProcess process) {
            this.process = process;
            this.product = new Product(process);
        }

        private synchronized boolean answers() {
            return alive && ready.isDone();
        }

        private synchronized void kill() {
            ready.join();
            process.kill();
            alive = false;
        }

        private synchronized void revive() {
            if (alive) return;
            alive = true;
            ready = CompletableFuture.runAsync(process::restart);
        }
    }

    int count() {
        return nodes.size();
    }

    /// A product that asks some node that answers; empty when all are dead.
    Optional<Product> any(Random random) {
        List<Node> alive = nodes.stream().filter(Node::answers).toList();
        return alive.isEmpty()
                ? Optional.empty()
                : Optional.of(alive.get(random.nextInt(alive.size())).product);
    }

    /// Kills a node; says whether it was alive.
    boolean kill(int number) {
        Node node = nodes.get(number);
        if (!node.answers()) return false;
        node.kill();
        return true;
    }

    /// Starts a dead node, and does not wait for it.
    void revive(int number) {
        nodes.get(number).revive();
    }

    /// Starts all that are dead and waits for them.
    void reviveAll() {
        nodes.forEach(Node::revive);
        nodes.forEach(node -> node.ready.join());
    }

    /// A page of JSON from some node, without a look at the description; empty when it does not
    /// answer.
    Optional<JsonNode> look(Random random, String path) {
        List<Node> alive = nodes.stream().filter(Node::answers).toList();
        if (alive.isEmpty()) return Optional.empty();
        TenonProcess node = alive.get(random.nextInt(alive.size())).process;
        URI page = URI.create(node.uri() + path);
        var request =
                HttpRequest.newBuilder(page)
                        .timeout(Duration.ofSeconds(20))
                        .header("X-Api-Key", node.adminKey())
                        .build();
        try {
            var reply = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (reply.statusCode() >= 300) return Optional.empty();
            return Optional.of(Product.JSON.readTree(reply.body()));
        } catch (IOException _) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            throw new UncheckedIOException(new IOException(interrupted));
        }
    }

    @Override
    public void close() {
        nodes.forEach(node -> node.process.close());
    }
}
