package dev.tenon.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.sandbox.fault.FaultAction;
import dev.tenon.sandbox.fault.FaultRule;
import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import dev.tenon.sandbox.web.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

class FaultTest {
    private static final String COUNT = "SELECT COUNT() FROM Account";

    private final Sandbox sandbox =
            Sandbox.start(
                    SandboxSettings.of(
                            0,
                            SalesforceSettings.of(
                                    List.of(
                                            OrgSettings.of(
                                                    "northwind", Map.of("Account", 5000))))));
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
    void a_reply_takes_the_place_of_the_real_one_for_as_many_calls_as_told() {
        var busy =
                new FaultAction.Reply(
                        503, "text/html", "<html>maintenance</html>", Map.of("Retry-After", "7"));
        sandbox.faults().add(new FaultRule("/query", "GET", 1, 1, 2, busy));
        assertThat(visitor.query(COUNT).status()).isEqualTo(200);
        for (int call = 0; call < 2; call++) {
            var reply = visitor.query(COUNT);
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.text()).isEqualTo("<html>maintenance</html>");
            assertThat(reply.raw().headers().firstValue("retry-after")).hasValue("7");
        }
        assertThat(visitor.query(COUNT).status()).isEqualTo(200);
        assertThat(sandbox.faults().standing().getFirst().tripped()).isEqualTo(2);
    }

    @Test
    void a_connection_cut_before_the_answer_leaves_the_call_undone() {
        sandbox.faults().add(FaultRule.always("/sobjects/Account", new FaultAction.CutBefore()));
        assertThatThrownBy(() ->
                        visitor.call(
                                "POST",
                                "/services/data/v60.0/sobjects/Account",
                                Map.of("Name", "Lost")))
                .hasRootCauseInstanceOf(IOException.class);
        sandbox.faults().clear();
        assertThat(
                        visitor.query("SELECT COUNT() FROM Account WHERE Name = 'Lost'")
                                .json()
                                .path("totalSize")
                                .asInt())
                .isZero();
    }

    @Test
    void a_connection_cut_in_the_middle_leaves_the_call_done_and_the_answer_short() {
        sandbox.faults().add(FaultRule.once("/sobjects/Account", new FaultAction.CutMidway()));
        assertThatThrownBy(() ->
                        visitor.call(
                                "POST",
                                "/services/data/v60.0/sobjects/Account",
                                Map.of("Name", "Made")))
                .hasRootCauseInstanceOf(IOException.class);
        assertThat(
                        visitor.query("SELECT COUNT() FROM Account WHERE Name = 'Made'")
                                .json()
                                .path("totalSize")
                                .asInt())
                .isEqualTo(1);
    }

    @Test
    void half_of_a_body_is_not_json() {
        sandbox.faults().add(FaultRule.once("/query", new FaultAction.HalfBody()));
        assertThatThrownBy(() -> visitor.query("SELECT Id FROM Account"))
                .isInstanceOf(JacksonException.class);
    }

    @Test
    void latency_delays_the_real_answer() {
        sandbox.faults()
                .add(FaultRule.once("/query", new FaultAction.Latency(Duration.ofMillis(150))));
        long begun = System.nanoTime();
        assertThat(visitor.query(COUNT).status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isGreaterThanOrEqualTo(Duration.ofMillis(150));
    }

    @Test
    void locators_and_tokens_end_when_a_rule_says_so() {
        String next =
                visitor.query("SELECT Id FROM Account").json().path("nextRecordsUrl").asString();
        sandbox.faults()
                .add(FaultRule.once("/query/", new FaultAction.Act("expire-locators", Map.of())));
        assertThat(visitor.get(next).json().path(0).path("errorCode").asString())
                .isEqualTo("INVALID_QUERY_LOCATOR");
        sandbox.faults()
                .add(
                        FaultRule.once(
                                "/limits",
                                new FaultAction.Act(
                                        "expire-access-tokens", Map.of("org", "northwind"))));
        assertThat(visitor.get("/services/data/v60.0/limits").status()).isEqualTo(401);
    }

    @Test
    void a_chance_of_one_half_strikes_about_every_second_call() {
        sandbox.faults()
                .add(
                        new FaultRule(
                                "/limits",
                                "",
                                0.5,
                                0,
                                10_000,
                                new FaultAction.Reply(429, "text/plain", "", Map.of())));
        int struck = 0;
        for (int call = 0; call < 200; call++)
            if (visitor.get("/services/data/v60.0/limits").status() == 429) struck++;
        assertThat(struck).isBetween(50, 150);
    }

    @Test
    void rules_are_managed_by_http() {
        JsonNode rule =
                Json.tree(
                        Map.of(
                                "path",
                                "/query",
                                "times",
                                1,
                                "action",
                                Map.of("type", "reply", "status", 500, "body", "[]")));
        String id = visitor.call("POST", "/admin/faults", rule).json().path("id").asString();
        assertThat(visitor.get("/admin/faults").json().path(0).path("id").asString()).isEqualTo(id);
        assertThat(visitor.query(COUNT).status()).isEqualTo(500);
        assertThat(visitor.call("DELETE", "/admin/faults", Map.of()).status()).isEqualTo(204);
        assertThat(visitor.get("/admin/faults").json().size()).isZero();
    }

    @Test
    void a_rule_or_address_that_is_wrong_is_told_with_what_there_is() {
        assertThat(
                        visitor.call(
                                        "POST",
                                        "/admin/faults",
                                        Map.of("action", Map.of("type", "explode")))
                                .json()
                                .path("what")
                                .asString())
                .contains("there is no action \"explode\"", "cut-midway");
        assertThat(
                        visitor.call("POST", "/admin/faults", Map.of("pfad", "x"))
                                .json()
                                .path("what")
                                .asString())
                .contains("a rule has no \"pfad\"");
        assertThat(
                        visitor.call(
                                        "POST",
                                        "/admin/faults",
                                        Map.of("path", "(", "action", Map.of("type", "latency")))
                                .status())
                .isEqualTo(400);
        assertThat(
                        visitor.post("/admin/faults", Map.of("not", "json"))
                                .json()
                                .path("code")
                                .asString())
                .isEqualTo("sandbox.bad-json");
        assertThat(visitor.get("/admin/nothing").status()).isEqualTo(404);
        assertThat(visitor.get("/admin/orgs/nowhere").json().path("what").asString())
                .contains("there is no org \"nowhere\"");
    }

    @Test
    void calls_are_counted_by_class_and_the_last_are_kept() {
        visitor.query(COUNT);
        visitor.get("/services/data/v60.0/sobjects/Account/describe");
        assertThat(visitor.get("/admin/stats").json().path("query").asInt()).isEqualTo(1);
        assertThat(sandbox.calls().counts())
                .containsEntry("describe", 1L)
                .containsEntry("oauth2/token", 1L);
        assertThat(visitor.get("/admin/calls").json().path(2).path("path").asString())
                .contains("/query?q=SELECT");
    }
}
