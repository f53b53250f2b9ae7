package dev.tenon.server.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.server.db.Db;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.server.vault.Credentials.Token;
import dev.tenon.spi.ProviderException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Renewals that nobody waits for, and those whose reply is lost.
@ExtendWith(TestDatabase.class)
@Timeout(60)
class RenewalTest {
    private final Desk desk;

    RenewalTest(Db db, @TempDir Path keys) {
        this.desk = new Desk(db, keys);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void a_token_in_use_is_renewed_before_it_expires_while_calls_go_on() throws Exception {
        Credentials node = desk.node();
        assertThat(shown(token(node))).isEqualTo("access-1");
        var hanging = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        desk.provider.next(form -> {
            hold(hanging, goOn);
            return desk.provider.usual(form);
        });
        desk.clock.advance(Duration.ofMinutes(59).minusSeconds(1));

        assertThat(shown(token(node))).as("nobody waits").isEqualTo("access-1");
        assertThat(hanging.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(shown(token(node))).isEqualTo("access-1");
        goOn.countDown();

        await(() -> !shown(token(node)).equals("access-1"));
        assertThat(shown(token(node))).isEqualTo("access-2");
        assertThat(desk.provider.asked).hasSize(1);
    }

    @Test
    void a_renewal_ahead_of_time_that_fails_is_not_tried_with_each_call() throws Exception {
        Credentials node = desk.node();
        token(node);
        desk.provider.next(503, "");
        desk.clock.advance(Duration.ofMinutes(59).minusSeconds(1));
        token(node);
        await(() -> !desk.provider.asked.isEmpty());

        for (int call = 0; call < 50; call++) assertThat(shown(token(node))).isEqualTo("access-1");

        assertThat(desk.provider.asked).hasSize(1);
    }

    @Test
    void a_reply_that_was_lost_is_told_when_the_grant_turns_out_dead() {
        desk.provider.next(200, "{\"access_token\":");
        desk.expired();
        assertThatThrownBy(() -> token(desk.node())).isInstanceOf(ProviderException.Garbled.class);
        assertThat(desk.now().status()).isEqualTo(Connection.Status.CREATED);

        desk.provider.next(400, "{\"error\":\"invalid_grant\"}");
        assertThatThrownBy(() -> token(desk.node())).isInstanceOf(ProviderException.Revoked.class);

        assertThat(desk.now().statusReason())
                .contains("never came")
                .contains(desk.clock.instant().toString().substring(0, 16));
    }

    @Test
    void a_refusal_that_was_heard_is_no_lost_reply() {
        desk.provider.next(503, "");
        desk.expired();
        assertThatThrownBy(() -> token(desk.node())).isInstanceOf(ProviderException.Busy.class);

        desk.provider.next(400, "{\"error\":\"invalid_grant\"}");
        assertThatThrownBy(() -> token(desk.node())).isInstanceOf(ProviderException.Revoked.class);

        assertThat(desk.now().statusReason()).doesNotContain("never came");
    }

    private static void hold(CountDownLatch hanging, CountDownLatch goOn) {
        hanging.countDown();
        try {
            goOn.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(BooleanSupplier wanted) {
        while (!wanted.getAsBoolean()) LockSupport.parkNanos(10_000_000);
    }

    private Token token(Credentials node) {
        return node.token(desk.connection, Desk.INFO);
    }

    private static String shown(Token token) {
        return token.access().reveal();
    }
}
