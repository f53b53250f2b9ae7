package dev.tenon.server.sync;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.format.EffectiveConfig;
import dev.tenon.server.db.Db;
import dev.tenon.server.testing.TestDatabase;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.ProviderException.Said;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What a config asks of an account that the account does not have.
@ExtendWith(TestDatabase.class)
@Timeout(60)
class ConfigsComparedTest {
    private final Readership ours;

    ConfigsComparedTest(Db db, @TempDir Path keys) {
        this.ours = new Readership(db, keys);
    }

    @AfterEach
    void close() {
        ours.close();
    }

    /// Compares a config with the account and with the one before.
    private void change(String more) {
        EffectiveConfig before = ours.customer.installed().config();
        EffectiveConfig after = ours.customer.configure(Readership.config(more)).config();
        new Sampling(ours.customer.providers, ours.customer.outbound, ours.customer.schemas)
                .compare(ours.customer.connection(), before, after);
    }

    @Test
    void a_filter_on_a_field_that_is_not_there_is_refused_with_the_nearest() {
        assertThatThrownBy(() ->
                        change(
                                """
                                "fieldFilters":
                                  [{"fieldName": "Levl", "operator": "eq", "value": "Gold"}]\
                                """))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("\"Levl\"");
    }

    @Test
    void sweeps_of_what_is_never_deleted_are_refused() {
        ours.crm.neverDeletes();

        assertThatThrownBy(() -> change("\"deletions\": {\"mode\": \"sweep\"}"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("never deleted");
        assertThatThrownBy(ours::requireSweepable)
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("never deleted");
    }

    @Test
    void a_feed_of_deletions_that_the_provider_does_not_have_is_refused() {
        ours.crm.withoutFeed();

        assertThatThrownBy(() -> change("\"deletions\": {\"mode\": \"feed\"}"))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("does not tell");
        assertThatCode(() -> change("\"deletions\": {\"mode\": \"sweep\"}"))
                .doesNotThrowAnyException();
        assertThatCode(ours::requireSweepable).doesNotThrowAnyException();
    }

    @Test
    void what_did_not_change_and_who_does_not_answer_keep_nobody_from_changing() {
        ours.crm.fields.remove("Name");
        assertThatCode(() -> change(Readership.LEVEL)).doesNotThrowAnyException();

        ours.crm.whenDescribed(() -> {
            throw new ProviderException.Garbled(new Said("CODE", "words", ""));
        });
        assertThatCode(() -> change("\"deletions\": {\"mode\": \"none\"}"))
                .doesNotThrowAnyException();
    }
}
