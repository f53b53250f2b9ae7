package dev.tenon.connectors.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.SignIn;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SalesforceTest {
    private final ConnectorInfo info = Org.CONNECTOR.info();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "login.salesforce.com",
                "test.salesforce.com",
                "acme.my.salesforce.com",
                "acme--uat.sandbox.my.salesforce.com",
                "acme-dev-ed.develop.my.salesforce.com"
            })
    void people_may_sign_in_at_hosts_of_salesforce(String host) {
        assertThat(domain().matcher(host).find()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "salesforce.com",
                "evil.example",
                "login.salesforce.com.evil.example",
                "evil.example/login.salesforce.com",
                "evil.example#.my.salesforce.com",
                "a@acme.my.salesforce.com",
                "acme.my.salesforce.com:8443",
                "acme.my.salesforce.com\n",
                "acme.lightning.force.com",
                "-acme.my.salesforce.com"
            })
    void people_may_sign_in_nowhere_else(String host) {
        assertThat(domain().matcher(host).matches()).isFalse();
    }

    private Pattern domain() {
        return Pattern.compile(Objects.requireNonNull(info.settings().get("domain")).pattern());
    }

    @Test
    void the_limit_of_the_org_is_told_from_that_of_the_app() {
        Pattern pattern = Pattern.compile(info.limits().getFirst().pattern());

        Matcher both = pattern.matcher("per-app-api-usage=17/250(appName=x), api-usage=18/5000");
        assertThat(both.find()).isTrue();
        assertThat(both.group("used")).isEqualTo("18");
        assertThat(both.group("limit")).isEqualTo("5000");
        assertThat(pattern.matcher("per-app-api-usage=17/250(appName=x)").find()).isFalse();
    }

    @Test
    void a_grant_is_kept_alive_and_given_up() {
        SignIn.TokenEndpoint tokens = info.signIn().tokens().orElseThrow();

        assertThat(tokens.keepAlive()).isEqualTo(Duration.ofDays(30));
        assertThat(tokens.reply().lifetime()).isEqualTo(Duration.ofHours(2));
        assertThat(tokens.reply().identity().metadata()).isEqualTo("id");
        assertThat(tokens.revoke().orElseThrow().url()).endsWith("/services/oauth2/revoke");
    }
}
