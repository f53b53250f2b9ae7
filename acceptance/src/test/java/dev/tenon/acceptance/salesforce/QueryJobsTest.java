package dev.tenon.acceptance.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.connectors.Connectors;
import dev.tenon.connectors.json.JsonTree;
import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.SandboxSettings;
import dev.tenon.sandbox.fault.FaultAction;
import dev.tenon.sandbox.fault.FaultRule;
import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import dev.tenon.sandbox.web.Paging;
import dev.tenon.spi.Connector;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.JobReader;
import dev.tenon.spi.JobReader.Job;
import dev.tenon.spi.JobReader.Status;
import dev.tenon.spi.Page;
import dev.tenon.spi.Position;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Reader;
import dev.tenon.testkit.ReadRun;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The connector's query jobs against the sandbox: what a job brings is what pages bring.
class QueryJobsTest {
    private static final int CONTACTS = 5_000;

    /// Far enough ahead for a change made just now to be old enough to be read.
    private final Connector connector =
            new Connectors(() -> Instant.now().plusSeconds(7)).find("salesforce").orElseThrow();

    private final Sandbox sandbox =
            Sandbox.start(
                    SandboxSettings.of(
                            0,
                            SalesforceSettings.of(
                                    List.of(
                                            OrgSettings.of(
                                                    "northwind", Map.of("Contact", CONTACTS))))));
    private final SignedIn org = SignedIn.to(sandbox.uri(), "northwind");
    private final LoopbackAccess access = new LoopbackAccess(org);
    private final JobReader jobs = connector.jobReader(access).orElseThrow();
    private final List<FieldInfo> fields =
            contact().stream()
                    .filter(field -> jobs.offer("Contact", List.of(field)).isPresent())
                    .toList();

    private List<FieldInfo> contact() {
        return connector
                .discovery(access)
                .describe(Set.of("Contact"))
                .values()
                .iterator()
                .next()
                .fields();
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private Reader.ReadRequest request(String object, Set<String> names) {
        return new Reader.ReadRequest(
                object, names, new Position.Beginning(null), List.of(), 2_000);
    }

    private Set<String> names() {
        return fields.stream().map(FieldInfo::name).collect(Collectors.toSet());
    }

    private Job done() {
        Job job = jobs.start(request("Contact", names()), fields);
        assertThat(jobs.status(job)).isInstanceOf(Status.Working.class);
        await(() -> jobs.status(job) instanceof Status.Done);
        return job;
    }

    @Test
    void a_job_brings_what_pages_bring() {
        ReadRun pages = ReadRun.of(connector, access, request("Contact", names()));
        Map<String, JsonNode> paged = new TreeMap<>();
        pages.records().forEach((id, json) -> paged.put(id, canonical(json)));
        Job job = done();
        int before = access.calls();

        Map<String, JsonNode> exported = new TreeMap<>();
        Position.Cursor cursor = null;
        Page last;
        do {
            last = jobs.page(job, cursor);
            last.records()
                    .forEach((id, modifiedAt, slice) -> {
                        String json =
                                new String(
                                        slice.buffer(),
                                        slice.offset(),
                                        slice.length(),
                                        StandardCharsets.UTF_8);
                        assertThat(modifiedAt).isNotNull();
                        exported.put(id, canonical(json));
                    });
            cursor = last.next();
        } while (cursor != null);

        assertThat(exported).hasSize(CONTACTS).isEqualTo(paged);
        assertThat(last.complete()).isTrue();
        assertThat(last.checkpoint()).isNotNull();
        assertThat(access.calls() - before).as("calls for results").isLessThan(3);
        Reader.ReadRequest changes =
                new Reader.ReadRequest(
                        "Contact",
                        Set.of("LastName"),
                        new Position.Since(last.checkpoint()),
                        List.of(),
                        2_000);
        assertThat(ReadRun.of(connector, access, changes).ids()).isEmpty();
        jobs.discard(job);
        assertThat(jobs.status(job)).isInstanceOf(Status.Gone.class);
    }

    /// Moments are written in two ways, and mean the same.
    private static JsonNode canonical(String json) {
        String plain = json.replaceAll("(T[0-9:.]+)\\+0000\"", "$1Z\"");
        var tree = (ObjectNode) JsonTree.read(plain.getBytes(StandardCharsets.UTF_8));
        tree.remove("attributes");
        return tree;
    }

    @Test
    void what_changes_after_its_start_is_not_in_its_results() {
        Job job = jobs.start(request("Contact", Set.of("LastName")), fields);
        var plain = new PlainClient(org);
        String made = plain.create("Contact", Map.of("LastName", "Late"));
        await(() -> jobs.status(job) instanceof Status.Done);

        Page page = jobs.page(job, null);

        assertThat(page.next()).isNull();
        page.records().forEach((id, _, _) -> assertThat(id).isNotEqualTo(made));
    }

    @Test
    void results_that_break_off_are_never_taken_for_all_there_is() {
        Job job = done();
        sandbox.faults().add(FaultRule.once("/results", new FaultAction.HalfBody()));
        assertThatThrownBy(() -> records(job)).isInstanceOf(ProviderException.Garbled.class);
        var nothing = new FaultAction.Reply(200, "text/csv", "", Map.of());
        sandbox.faults().add(FaultRule.once("/results", nothing));
        assertThatThrownBy(() -> records(job)).isInstanceOf(ProviderException.Garbled.class);
        var cut =
                new FaultAction.Reply(
                        200,
                        "text/csv",
                        "\"Id\"\n\"003000000000001\"\n",
                        Map.of("Sforce-NumberOfRecords", "2"));
        sandbox.faults().add(FaultRule.once("/results", cut));
        assertThatThrownBy(() -> records(job)).isInstanceOf(ProviderException.Garbled.class);

        assertThat(records(job)).hasSize(CONTACTS);
    }

    @Test
    void results_that_come_in_smaller_pages_or_twice_are_all_there() {
        Job job = done();
        for (boolean shrinks : List.of(true, false)) {
            var paging = new Paging(shrinks, !shrinks, 5);
            sandbox.faults().add(FaultRule.always("/results", new FaultAction.Cut(paging)));

            assertThat(Set.copyOf(records(job))).hasSize(CONTACTS);
        }
    }

    private List<String> records(Job job) {
        var ids = new ArrayList<String>();
        Position.Cursor cursor = null;
        do {
            Page page = jobs.page(job, cursor);
            page.records().forEach((id, _, _) -> ids.add(id));
            cursor = page.next();
        } while (cursor != null);
        return ids;
    }

    @Test
    void jobs_that_fail_stall_or_vanish_say_so() {
        act("fail-bulk-jobs");
        Job failing = jobs.start(request("Contact", Set.of("LastName")), fields);
        await(() -> jobs.status(failing) instanceof Status.Failed);
        act("stall-bulk-jobs");
        Job stalling = jobs.start(request("Contact", Set.of("LastName")), fields);
        assertThat(jobs.status(stalling)).isInstanceOf(Status.Working.class);
        jobs.discard(stalling);
        assertThat(jobs.status(stalling)).isInstanceOf(Status.Failed.class);
        act("vanish-bulk-jobs");
        assertThat(jobs.status(stalling)).isInstanceOf(Status.Gone.class);
        assertThatThrownBy(() -> jobs.page(failing, null))
                .isInstanceOf(ProviderException.CursorExpired.class);
    }

    @Test
    void what_the_bulk_api_does_not_take_is_refused_at_the_start() {
        assertThatThrownBy(() -> jobs.start(request("Organization", Set.of("Name")), List.of()))
                .isInstanceOf(ProviderException.class);
        FieldInfo address =
                contact().stream()
                        .filter(field -> field.type() == FieldInfo.FieldType.ADDRESS)
                        .findFirst()
                        .orElseThrow();
        assertThat(jobs.offer("Contact", List.of(address))).isEmpty();
    }

    private static void await(BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!holds.getAsBoolean()) assertThat(System.nanoTime()).isLessThan(end);
    }

    private void act(String name) {
        URI place = sandbox.uri().resolve("/admin/acts");
        try (var http = HttpClient.newHttpClient()) {
            var reply =
                    http.send(
                            HttpRequest.newBuilder(place)
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    "{\"type\":\"" + name + "\"}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(reply.statusCode()).as(reply.body()).isLessThan(300);
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
