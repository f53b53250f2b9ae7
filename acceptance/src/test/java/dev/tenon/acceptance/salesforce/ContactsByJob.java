package dev.tenon.acceptance.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.connectors.Connectors;
import dev.tenon.connectors.json.JsonTree;
import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.SandboxSettings;
import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import dev.tenon.spi.Connector;
import dev.tenon.spi.JobWriter;
import dev.tenon.spi.JobWriter.Job;
import dev.tenon.spi.JobWriter.Outcome;
import dev.tenon.spi.JobWriter.Status;
import dev.tenon.spi.Writer.Batch;
import dev.tenon.spi.Writer.Item;
import dev.tenon.spi.Writer.Operation;
import dev.tenon.spi.Writer.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// An org with ten contacts, and the connector's jobs that write them.
final class ContactsByJob implements AutoCloseable {
    final Connector connector = new Connectors(Instant::now).find("salesforce").orElseThrow();
    final Sandbox sandbox =
            Sandbox.start(
                    SandboxSettings.of(
                            0,
                            SalesforceSettings.of(
                                    List.of(OrgSettings.of("northwind", Map.of("Contact", 10))))));
    final SignedIn org = SignedIn.to(sandbox.uri(), "northwind");
    final PlainClient plain = new PlainClient(org);
    final LoopbackAccess access = new LoopbackAccess(org);
    final JobWriter jobs = connector.jobWriter(access).orElseThrow();

    @Override
    public void close() {
        sandbox.close();
    }

    /// What a job made of a batch.
    List<Outcome> written(Batch batch) {
        Job job = begun(batch);
        await(() -> jobs.status(job) instanceof Status.Done);
        List<Outcome> outcomes = jobs.results(job, batch);
        assertThat(outcomes).hasSize(batch.items().size());
        jobs.discard(job);
        return outcomes;
    }

    /// A job that was begun.
    Job begun(Batch batch) {
        Job job = jobs.make(batch);
        jobs.fill(job, batch);
        jobs.begin(job);
        return job;
    }

    static Batch batch(Operation operation, Item... items) {
        @Nullable String key = operation == Operation.UPSERT ? "Customer_Ref__c" : null;
        return new Batch("", "Contact", operation, key, false, Map.of(), Arrays.asList(items));
    }

    static Item row(@Nullable Object... pairs) {
        return new Item(null, fields(pairs));
    }

    static Map<String, @Nullable Object> fields(@Nullable Object... pairs) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (int at = 0; at < pairs.length; at += 2) {
            fields.put(String.valueOf(pairs[at]), pairs[at + 1]);
        }
        return fields;
    }

    static Result.Succeeded succeeded(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Answered.class);
        Result result = ((Outcome.Answered) outcome).result();
        assertThat(result).isInstanceOf(Result.Succeeded.class);
        return (Result.Succeeded) result;
    }

    static Result.Failed failed(Outcome outcome) {
        return (Result.Failed) ((Outcome.Answered) outcome).result();
    }

    /// The last names of all contacts, by id.
    Map<String, String> names() {
        var names = new HashMap<String, String>();
        plain.query("SELECT Id, LastName FROM Contact")
                .forEach((id, record) -> names.put(id, record.path("LastName").asString("")));
        return names;
    }

    JsonNode record(String id) {
        return sandbox.org("northwind").record("Contact", id);
    }

    /// Does to a job what a person at Salesforce may do.
    void move(Job job, String state) {
        byte[] body = JsonTree.write(Map.of("state", state));
        String place = "/services/data/v62.0/jobs/ingest/" + job.value();
        assertThat(
                        org.call("PATCH", place, body, Map.of("Content-Type", "application/json"))
                                .statusCode())
                .isEqualTo(200);
    }

    static void await(BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!holds.getAsBoolean()) assertThat(System.nanoTime()).isLessThan(end);
    }

    /// Lets something happen to the simulated Salesforce.
    void act(String name, Map<String, String> with) {
        URI place = sandbox.uri().resolve("/admin/acts");
        byte[] body = JsonTree.write(Map.of("type", name, "with", with));
        try (var http = HttpClient.newHttpClient()) {
            var reply =
                    http.send(
                            HttpRequest.newBuilder(place)
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(reply.statusCode()).as(reply.body()).isLessThan(300);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
