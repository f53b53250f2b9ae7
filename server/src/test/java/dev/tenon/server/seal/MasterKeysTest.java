package dev.tenon.server.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeysTest {
    private static final String ARN = "arn:aws:kms:eu-central-1:111122223333:key/1";

    @TempDir private Path directory;

    private MasterKeys keys(Map<String, String> environment) {
        return new MasterKeys(environment, directory.resolve("master.key"), InstantSource.system());
    }

    @Test
    void without_a_choice_the_key_is_a_file_in_the_data_directory() {
        assertThat(keys(Map.of()).current("").place())
                .isEqualTo(directory.resolve("master.key").toString());
        assertThat(keys(Map.of()).old("")).isEmpty();
    }

    @Test
    void each_kind_is_chosen_by_its_word() throws Exception {
        String keyset = KeysetKey.generate();
        MasterKeys keys =
                keys(
                        Map.of(
                                "MY_KEY", keyset,
                                "AWS_ACCESS_KEY_ID", "id",
                                "AWS_SECRET_ACCESS_KEY", "secret"));
        String file = directory.resolve("other.key").toString();

        assertThat(keys.current("file:" + file).place()).isEqualTo(file);
        assertThat(keys.current("env:MY_KEY").place()).isEqualTo("MY_KEY");
        String vault = "vault:https://vault.example.com/team/transit/keys/tenon";
        assertThat(keys.current(vault).place()).isEqualTo(vault);
        assertThat(keys.current("awskms:" + ARN).place()).isEqualTo("awskms:" + ARN);
    }

    @Test
    void the_variable_holds_a_choice_or_the_keyset_itself_and_the_option_goes_first()
            throws GeneralSecurityException {
        String keyset = KeysetKey.generate();
        String file = "file:" + directory.resolve("other.key");

        assertThat(keys(Map.of("TENON_MASTER_KEY", keyset)).current("").place())
                .isEqualTo("TENON_MASTER_KEY");
        assertThat(keys(Map.of("TENON_MASTER_KEY", file)).current("").place())
                .endsWith("other.key");
        assertThat(keys(Map.of("TENON_MASTER_KEY", keyset)).current(file).place())
                .endsWith("other.key");
        assertThat(keys(Map.of("TENON_OLD_MASTER_KEY", keyset)).old("").orElseThrow().place())
                .isEqualTo("TENON_OLD_MASTER_KEY");
    }

    @Test
    void what_says_nothing_is_refused_and_never_repeated() throws Exception {
        String keyset = KeysetKey.generate();
        Files.writeString(directory.resolve("broken"), "half of a k");
        List<String> wrong =
                List.of(
                        keyset,
                        "hidden-word",
                        "file:" + directory.resolve("broken"),
                        "env:NOT_SET",
                        "vault:http://vault.example.com/transit/keys/hidden-word",
                        "vault:https://user:hidden-word@vault.example.com/transit/keys/k",
                        "vault:https://vault.example.com/transit/k",
                        "awskms:arn:aws:s3:::hidden-word",
                        "awskms:" + ARN);
        for (String choice : wrong) {
            Diagnostic told =
                    catchThrowableOfType(Refusal.class, () -> keys(Map.of()).current(choice))
                            .diagnostics()
                            .getFirst();
            assertThat(told.code()).isIn("server.bad-setting", "seal.key-unusable");
            assertThat(told.what() + told.fix()).doesNotContain("hidden-word", "half of", keyset);
        }
    }
}
