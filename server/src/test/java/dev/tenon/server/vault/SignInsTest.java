package dev.tenon.server.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.testing.TestDatabase;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestDatabase.class)
class SignInsTest {
    private static final Secret BROWSER = new Secret("this browser");

    private final Db db;
    private final Desk desk;

    SignInsTest(Db db, @TempDir Path keys) {
        this.db = db;
        this.desk = new Desk(db, keys);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void a_customer_is_sent_to_the_provider_and_comes_back_connected() {
        String state = begin("bolt");
        URI consent = desk.signIns().start(state, BROWSER);
        Map<String, String> query = query(consent);
        assertThat(consent.getPath()).isEqualTo("/authorize");
        assertThat(query)
                .containsEntry("prompt", "login")
                .containsEntry("response_type", "code")
                .containsEntry("client_id", "client")
                .containsEntry("redirect_uri", "https://tenon.example/callbacks/v1/oauth")
                .containsEntry("scope", "api offline")
                .containsEntry("code_challenge_method", "S256");

        Connection made =
                desk.signIns().finish(callback(state, "the code"), BROWSER, Desk.NOTHING_MORE);

        assertThat(made.account().metadata()).containsEntry("instance_url", "https://eu2.example");
        assertThat(desk.node().token(made, Desk.INFO).access().reveal()).isEqualTo("access-2");
        Map<String, String> exchange = desk.provider.asked.getFirst();
        assertThat(exchange)
                .containsEntry("code", "the code")
                .containsEntry("redirect_uri", "https://tenon.example/callbacks/v1/oauth");
        assertThat(challenge(exchange.getOrDefault("code_verifier", "")))
                .isEqualTo(query.get("code_challenge"));
    }

    @Test
    void who_signs_in_again_keeps_the_connection() {
        String state = begin("acme");
        desk.signIns().start(state, BROWSER);

        Connection again =
                desk.signIns().finish(callback(state, "code"), BROWSER, Desk.NOTHING_MORE);

        assertThat(again.id()).isEqualTo(desk.connection.id());
    }

    @Test
    void a_state_works_once() {
        String state = begin("bolt");
        desk.signIns().start(state, BROWSER);
        desk.signIns().finish(callback(state, "code"), BROWSER, Desk.NOTHING_MORE);

        assertRefused(
                () -> desk.signIns().finish(callback(state, "code"), BROWSER, Desk.NOTHING_MORE));
        assertRefused(() -> desk.signIns().start(state, BROWSER));
        assertThat(desk.provider.asked).hasSize(1);
    }

    @Test
    void of_many_who_replay_a_state_at_once_one_gets_through() throws Exception {
        String state = begin("bolt");
        desk.signIns().start(state, BROWSER);
        List<Callable<Integer>> replays =
                java.util.Collections.nCopies(
                        8,
                        () -> {
                            try {
                                desk.signIns()
                                        .finish(
                                                callback(state, "code"),
                                                BROWSER,
                                                Desk.NOTHING_MORE);
                                return 1;
                            } catch (Refusal _) {
                                return 0;
                            }
                        });
        int through = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var replay : threads.invokeAll(replays)) through += replay.get();
        }

        assertThat(through).isEqualTo(1);
        assertThat(desk.provider.asked).hasSize(1);
    }

    @Test
    void a_state_belongs_to_the_browser_that_opened_it_first() {
        String state = begin("bolt");
        desk.signIns().start(state, BROWSER);
        desk.signIns().start(state, BROWSER);
        var stranger = new Secret("another browser");

        assertRefused(() -> desk.signIns().start(state, stranger));
        assertRefused(
                () -> desk.signIns().finish(callback(state, "code"), stranger, Desk.NOTHING_MORE));
        assertThat(desk.signIns().finish(callback(state, "code"), BROWSER, Desk.NOTHING_MORE))
                .isNotNull();
    }

    @Test
    void a_state_that_no_browser_has_opened_cannot_be_finished() {
        String state = begin("bolt");

        assertRefused(
                () -> desk.signIns().finish(callback(state, "code"), BROWSER, Desk.NOTHING_MORE));
    }

    @Test
    void a_state_lives_for_ten_minutes() {
        String state = begin("bolt");
        desk.signIns().start(state, BROWSER);
        desk.clock.advance(Duration.ofMinutes(10));

        assertRefused(() -> desk.signIns().start(state, BROWSER));
        assertRefused(
                () -> desk.signIns().finish(callback(state, "code"), BROWSER, Desk.NOTHING_MORE));
    }

    @Test
    void an_invented_state_is_refused() {
        assertRefused(() -> desk.signIns().start("invented", BROWSER));
        assertRefused(
                () -> desk.signIns().finish(callback("", "code"), BROWSER, Desk.NOTHING_MORE));
    }

    @Test
    void who_says_no_has_nothing_stored() {
        String state = begin("bolt");
        desk.signIns().start(state, BROWSER);
        var denied =
                Map.of("state", state, "error", "access_denied", "error_description", "said no");

        Refusal refusal =
                catchThrowableOfType(
                        Refusal.class,
                        () -> desk.signIns().finish(denied, BROWSER, Desk.NOTHING_MORE));

        assertThat(refusal.diagnostics().getFirst().code()).isEqualTo("sign-in.denied");
        assertThat(connections()).isEqualTo(1);
        assertThat(desk.provider.asked).isEmpty();
    }

    @Test
    void a_provider_that_takes_no_code_has_nothing_stored() {
        desk.provider.next(400, "{\"error\":\"invalid_grant\"}");
        String state = begin("bolt");
        desk.signIns().start(state, BROWSER);

        Refusal refusal =
                catchThrowableOfType(
                        Refusal.class,
                        () ->
                                desk.signIns()
                                        .finish(
                                                callback(state, "code"),
                                                BROWSER,
                                                Desk.NOTHING_MORE));

        assertThat(refusal.diagnostics().getFirst().code()).isEqualTo("sign-in.refused");
        assertThat(connections()).isEqualTo(1);
    }

    @Test
    void the_verifier_of_another_sign_in_does_not_open() {
        String one = begin("bolt");
        desk.clock.advance(Duration.ofSeconds(1));
        String other = begin("cork");
        db.asSystem(tx ->
                tx.update(
                        """
                        update sign_ins set verifier = (select verifier from sign_ins
                          where project_id = ? order by expires_at limit 1)
                        where project_id = ?\
                        """,
                        desk.project.number(),
                        desk.project.number()));

        assertThat(desk.signIns().start(one, BROWSER)).isNotNull();
        assertThatThrownBy(() -> desk.signIns().start(other, BROWSER))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not open");
    }

    @Test
    void states_and_browsers_are_stored_as_hashes() {
        String state = begin("bolt");
        desk.signIns().start(state, BROWSER);

        String rows =
                db.asSystem(tx ->
                        tx.one(
                                """
                                select string_agg(s::text, ' ') as rows from sign_ins s
                                where project_id = ?\
                                """,
                                row -> row.text("rows"),
                                desk.project.number()));

        assertThat(rows).doesNotContain(state, BROWSER.reveal());
    }

    private int connections() {
        return desk.get(tx -> desk.connections().all(tx, desk.project).size());
    }

    private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        Refusal refusal = catchThrowableOfType(Refusal.class, call);
        assertThat(refusal).isNotNull();
        assertThat(refusal.diagnostics().getFirst().code()).isEqualTo("sign-in.unknown-state");
    }

    private String begin(String groupRef) {
        var ask =
                new SignIns.Ask(
                        "fake",
                        new SignIns.Named(groupRef, null),
                        Optional.empty(),
                        "",
                        Map.of(),
                        Map.of(),
                        null,
                        null);
        URI link = desk.signIns().begin(desk.project, ask, "");
        assertThat(link.getHost()).isEqualTo("tenon.example");
        return query(link).getOrDefault("state", "");
    }

    private static Map<String, String> callback(String state, String code) {
        return Map.of("state", state, "code", code);
    }

    private static Map<String, String> query(URI uri) {
        var query = new HashMap<String, String>();
        for (String pair : uri.getRawQuery().split("&", -1)) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    private static String challenge(String verifier) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
