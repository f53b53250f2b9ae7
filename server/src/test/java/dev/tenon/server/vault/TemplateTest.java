package dev.tenon.server.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.connectors.salesforce.Salesforce;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.testing.Dice;
import dev.tenon.spi.ConnectorInfo;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
    private static final ConnectorInfo SALESFORCE = new Salesforce(InstantSource.system()).info();

    @Test
    void names_are_filled_in() {
        assertThat(
                        Template.url(
                                "https://{{domain}}/x?y={{settings.z}}",
                                Map.of("domain", "a.example", "z", "1"),
                                Map.of()))
                .isEqualTo(URI.create("https://a.example/x?y=1"));
    }

    @Test
    void a_name_without_a_value_is_told() {
        assertThatThrownBy(() -> Template.url("https://{{domain}}/", Map.of(), Map.of()))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("\"domain\"");
    }

    @Test
    void hosts_may_be_stood_in_for() {
        Map<String, String> all = Map.of("*", "http://127.0.0.1:8700/");
        Map<String, String> one = Map.of("b.example", "http://127.0.0.1:8700");

        assertThat(Template.url("https://a.example/x%20y?z=1", Map.of(), all))
                .isEqualTo(URI.create("http://127.0.0.1:8700/x%20y?z=1"));
        assertThat(Template.url("https://a.example/x", Map.of(), one))
                .isEqualTo(URI.create("https://a.example/x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "login.salesforce.com",
                "acme.my.salesforce.com",
                "a-b.eu.my.salesforce.com"
            })
    void the_hosts_of_a_provider_are_taken(String domain) {
        assertThat(Template.settings(SALESFORCE, Map.of("domain", domain)))
                .containsEntry("domain", domain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example/.my.salesforce.com",
                "evil.example?.my.salesforce.com",
                "evil.example#.my.salesforce.com",
                "evil.example\\.my.salesforce.com",
                "acme@evil.example",
                "acme.my.salesforce.com@evil.example",
                "acme.my.salesforce.com:99@evil.example",
                "acme.my.salesforce.com/../x",
                "../acme.my.salesforce.com",
                "..",
                "acme..my.salesforce.com",
                "acme.my.salesforce.com.evil.example",
                "acme.my.salesforce.com:8080",
                "acme.my.salesforce.com\n.evil.example",
                "acme.my.salesforce.com\n",
                "acme.my.salesforce.com ",
                "%61cme.my.salesforce.com",
                "аcme.my.salesforce.com",
                "127.0.0.1",
                "[::1]",
                "{{domain}}"
            })
    void a_value_that_could_lead_elsewhere_is_refused(String domain) {
        assertThatThrownBy(() -> Template.settings(SALESFORCE, Map.of("domain", domain)))
                .isInstanceOf(Refusal.class);
    }

    /// Whatever is taken leads to Salesforce.
    @Test
    void no_value_that_is_taken_changes_the_host() {
        List<String> parts =
                List.of(
                        "acme",
                        ".my.salesforce.com",
                        "login.salesforce.com",
                        "/",
                        "@",
                        "..",
                        ":",
                        "?",
                        "#",
                        "\\",
                        "evil.example",
                        "-",
                        ".",
                        "\n",
                        "%2f",
                        "test");
        Dice.play(
                5_000,
                dice -> {
                    var domain = new StringBuilder();
                    for (int left = dice.between(1, 4); left > 0; left--)
                        domain.append(dice.of(parts));
                    try {
                        Map<String, String> settings =
                                Template.settings(SALESFORCE, Map.of("domain", domain.toString()));
                        URI url =
                                Template.url(
                                        SALESFORCE.signIn().tokens().orElseThrow().obtain().url(),
                                        settings,
                                        Map.of());
                        assertThat(url.getHost()).endsWith(".salesforce.com");
                        assertThat(url.getPath()).isEqualTo("/services/oauth2/token");
                    } catch (Refusal refusal) {
                        assertThat(refusal.diagnostics().getFirst().code())
                                .isEqualTo("connection.bad-setting");
                    }
                });
    }
}
