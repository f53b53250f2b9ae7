package dev.tenon.server.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransitKeyTest extends MasterKeyContract {
    private static final byte[] OWNER = utf8("project/7");

    private final FakeTransit vault = new FakeTransit();

    @AfterEach
    void stop() {
        vault.close();
    }

    @Override
    MasterKey key() {
        return vault.key();
    }

    @Override
    MasterKey another() {
        vault.forgetKey();
        return vault.key();
    }

    @Test
    void a_token_that_may_not_is_told_with_what_was_said_and_without_the_token() {
        Diagnostic told = told(vault.key("tenon", "hvs.stolen"));

        assertThat(told.code()).isEqualTo("seal.kms-refused");
        assertThat(told.what()).contains("403").contains("permission denied");
        assertThat(told.where()).isEqualTo("vault:" + vault.url() + "/transit/keys/tenon");
        assertThat(told.toString()).doesNotContain("hvs.");
    }

    @Test
    void a_key_or_an_engine_that_is_not_there_is_refused_and_not_taken_for_a_wrong_text() {
        assertThat(told(vault.key("other", FakeTransit.TOKEN)).what()).contains("key not found");
        var elsewhere = new TransitKey.Login(new Secret(FakeTransit.TOKEN), "", "nobody");
        assertThat(told(vault.key("tenon", elsewhere)).code()).isEqualTo("seal.kms-refused");
    }

    @Test
    void one_that_is_sealed_is_away_and_is_asked_twice() {
        vault.fail(503);

        Diagnostic told = told(key());

        assertThat(told.code()).isEqualTo("seal.kms-away");
        assertThat(told.what()).contains("503");
        assertThat(vault.asked).hasSize(2);
    }

    @Test
    void one_that_hangs_is_given_up_and_then_not_asked_for_a_moment() {
        vault.hang();
        MasterKey key = key();

        assertThat(told(key).code()).isEqualTo("seal.kms-away");
        assertThat(told(key).what()).contains("No answer came");

        assertThat(vault.asked).hasSize(2);
    }

    @Test
    void one_that_is_not_there_is_away() {
        MasterKey key = key();
        vault.close();

        assertThat(told(key).code()).isEqualTo("seal.kms-away");
    }

    @Test
    void the_token_is_read_anew_from_its_file_for_an_agent_may_have_changed_it(
            @TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "hvs.of-yesterday\n");
        var login =
                TransitKey.Login.of(
                        Map.of("BAO_TOKEN_FILE", file.toString(), "BAO_NAMESPACE", "team"));
        MasterKey key = vault.key("tenon", login);
        assertThat(told(key).code()).isEqualTo("seal.kms-refused");

        Files.writeString(file, FakeTransit.TOKEN + "\n");

        byte[] sealed = key.seal(utf8("data key"), OWNER);
        assertThat(key.open(sealed, OWNER)).isEqualTo(utf8("data key"));
        Files.delete(file);
        assertThat(told(key).where()).isEqualTo(file.toString());
    }

    private static Diagnostic told(MasterKey key) {
        return catchThrowableOfType(Refusal.class, () -> key.seal(utf8("data key"), OWNER))
                .diagnostics()
                .getFirst();
    }
}
