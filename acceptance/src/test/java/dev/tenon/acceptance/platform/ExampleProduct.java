package dev.tenon.acceptance.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The product of `examples/two-way`, started as its page says, in a process that can be killed.
/// For use by one thread.
final class ExampleProduct implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Path data;
    private final int port;
    private final Map<String, String> environment = new HashMap<>();
    private @Nullable Process process;

    /// @param data where it keeps its journal
    ExampleProduct(Path data, int port) {
        this.data = data;
        this.port = port;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /// Starts it; also again, with what it was started with first.
    void start(Map<String, String> settings) {
        environment.putAll(settings);
        var builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "examples/two-way/Product.java");
        builder.directory(Guide.repository().toFile());
        builder.environment().putAll(environment);
        builder.environment().put("PORT", Integer.toString(port));
        builder.environment().put("JOURNAL", data.resolve("companies.journal").toString());
        builder.redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        try {
            process = builder.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Patience.until(
                Duration.ofSeconds(60),
                "the example, which says in " + log() + " what is wrong",
                () -> Product.answers(uri().resolve("/status")));
    }

    /// What it has printed so far is in this file.
    Path log() {
        return data.resolve("product.log");
    }

    /// As a machine would die.
    void kill() {
        close();
    }

    JsonNode status() {
        return send(HttpRequest.newBuilder(uri().resolve("/status")).build());
    }

    /// People of the product change companies.
    void edit(JsonNode edits) {
        send(
                HttpRequest.newBuilder(uri().resolve("/edits"))
                        .POST(HttpRequest.BodyPublishers.ofString(edits.toString()))
                        .build());
    }

    /// All companies.
    JsonNode companies() {
        return send(HttpRequest.newBuilder(uri().resolve("/companies")).build());
    }

    /// Their fields by the CRM's id; those that the CRM does not have yet by their own.
    Map<String, Map<String, String>> table() {
        var table = new TreeMap<String, Map<String, String>>();
        for (JsonNode company : companies()) {
            Map<String, String> values = Told.values(company);
            String id = Objects.requireNonNull(values.remove("id"));
            String recordId = Objects.requireNonNull(values.remove("recordId"));
            table.put(recordId.isEmpty() ? id : recordId, values);
        }
        return table;
    }

    private JsonNode send(HttpRequest request) {
        try {
            HttpResponse<String> reply = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (reply.statusCode() != 200) throw new AssertionError(reply.body());
            return Product.JSON.readTree(reply.body());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public void close() {
        if (process == null) return;
        process.destroyForcibly();
        process.onExit().join();
    }
}
