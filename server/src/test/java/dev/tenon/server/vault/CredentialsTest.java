package dev.tenon.server.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.server.db.Db;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.server.vault.Credentials.Token;
import dev.tenon.server.vault.TokenServer.Reply;
import dev.tenon.spi.ProviderException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestDatabase.class)
@Timeout(60)
class CredentialsTest {
    private final Db db;
    private final Desk desk;

    CredentialsTest(Db db, @TempDir Path keys) {
        this.db = db;
        this.desk = new Desk(db, keys);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void a_token_that_works_is_handed_out_without_asking_anybody() {
        assertThat(shown(token(desk.node()))).isEqualTo("access-1");
        assertThat(desk.provider.asked).isEmpty();
    }

    /// There is no client left to give the grant up with.
    @Test
    void a_connection_whose_provider_app_is_gone_can_be_deleted() {
        desk.get(tx -> tx.update("delete from provider_apps where provider = 'fake'"));

        desk.node().revoke(desk.connection, Desk.INFO);

        assertThat(desk.provider.asked).isEmpty();
    }

    @Test
    void a_token_is_refreshed_a_minute_before_it_expires() {
        Credentials node = desk.node();
        desk.clock.advance(Duration.ofMinutes(53));
        assertThat(shown(token(node))).isEqualTo("access-1");

        desk.clock.advance(Duration.ofMinutes(6));

        assertThat(shown(token(node))).isEqualTo("access-2");
        assertThat(desk.provider.asked.getFirst())
                .containsEntry("refresh_token", "refresh-1")
                .containsEntry("client_id", "client")
                .containsEntry("client_secret", "client secret");
        assertThat(token(node).metadata()).containsEntry("instance_url", "https://eu2.example");
        assertThat(desk.now().status()).isEqualTo(Connection.Status.WORKING);
    }

    @Test
    void a_connection_works_from_the_first_call_that_the_provider_accepts() {
        Credentials node = desk.node();
        Token token = token(node);
        assertThat(desk.now().status()).isEqualTo(Connection.Status.CREATED);

        node.accepted(desk.connection, token);

        assertThat(desk.now().status()).isEqualTo(Connection.Status.WORKING);
    }

    @Test
    void a_call_with_a_token_of_before_says_nothing_of_the_new_sign_in() {
        Credentials node = desk.node();
        Token token = token(node);
        desk.get(tx -> desk.signIn(tx, "2", "acme"));

        node.accepted(desk.connection, token);

        assertThat(desk.now().status()).isEqualTo(Connection.Status.CREATED);
    }

    /// The provider refuses a refresh token that comes twice, so that two refreshes would show as a
    /// dead connection.
    @Test
    void a_hundred_callers_on_three_nodes_cause_one_refresh() throws Exception {
        desk.expired();
        List<Credentials> nodes = List.of(desk.node(), desk.node(), desk.node());

        List<Token> tokens = together(100, caller -> token(nodes.get(caller % 3)));

        assertThat(tokens).extracting(CredentialsTest::shown).containsOnly("access-2");
        assertThat(desk.provider.asked).hasSize(1);
    }

    @Test
    void many_who_were_refused_with_the_same_token_cause_one_refresh() throws Exception {
        List<Credentials> nodes = List.of(desk.node(), desk.node());
        Token refused = token(nodes.getFirst());

        List<Token> tokens =
                together(
                        40,
                        caller ->
                                nodes.get(caller % 2)
                                        .newerThan(refused, desk.connection, Desk.INFO));

        assertThat(tokens).extracting(CredentialsTest::shown).containsOnly("access-2");
        assertThat(desk.provider.asked).hasSize(1);
    }

    @Test
    void each_refresh_uses_the_refresh_token_that_the_one_before_brought() {
        for (int round = 2; round <= 4; round++) {
            desk.expired();
            assertThat(shown(token(desk.node()))).isEqualTo("access-" + round);
        }

        assertThat(desk.provider.asked)
                .extracting(form -> form.get("refresh_token"))
                .containsExactly("refresh-1", "refresh-2", "refresh-3");
    }

    @Test
    void a_refresh_token_is_kept_when_the_reply_brings_none() {
        desk.provider.next(200, "{\"access_token\":\"b\"}").next(200, "{\"access_token\":\"c\"}");
        desk.expired();
        assertThat(shown(token(desk.node()))).isEqualTo("b");
        desk.clock.advance(Duration.ofMinutes(30));

        assertThat(shown(token(desk.node()))).isEqualTo("c");
        assertThat(desk.provider.asked)
                .extracting(form -> form.get("refresh_token"))
                .containsExactly("refresh-1", "refresh-1");
    }

    @Test
    void a_dead_grant_is_told_once_and_nobody_asks_again_until_somebody_signs_in() {
        desk.provider.next(400, "{\"error\":\"invalid_grant\"}");
        desk.expired();
        Credentials node = desk.node();

        for (int call = 0; call < 3; call++)
            assertThatThrownBy(() -> token(node)).isInstanceOf(ProviderException.Revoked.class);

        assertThat(desk.provider.asked).hasSize(1);
        assertThat(desk.now().status()).isEqualTo(Connection.Status.BAD_CREDENTIALS);
        desk.get(tx -> desk.signIn(tx, "9", "acme"));
        assertThat(shown(token(node))).isEqualTo("access-9");
    }

    @Test
    void a_token_that_cannot_be_refreshed_is_dead_when_it_expires() {
        desk.get(tx -> desk.save(tx, "only", null, "acme"));
        Credentials node = desk.node();
        assertThat(shown(token(node))).isEqualTo("only");
        Token refused = token(node);

        assertThatThrownBy(() -> node.newerThan(refused, desk.connection, Desk.INFO))
                .isInstanceOf(ProviderException.Revoked.class);
        assertThat(desk.now().status()).isEqualTo(Connection.Status.BAD_CREDENTIALS);
    }

    @Test
    void a_token_server_that_fails_is_asked_again_at_once_by_whoever_comes_next() {
        desk.provider
                .next(503, "<html>")
                .next(429, "{}")
                .next(200, "<html>")
                .next(200, "{}")
                .next(401, "{\"error\":\"invalid_client\"}");
        desk.expired();

        assertThatThrownBy(() -> token(desk.node())).isInstanceOf(ProviderException.Busy.class);
        assertThatThrownBy(() -> token(desk.node())).isInstanceOf(ProviderException.Busy.class);
        assertThatThrownBy(() -> token(desk.node())).isInstanceOf(ProviderException.Garbled.class);
        assertThatThrownBy(() -> token(desk.node())).isInstanceOf(ProviderException.Garbled.class);
        assertThatThrownBy(() -> token(desk.node()))
                .isInstanceOf(ProviderException.Forbidden.class);
        assertThat(desk.now().status()).isEqualTo(Connection.Status.CREATED);
        assertThat(shown(token(desk.node()))).isEqualTo("access-2");
    }

    /// The first node hangs in its refresh until its lease is over; the second refreshes. Then the
    /// first is refused, for its refresh token has been used.
    @Test
    void a_holder_that_comes_late_and_is_refused_kills_nothing() throws Exception {
        var hanging = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        desk.provider.next(form -> {
            hold(hanging, goOn);
            return desk.provider.usual(form);
        });
        Token late = overtaken(hanging, goOn);

        assertThat(shown(late)).isEqualTo("access-2");
        assertThat(desk.now().status()).isEqualTo(Connection.Status.WORKING);
        assertThat(shown(token(desk.node()))).isEqualTo("access-2");
    }

    @Test
    void a_holder_that_comes_late_with_a_token_overwrites_nothing() throws Exception {
        var hanging = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        desk.provider.next(_ -> {
            hold(hanging, goOn);
            return new Reply(200, "{\"access_token\":\"late\",\"expires_in\":9999}");
        });

        overtaken(hanging, goOn);

        assertThat(shown(token(desk.node()))).isEqualTo("access-2");
        desk.expired();
        assertThat(shown(token(desk.node()))).isEqualTo("access-3");
    }

    private Token overtaken(CountDownLatch hanging, CountDownLatch goOn) throws Exception {
        desk.expired();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Credentials slow = desk.node();
            Future<Token> late = threads.submit(() -> token(slow));
            assertThat(hanging.await(30, TimeUnit.SECONDS)).isTrue();
            desk.clock.advance(Duration.ofMinutes(2));
            assertThat(shown(token(desk.node()))).isEqualTo("access-2");
            goOn.countDown();
            return late.get();
        }
    }

    @Test
    void a_person_who_signs_in_during_a_refresh_is_not_signed_out_by_it() throws Exception {
        var hanging = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        desk.provider.next(_ -> {
            hold(hanging, goOn);
            return new Reply(400, "{\"error\":\"invalid_grant\"}");
        });
        desk.expired();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Credentials node = desk.node();
            Future<Token> token = threads.submit(() -> token(node));
            assertThat(hanging.await(30, TimeUnit.SECONDS)).isTrue();
            desk.get(tx -> desk.signIn(tx, "9", "acme"));
            goOn.countDown();

            assertThat(shown(token.get())).isEqualTo("access-9");
        }
        assertThat(desk.now().status()).isEqualTo(Connection.Status.CREATED);
    }

    @Test
    void a_sealed_credential_that_is_moved_to_another_connection_does_not_open() {
        Connection other = desk.get(tx -> desk.signIn(tx, "7", "bolt"));
        db.asSystem(tx ->
                tx.update(
                        """
                        update connections set credential =
                          (select credential from connections where id = ?) where id = ?\
                        """,
                        desk.connection.id(),
                        other.id()));

        assertThatThrownBy(() -> desk.node().token(other, Desk.INFO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("does not open")
                .hasMessageNotContaining("access-");
        assertThat(shown(token(desk.node()))).isEqualTo("access-1");
    }

    @Test
    void no_token_stands_in_the_database_or_in_words_about_it() {
        String row =
                db.asSystem(tx ->
                        tx.one(
                                "select c::text as row from connections c where id = ?",
                                found -> found.text("row"),
                                desk.connection.id()));

        assertThat(row).doesNotContain("access-1", "refresh-1", hex("access-1"), hex("refresh-1"));
        assertThat(token(desk.node()).toString()).doesNotContain("access-1");
        assertThat(desk.get(tx -> desk.node().reveal(tx, desk.connection)).toString())
                .doesNotContain("access-1", "refresh-1");
    }

    private static String hex(String text) {
        return java.util.HexFormat.of()
                .formatHex(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void what_is_revoked_is_the_refresh_token() {
        desk.node().revoke(desk.connection, Desk.INFO);

        assertThat(desk.provider.asked)
                .extracting(Map::copyOf)
                .allMatch(form -> "refresh-1".equals(form.get("token")))
                .hasSize(1);
    }

    private static void hold(CountDownLatch hanging, CountDownLatch goOn) {
        hanging.countDown();
        try {
            goOn.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Token token(Credentials node) {
        return node.token(desk.connection, Desk.INFO);
    }

    private static String shown(Token token) {
        return token.access().reveal();
    }

    private interface Caller {
        Token call(int number);
    }

    private static List<Token> together(int callers, Caller caller) throws Exception {
        var begin = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Future<Token>>();
            for (int number = 0; number < callers; number++) {
                int mine = number;
                calls.add(
                        threads.submit(() -> {
                            begin.await();
                            return caller.call(mine);
                        }));
            }
            begin.countDown();
            var tokens = new ArrayList<Token>();
            for (Future<Token> call : calls) tokens.add(call.get());
            return tokens;
        }
    }
}
