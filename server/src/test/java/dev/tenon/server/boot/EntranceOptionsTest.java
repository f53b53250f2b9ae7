package dev.tenon.server.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.identity.IdentitySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EntranceOptionsTest {
    private static Settings.Entrance read(Map<String, String> environment, String... args) {
        return CommandLine.populateCommand(new EntranceOptions(), args).read(environment);
    }

    private static String refused(Map<String, String> environment, String... args) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> read(environment, args));
        assertThat(refusal.diagnostics().getFirst().code()).isEqualTo("server.bad-setting");
        return refusal.diagnostics().getFirst().where();
    }

    @Test
    void without_a_word_nothing_stands_before_the_server_and_nobody_else_signs_in() {
        assertThat(read(Map.of())).isEqualTo(Settings.Entrance.USUAL);
    }

    @Test
    void an_identity_provider_is_told_by_options_or_variables(@TempDir Path folder)
            throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "hush\n");
        Settings.Entrance entrance =
                read(
                        Map.of(
                                "TENON_OIDC_CLIENT_ID", "tenon",
                                "TENON_OIDC_CLIENT_SECRET_FILE", secret.toString(),
                                "TENON_OIDC_UNVERIFIED_EMAILS", "true",
                                "TENON_PROXIES", "2"),
                        "--oidc-issuer=https://login.example.com/",
                        "--oidc-auto-create=Example.com, example.org,",
                        "--oidc-role-claim=roles",
                        "--oidc-admin-value=boss",
                        "--oidc-only");

        IdentitySettings settings = Objects.requireNonNull(entrance.identity());
        assertThat(entrance.proxies()).isEqualTo(2);
        assertThat(settings.issuer()).hasToString("https://login.example.com/");
        assertThat(settings.label()).isEqualTo("login.example.com");
        assertThat(settings.client().secret().reveal()).isEqualTo("hush");
        assertThat(settings.client().scopes()).isEqualTo("openid email profile");
        assertThat(settings.rules().autoCreate())
                .containsExactlyInAnyOrder("example.com", "example.org");
        assertThat(settings.rules().takesUnverified()).isTrue();
        assertThat(settings.only()).isTrue();
        assertThat(settings.toString()).doesNotContain("hush");
    }

    @Test
    void what_does_not_fit_stops_the_server_with_the_name_of_the_setting() {
        assertThat(refused(Map.of(), "--proxies=-1")).contains("--proxies");
        assertThat(refused(Map.of(), "--oidc-issuer=https://a.example")).contains("client-id");
        assertThat(refused(Map.of(), "--oidc-issuer=a.example", "--oidc-client-id=x"))
                .contains("--oidc-issuer");
        assertThat(
                        refused(
                                Map.of(),
                                "--oidc-issuer=https://a.example",
                                "--oidc-client-id=x",
                                "--oidc-role-claim=roles"))
                .contains("--oidc-admin-value");
        assertThat(
                        refused(
                                Map.of("TENON_OIDC_CLIENT_SECRET_FILE", "/no/such/file"),
                                "--oidc-issuer=https://a.example",
                                "--oidc-client-id=x"))
                .contains("SECRET_FILE");
    }
}
