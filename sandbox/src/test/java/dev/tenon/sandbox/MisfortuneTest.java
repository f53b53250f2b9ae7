package dev.tenon.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.sandbox.fault.FaultAction;
import dev.tenon.sandbox.fault.FaultRule;
import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import dev.tenon.sandbox.web.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Any answer may fail, stall, repeat or shrink, and the same seed does the same again.
class MisfortuneTest {
    private static final int ACCOUNTS = 600;
    private static final String ALL = "SELECT Id FROM Account ORDER BY Id LIMIT 2000";
    private static final String JOBS = "/services/data/v60.0/jobs/query";

    private final Sandbox sandbox =
            Sandbox.start(
                    SandboxSettings.of(
                            0,
                            SalesforceSettings.of(
                                    List.of(
                                            OrgSettings.of(
                                                    "northwind", Map.of("Account", ACCOUNTS))))));
    private final SandboxVisitor visitor = new SandboxVisitor(sandbox.uri());

    @BeforeEach
    void sign_in() {
        visitor.signIn("northwind");
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void pages_that_shrink_hold_every_record_once_behind_one_another() {
        add("/query", "{\"type\": \"shrink\"}", 1, 3);

        List<String> ids = all();

        assertThat(visitor.query(ALL).json().path("records").size()).isLessThan(ACCOUNTS);
        assertThat(ids).hasSize(ACCOUNTS).isEqualTo(List.copyOf(new TreeSet<>(ids)));
    }

    @Test
    void pages_that_repeat_hold_some_records_twice_and_end_with_the_last() {
        add("/query", "{\"type\": \"repeat\"}", 1, 3);

        List<String> ids = all();

        assertThat(ids).hasSizeGreaterThan(ACCOUNTS);
        assertThat(new TreeSet<>(ids)).hasSize(ACCOUNTS);
        assertThat(ids.getLast()).isEqualTo(new TreeSet<>(ids).last());
    }

    @Test
    void results_of_bulk_jobs_shrink_and_repeat_too_and_say_how_many_they_are() {
        visitor.call(
                "POST",
                "/admin/acts",
                Map.of("type", "slow-bulk-jobs", "with", Map.of("millis", "0")));
        String job = done();
        add("/results", "{\"type\": \"shrink\"}", 1, 3);
        add("/results", "{\"type\": \"repeat\"}", 1, 4);

        var lines = new ArrayList<String>();
        String locator = "";
        do {
            var page = visitor.get(JOBS + "/" + job + "/results?maxRecords=100" + locator);
            List<String> found = page.text().lines().skip(1).toList();
            assertThat(header(page, "Sforce-NumberOfRecords"))
                    .isEqualTo(Integer.toString(found.size()));
            lines.addAll(found);
            locator = "&locator=" + header(page, "Sforce-Locator");
        } while (!locator.endsWith("null"));

        assertThat(lines).hasSizeGreaterThan(ACCOUNTS);
        assertThat(new TreeSet<>(lines)).hasSize(ACCOUNTS);
    }

    @Test
    void the_same_seed_brings_the_same_misfortunes_to_a_client_that_asks_the_same() {
        List<String> first = luck(7);
        List<String> again = luck(7);
        List<String> other = luck(8);

        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
        assertThat(new TreeSet<>(first)).hasSizeGreaterThan(6);
    }

    /// What a client saw of forty answers, without the times.
    private List<String> luck(long seed) {
        sandbox.faults().clear();
        add("/query", "{\"type\": \"any\"}", 0.6, seed);
        var seen = new ArrayList<String>();
        for (int call = 0; call < 40; call++) seen.add(seen());
        return seen;
    }

    private String seen() {
        try {
            var reply = visitor.query(ALL);
            return reply.status() + " " + reply.text().length();
        } catch (JacksonException broken) {
            return "broken";
        } catch (RuntimeException cut) {
            assertThat(cut).hasRootCauseInstanceOf(IOException.class);
            return "cut";
        }
    }

    @Test
    void silence_ends_with_the_connection_and_what_was_asked_is_done() {
        sandbox.faults()
                .add(
                        FaultRule.once(
                                "/sobjects/Account",
                                new FaultAction.Silence(Duration.ofMillis(20))));
        assertThatThrownBy(() ->
                        visitor.call(
                                "POST",
                                "/services/data/v60.0/sobjects/Account",
                                Map.of("Name", "Made")))
                .hasRootCauseInstanceOf(IOException.class);
        JsonNode made = visitor.query("SELECT Id FROM Account WHERE Name = 'Made'").json();
        assertThat(made.path("totalSize").asInt()).isEqualTo(1);
    }

    @Test
    void a_result_that_breaks_off_is_half_of_what_it_was() {
        String job = done();
        int whole = visitor.get(JOBS + "/" + job + "/results").text().length();
        sandbox.faults().add(FaultRule.once("/results", new FaultAction.HalfBody()));

        assertThat(visitor.get(JOBS + "/" + job + "/results").text()).hasSize(whole / 2);
    }

    @Test
    void an_unknown_kind_of_misfortune_is_told_with_those_there_are() {
        assertThat(
                        visitor.call(
                                        "POST",
                                        "/admin/faults",
                                        Map.of("action", Map.of("type", "any", "of", List.of("x"))))
                                .text())
                .contains("fail, stall, repeat, shrink");
    }

    private void add(String path, String action, double probability, long seed) {
        var rule =
                Json.object().put("path", path).put("probability", probability).put("seed", seed);
        rule.set("action", Json.parse(action.getBytes(StandardCharsets.UTF_8)));
        assertThat(visitor.call("POST", "/admin/faults", rule).status()).isEqualTo(201);
    }

    /// A query job that has ended.
    private String done() {
        String job =
                visitor.call(
                                "POST",
                                JOBS,
                                Map.of("operation", "query", "query", "SELECT Id FROM Account"))
                        .json()
                        .path("id")
                        .asString();
        while (!visitor.get(JOBS + "/" + job)
                .json()
                .path("state")
                .asString()
                .equals("JobComplete")) {
            Thread.onSpinWait();
        }
        return job;
    }

    private List<String> all() {
        var ids = new ArrayList<String>();
        JsonNode page = visitor.query(ALL).json();
        while (true) {
            page.path("records").forEach(record -> ids.add(record.path("Id").asString()));
            if (page.path("done").asBoolean()) return ids;
            page = visitor.get(page.path("nextRecordsUrl").asString()).json();
        }
    }

    private static String header(SandboxVisitor.Reply reply, String name) {
        return reply.raw().headers().firstValue(name).orElseThrow();
    }
}
