package dev.tenon.acceptance.salesforce;

import static dev.tenon.acceptance.salesforce.ContactsByJob.await;
import static dev.tenon.acceptance.salesforce.ContactsByJob.batch;
import static dev.tenon.acceptance.salesforce.ContactsByJob.failed;
import static dev.tenon.acceptance.salesforce.ContactsByJob.fields;
import static dev.tenon.acceptance.salesforce.ContactsByJob.row;
import static dev.tenon.acceptance.salesforce.ContactsByJob.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.fault.FaultAction;
import dev.tenon.sandbox.fault.FaultRule;
import dev.tenon.spi.JobWriter;
import dev.tenon.spi.JobWriter.Job;
import dev.tenon.spi.JobWriter.Outcome;
import dev.tenon.spi.JobWriter.Status;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Writer;
import dev.tenon.spi.Writer.Batch;
import dev.tenon.spi.Writer.Item;
import dev.tenon.spi.Writer.Operation;
import dev.tenon.spi.Writer.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The connector's ingest jobs against the sandbox: each record gets its own answer, whatever
/// becomes of the job.
class IngestJobsTest {
    private final ContactsByJob contacts = new ContactsByJob();
    private final Sandbox sandbox = contacts.sandbox;
    private final PlainClient plain = contacts.plain;
    private final JobWriter jobs = contacts.jobs;

    @AfterEach
    void stop() {
        contacts.close();
    }

    @Test
    void all_four_operations_answer_for_every_record_in_its_order() {
        List<Outcome> made =
                contacts.written(
                        batch(Operation.CREATE, row("LastName", "A"), row("LastName", "B")));
        assertThat(made).allMatch(it -> succeeded(it).created());
        String first = succeeded(made.get(0)).recordId();
        String second = succeeded(made.get(1)).recordId();
        assertThat(contacts.names()).containsEntry(first, "A").containsEntry(second, "B");

        List<Outcome> changed =
                contacts.written(
                        batch(
                                Operation.UPDATE,
                                new Item(second, fields("LastName", "B2")),
                                new Item(first, fields("Customer_Ref__c", "R-1"))));
        assertThat(changed)
                .extracting(it -> succeeded(it).recordId())
                .containsExactly(second, first);
        assertThat(contacts.names()).containsEntry(first, "A").containsEntry(second, "B2");

        List<Outcome> upserted =
                contacts.written(
                        batch(
                                Operation.UPSERT,
                                row("LastName", "C", "Customer_Ref__c", "R-2"),
                                row("LastName", "A2", "Customer_Ref__c", "R-1")));
        assertThat(upserted).extracting(it -> succeeded(it).created()).containsExactly(true, false);
        assertThat(contacts.names()).containsEntry(first, "A2");

        List<Outcome> gone =
                contacts.written(
                        batch(
                                Operation.DELETE,
                                new Item(first, Map.of()),
                                new Item(second, Map.of())));
        assertThat(gone).extracting(it -> succeeded(it).recordId()).containsExactly(first, second);
        assertThat(contacts.names()).doesNotContainKeys(first, second);
    }

    @Test
    void a_job_writes_the_values_that_rest_writes() {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("LastName", "Line one\r\n\"two\", three");
        values.put("Title", null);
        values.put("Department", "");
        values.put("Points__c", 1.0e6);
        values.put("Newsletter__c", true);
        values.put("Birthdate", "1980-02-29");
        values.put("Interests__c", List.of("art", "music"));
        var item = new Item(null, values);
        Writer writer = contacts.connector.writer(contacts.access).orElseThrow();

        Outcome byJob = contacts.written(batch(Operation.CREATE, item)).getFirst();
        Result byRest =
                writer.send(
                                new Batch(
                                        "single",
                                        "Contact",
                                        Operation.CREATE,
                                        null,
                                        false,
                                        Map.of(),
                                        List.of(item)))
                        .getFirst();

        JsonNode first = contacts.record(succeeded(byJob).recordId());
        JsonNode second = contacts.record(((Result.Succeeded) byRest).recordId());
        for (String name : values.keySet()) {
            assertThat(first.path(name)).as(name).isEqualTo(second.path(name));
        }
        assertThat(first.path("Interests__c").asString()).isEqualTo("art;music");
        assertThat(first.path("Points__c").doubleValue()).isEqualTo(1.0e6);
    }

    @Test
    void what_a_record_does_not_name_is_left_alone() {
        String first = plain.create("Contact", Map.of("LastName", "A", "Title", "T"));
        String second = plain.create("Contact", Map.of("LastName", "B", "Title", "T"));

        contacts.written(
                batch(
                        Operation.UPDATE,
                        new Item(first, fields("Title", null)),
                        new Item(second, fields("lastname", "B2"))));

        assertThat(contacts.record(first).path("LastName").asString()).isEqualTo("A");
        assertThat(contacts.record(first).path("Title").isNull()).isTrue();
        assertThat(contacts.record(second).path("LastName").asString()).isEqualTo("B2");
        assertThat(contacts.record(second).path("Title").asString()).isEqualTo("T");
    }

    @Test
    void records_that_are_refused_say_why_and_stop_no_other() {
        List<Outcome> outcomes =
                contacts.written(
                        batch(
                                Operation.CREATE,
                                row("LastName", "A", "Email", "nonsense"),
                                row("LastName", null, "Email", "b@example.com"),
                                row("LastName", "C", "Email", "c@example.com")));

        assertThat(failed(outcomes.get(0)).problems().getFirst().code())
                .isEqualTo("INVALID_EMAIL_ADDRESS");
        Writer.Problem missing = failed(outcomes.get(1)).problems().getFirst();
        assertThat(missing.code()).isEqualTo("REQUIRED_FIELD_MISSING");
        assertThat(missing.message()).isEqualTo("Required fields are missing: [LastName]");
        assertThat(missing.fields()).containsExactly("LastName");
        assertThat(failed(outcomes.get(1)).retryable()).isFalse();
        assertThat(succeeded(outcomes.get(2)).created()).isTrue();
    }

    @Test
    void records_that_cannot_be_named_are_answered_without_being_sent() {
        String id = plain.create("Contact", Map.of("LastName", "A"));

        List<Outcome> outcomes =
                contacts.written(
                        batch(
                                Operation.UPDATE,
                                new Item("nonsense", fields("LastName", "B")),
                                new Item(id, fields("LastName", "B"))));

        assertThat(failed(outcomes.get(0)).problems().getFirst().code()).isEqualTo("MALFORMED_ID");
        assertThat(succeeded(outcomes.get(1)).recordId()).isEqualTo(id);
    }

    @Test
    void of_two_records_that_are_alike_one_may_fail_and_may_be_tried_again() {
        contacts.act("lock-rows", Map.of("rows", "1"));

        List<Outcome> outcomes =
                contacts.written(
                        batch(
                                Operation.CREATE,
                                row("LastName", "Twin"),
                                row("LastName", "Other"),
                                row("LastName", "Twin")));

        assertThat(succeeded(outcomes.get(1)).created()).isTrue();
        List<Outcome> twins = List.of(outcomes.get(0), outcomes.get(2));
        assertThat(twins)
                .filteredOn(it -> it instanceof Outcome.Answered(Result.Succeeded _))
                .hasSize(1);
        assertThat(twins)
                .filteredOn(it -> it instanceof Outcome.Answered(Result.Failed _))
                .singleElement()
                .satisfies(it -> {
                    assertThat(failed(it).retryable()).isTrue();
                    assertThat(failed(it).problems().getFirst().code())
                            .isEqualTo("UNABLE_TO_LOCK_ROW");
                });
        assertThat(contacts.names().values()).filteredOn("Twin"::equals).hasSize(1);
    }

    @Test
    void a_job_that_fails_half_way_tells_what_is_surely_not_written() {
        contacts.act("fail-bulk-jobs", Map.of());
        Batch batch = batch(Operation.CREATE, row("LastName", "A"), row("LastName", "B"));
        Job job = contacts.begun(batch);
        await(() -> jobs.status(job) instanceof Status.Failed);

        List<Outcome> outcomes = jobs.results(job, batch);

        assertThat(succeeded(outcomes.get(0)).created()).isTrue();
        assertThat(outcomes.get(1)).isEqualTo(new Outcome.NotProcessed());
        assertThat(contacts.names().values()).contains("A").doesNotContain("B");
    }

    @Test
    void a_job_that_refuses_a_column_has_written_nothing() {
        Batch batch = batch(Operation.CREATE, row("LastName", "A", "Nonsense__c", "x"));
        Job job = contacts.begun(batch);
        await(() -> jobs.status(job) instanceof Status.Failed);

        assertThat(((Status.Failed) jobs.status(job)).why()).contains("Nonsense__c");
        assertThat(jobs.results(job, batch)).containsExactly(new Outcome.NotProcessed());
    }

    @Test
    void a_job_that_stalls_can_be_given_up_and_keeps_what_it_has_written() {
        contacts.act("stall-bulk-jobs", Map.of());
        Batch batch = batch(Operation.CREATE, row("LastName", "A"), row("LastName", "B"));
        Job job = contacts.begun(batch);
        await(() -> jobs.status(job) instanceof Status.Working(long done, Duration _) && done == 1);
        contacts.move(job, "Aborted");

        assertThat(jobs.status(job)).isInstanceOf(Status.Failed.class);
        assertThat(jobs.results(job, batch).get(1)).isEqualTo(new Outcome.NotProcessed());
        jobs.discard(job);
        assertThat(jobs.status(job)).isInstanceOf(Status.Gone.class);
        assertThat(contacts.names().values()).contains("A").doesNotContain("B");
    }

    @Test
    void nothing_is_written_before_a_job_begins() {
        Batch batch = batch(Operation.CREATE, row("LastName", "A"));
        Job made = jobs.make(batch);
        assertThat(jobs.status(made)).isInstanceOf(Status.NotBegun.class);
        jobs.fill(made, batch);
        assertThat(jobs.status(made)).isInstanceOf(Status.NotBegun.class);
        assertThatThrownBy(() -> jobs.fill(made, batch)).isInstanceOf(ProviderException.class);

        jobs.discard(made);

        assertThat(jobs.status(made)).isInstanceOf(Status.Gone.class);
        Job aborted = jobs.make(batch);
        jobs.fill(aborted, batch);
        contacts.move(aborted, "Aborted");
        assertThat(jobs.results(aborted, batch)).containsExactly(new Outcome.NotProcessed());
        assertThat(contacts.names().values()).doesNotContain("A");
    }

    @Test
    void a_job_that_has_vanished_is_gone() {
        Batch batch = batch(Operation.CREATE, row("LastName", "A"));
        Job job = contacts.begun(batch);
        contacts.act("vanish-bulk-jobs", Map.of());

        assertThat(jobs.status(job)).isInstanceOf(Status.Gone.class);
        assertThatThrownBy(() -> jobs.results(job, batch))
                .isInstanceOf(ProviderException.NotFound.class);
        jobs.discard(job);
    }

    @Test
    void when_the_reply_to_begin_is_lost_the_status_tells_whether_it_began() {
        Batch batch = batch(Operation.CREATE, row("LastName", "A"));
        Job job = jobs.make(batch);
        jobs.fill(job, batch);
        sandbox.faults().add(FaultRule.once("/jobs/ingest/", new FaultAction.CutBefore()));
        assertThatThrownBy(() -> jobs.begin(job)).isInstanceOf(java.io.UncheckedIOException.class);
        assertThat(jobs.status(job)).isInstanceOf(Status.NotBegun.class);
        sandbox.faults().add(FaultRule.once("/jobs/ingest/", new FaultAction.CutMidway()));
        assertThatThrownBy(() -> jobs.begin(job)).isInstanceOf(java.io.UncheckedIOException.class);
        assertThat(jobs.status(job)).isNotInstanceOf(Status.NotBegun.class);
        var gateway = new FaultAction.Reply(502, "text/html", "<html>Bad Gateway</html>", Map.of());
        sandbox.faults().add(FaultRule.once("/jobs/ingest/", gateway));
        assertThatThrownBy(() -> jobs.begin(job))
                .isInstanceOfSatisfying(
                        ProviderException.Unreachable.class,
                        lost -> assertThat(lost.sent()).isTrue());

        await(() -> jobs.status(job) instanceof Status.Done);

        assertThat(succeeded(jobs.results(job, batch).getFirst()).created()).isTrue();
        assertThat(contacts.names().values()).filteredOn("A"::equals).hasSize(1);
    }

    @Test
    void results_that_break_off_are_never_taken_for_all_there_is() {
        var rows = new ArrayList<Item>();
        for (int at = 0; at < 20; at++) rows.add(row("LastName", "Row " + at));
        Batch batch = batch(Operation.CREATE, rows.toArray(Item[]::new));
        Job job = contacts.begun(batch);
        await(() -> jobs.status(job) instanceof Status.Done);
        String header = "\"sf__Id\",\"sf__Created\",\"LastName\"\n";
        for (String body :
                List.of("", header, header + "\"003000000000001\",\"true\",\"Row 0\"\n")) {
            var cut = new FaultAction.Reply(200, "text/csv", body, Map.of());
            sandbox.faults().add(FaultRule.once("/successfulResults", cut));
            assertThatThrownBy(() -> jobs.results(job, batch))
                    .as(body)
                    .isInstanceOf(ProviderException.Garbled.class);
        }
        sandbox.faults().add(FaultRule.once("/successfulResults", new FaultAction.HalfBody()));
        assertThatThrownBy(() -> jobs.results(job, batch))
                .isInstanceOf(ProviderException.Garbled.class);

        assertThat(jobs.results(job, batch)).allMatch(it -> succeeded(it).created());
    }

    @Test
    void what_no_job_can_carry_is_refused_before_anything_is_written() {
        for (Object value : List.of("#N/A", Map.of("street", "x"), Double.NaN)) {
            Batch batch = batch(Operation.CREATE, row("LastName", "A", "Title", value));
            Job job = jobs.make(batch);
            assertThatThrownBy(() -> jobs.fill(job, batch))
                    .isInstanceOfSatisfying(
                            ProviderException.Invalid.class,
                            refusal ->
                                    assertThat(refusal.problems().getFirst().fields())
                                            .containsExactly("Title"));
        }
        List<Item> items = List.of(row("LastName", "A"));
        var together = new Batch("", "Contact", Operation.CREATE, null, true, Map.of(), items);
        assertThatThrownBy(() -> jobs.make(together)).isInstanceOf(ProviderException.Invalid.class);
        var rules = Map.of("Sforce-Duplicate-Rule-Header", "allowSave=true");
        var headed = new Batch("", "Contact", Operation.CREATE, null, false, rules, items);
        assertThatThrownBy(() -> jobs.make(headed)).isInstanceOf(ProviderException.Invalid.class);
        assertThat(contacts.names().values()).doesNotContain("A");
    }

    @Test
    void a_job_costs_no_more_calls_than_offered() {
        var rows = new ArrayList<Item>();
        for (int at = 0; at < 3_000; at++) rows.add(row("LastName", "Row " + at));
        JobWriter.Offer offer = jobs.offer("Contact", Operation.CREATE).orElseThrow();
        Batch batch = batch(Operation.CREATE, rows.toArray(Item[]::new));
        Job job = contacts.begun(batch);
        await(() -> jobs.status(job) instanceof Status.Done);
        int before = contacts.access.calls();

        assertThat(jobs.results(job, batch)).hasSize(3_000).allMatch(it -> succeeded(it).created());
        jobs.discard(job);

        assertThat(contacts.access.calls() - before)
                .as("to read the results and give it up")
                .isEqualTo(2);
        assertThat(offer.calls()).isLessThan(3_000 / 200 + 1);
        assertThat(offer.repeat()).isEqualTo(Writer.Repeat.UNSAFE);
    }
}
