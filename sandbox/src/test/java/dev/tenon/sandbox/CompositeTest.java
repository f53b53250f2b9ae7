package dev.tenon.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Subrequests of a composite call: what they may say, and what they cost.
class CompositeTest {
    private static final String V = "/services/data/v60.0";
    private static final String LONG_AGO = "Mon, 01 Jan 2001 00:00:00 GMT";
    private static final String FAR_AHEAD = "Thu, 01 Jan 2099 00:00:00 GMT";

    private final Sandbox sandbox = Sandbox.start(SandboxSettings.demo(0));
    private final SandboxVisitor visitor = new SandboxVisitor(sandbox.uri());
    private List<String> ids = List.of();

    @BeforeEach
    void sign_in() {
        visitor.signIn("northwind");
        ids = sandbox.org("northwind").ids("Account", 0, 5);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void subrequests_honour_their_own_conditions() {
        String tag =
                visitor.get(V + "/sobjects/Account/" + ids.get(2))
                        .raw()
                        .headers()
                        .firstValue("etag")
                        .orElseThrow();

        JsonNode answers =
                sent(
                        List.of(
                                update(0, "If-Unmodified-Since", LONG_AGO),
                                update(1, "If-Unmodified-Since", FAR_AHEAD),
                                update(2, "if-match", tag),
                                update(3, "If-Match", "\"other\""),
                                read(4, "If-Modified-Since", FAR_AHEAD)));

        assertThat(statuses(answers)).containsExactly(412, 204, 204, 412, 304);
        assertThat(answers.path(1).path("body").isNull()).isTrue();
        assertThat(answers.path(1).path("referenceId").asString()).isEqualTo("r1");
        for (int at : List.of(0, 3)) {
            assertThat(name(at)).isNotEqualTo("New");
        }
        for (int at : List.of(1, 2)) {
            assertThat(name(at)).isEqualTo("New");
        }
    }

    @Test
    void a_composite_counts_as_one_call() {
        int before = remaining();

        sent(List.of(update(0, "X-Any", "1"), update(1, "X-Any", "1"), read(2, "X-Any", "1")));

        assertThat(before - remaining()).as("with the second look itself").isEqualTo(2);
    }

    @Test
    void headers_that_subrequests_inherit_are_refused_with_the_whole_call() {
        for (String header : List.of("Accept", "authorization", "Content-Type")) {
            var refused =
                    visitor.call(
                            "POST",
                            V + "/composite",
                            body(List.of(update(0, "X-Any", "1"), update(1, header, "x"))));

            assertThat(refused.status()).as(header).isEqualTo(400);
            assertThat(refused.json().path(0).path("message").asString()).contains(header);
        }
        assertThat(name(0)).isNotEqualTo("New");
    }

    @Test
    void more_than_twenty_five_and_names_that_are_missing_or_twice_there_are_refused() {
        var many = new ArrayList<Map<String, Object>>();
        for (int at = 0; at < 26; at++) {
            many.add(Map.of("method", "GET", "url", V + "/limits", "referenceId", "r" + at));
        }
        Map<String, Object> nameless = new HashMap<>(many.getFirst());
        nameless.remove("referenceId");

        assertThat(sent(many.subList(0, 25)).size()).isEqualTo(25);
        List<Map<String, Object>> twice = List.of(many.getFirst(), many.getFirst());
        for (var odd : List.of(many, List.of(nameless), twice)) {
            assertThat(visitor.call("POST", V + "/composite", body(odd)).status()).isEqualTo(400);
        }
    }

    private static Map<String, Object> body(List<Map<String, Object>> calls) {
        return Map.of("allOrNone", false, "compositeRequest", calls);
    }

    private JsonNode sent(List<Map<String, Object>> calls) {
        return visitor.call("POST", V + "/composite", body(calls)).json().path("compositeResponse");
    }

    private static List<Integer> statuses(JsonNode answers) {
        var statuses = new ArrayList<Integer>();
        answers.forEach(answer -> statuses.add(answer.path("httpStatusCode").asInt()));
        return statuses;
    }

    private Map<String, Object> update(int at, String header, String value) {
        var call = new HashMap<>(read(at, header, value));
        call.put("method", "PATCH");
        call.put("body", Map.of("Name", "New"));
        return call;
    }

    private Map<String, Object> read(int at, String header, String value) {
        return Map.of(
                "method",
                "GET",
                "url",
                V + "/sobjects/Account/" + ids.get(at),
                "referenceId",
                "r" + at,
                "httpHeaders",
                Map.of(header, value));
    }

    private String name(int at) {
        return sandbox.org("northwind").record("Account", ids.get(at)).path("Name").asString();
    }

    private int remaining() {
        return visitor.get(V + "/limits").json().path("DailyApiRequests").path("Remaining").asInt();
    }
}
