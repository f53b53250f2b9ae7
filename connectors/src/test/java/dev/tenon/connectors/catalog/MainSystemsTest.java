package dev.tenon.connectors.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.spi.SignIn;
import dev.tenon.spi.SignIn.Consent;
import dev.tenon.spi.SignIn.TokenEndpoint;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is known of the systems that most customers have, by name.
class MainSystemsTest {
    private static final String NONE = "-";

    private final Catalog catalog = Catalog.bundled();

    private SignIn of(String system) {
        return catalog.signIn(system).orElseThrow().signIn();
    }

    private TokenEndpoint tokens(String system) {
        return of(system).tokens().orElseThrow();
    }

    private static String shown(Duration span) {
        return span.isZero() ? NONE : span.toString();
    }

    private static String shown(Set<String> words) {
        return words.isEmpty() ? NONE : String.join(" ", new TreeSet<>(words));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    salesforce                   | PT720H  | PT2H  | -
                    salesforce-sandbox           | PT720H  | PT2H  | -
                    salesforce-cc                | -       | PT2H  | -
                    hubspot                      | -       | PT30M | BAD_REFRESH_TOKEN
                    dynamics-crm                 | PT2160H | -     | interaction_required
                    microsoft-dynamics-365-finance-and-operations | PT2160H | - | interaction_required
                    marketo                      | -       | PT1H  | -
                    zendesk                      | PT720H  | -     | -
                    gong-oauth                   | -       | -     | Refresh token code is invalid
                    netsuite                     | -       | PT1H  | -
                    sap-odata-oauth2-cc          | -       | -     | -
                    sage                         | PT744H  | PT5M  | -
                    sage-intacct-oauth           | -       | -     | -
                    quickbooks                   | PT2400H | PT1H  | -
                    quickbooks-sandbox           | PT2400H | PT1H  | -
                    xero                         | PT1440H | PT30M | -
                    workday-oauth                | -       | PT1H  | -
                    workday-refresh-token        | -       | PT1H  | -
                    bamboohr                     | -       | PT1H  | -
                    gusto                        | -       | PT2H  | -
                    greenhouse-harvest-partner   | PT24H   | PT1H  | -
                    greenhouse-harvest-oauth2-cc | -       | PT1H  | -
                    lever                        | -       | PT1H  | -
                    slack                        | -       | -     | account_inactive invalid_refresh_token token_expired token_revoked
                    """)
    void how_long_grants_and_tokens_live_and_how_a_dead_grant_shows(
            String system, String keepAlive, String lifetime, String dead) {
        TokenEndpoint tokens = tokens(system);

        assertThat(shown(tokens.keepAlive())).isEqualTo(keepAlive);
        assertThat(shown(tokens.reply().lifetime())).isEqualTo(lifetime);
        assertThat(shown(tokens.reply().dead())).isEqualTo(dead);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    salesforce         | POST FORM POST   | https://{{hostname}}/services/oauth2/revoke ; https://login.salesforce.com/services/oauth2/revoke
                    salesforce-sandbox | POST FORM POST   | https://{{hostname}}/services/oauth2/revoke ; https://test.salesforce.com/services/oauth2/revoke
                    hubspot            | POST FORM POST   | https://api.hubapi.com/oauth/2026-03/token/revoke
                    zendesk            | DELETE FORM NONE | https://{{subdomain}}.zendesk.com/api/v2/oauth/tokens/current.json
                    netsuite           | POST FORM BASIC  | https://{{accountId}}.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/revoke
                    sage               | POST FORM POST   | https://oauth.accounting.sage.com/revoke
                    quickbooks         | POST JSON BASIC  | https://developer.api.intuit.com/v2/oauth2/tokens/revoke
                    xero               | POST FORM BASIC  | https://identity.xero.com/connect/revocation
                    slack              | POST FORM NONE   | https://slack.com/api/auth.revoke
                    """)
    void where_a_grant_is_given_up(String system, String how, String url) {
        SignIn.TokenCall call = tokens(system).revoke().orElseThrow();

        assertThat(call.method() + " " + call.body() + " " + call.client()).isEqualTo(how);
        assertThat(call.url()).isEqualTo(url.replace(" ; ", " | "));
        boolean names = call.params().containsValue("{{revokedToken}}");
        boolean shows =
                call.headers().stream()
                        .anyMatch(each -> each.value().equals("Bearer {{accessToken}}"));
        assertThat(names ^ shows).as("the token is named once").isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "dynamics-crm",
        "marketo",
        "gong-oauth",
        "sap-odata-oauth2-cc",
        "sage-intacct-oauth",
        "workday-oauth",
        "bamboohr",
        "gusto",
        "greenhouse-harvest-partner",
        "lever"
    })
    void the_others_have_no_place_for_that(String system) {
        assertThat(tokens(system).revoke()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    salesforce                 | true  | -       | id
                    hubspot                    | true  | -       | hub_id
                    dynamics-crm               | true  | -       | -
                    zendesk                    | true  | -       | -
                    gong-oauth                 | false | -       | api_base_url_for_customer
                    netsuite                   | true  | company | -
                    sage                       | true  | -       | -
                    sage-intacct-oauth         | true  | -       | -
                    quickbooks                 | true  | realmId | realmId
                    xero                       | true  | -       | -
                    workday-oauth              | true  | -       | -
                    bamboohr                   | true  | -       | -
                    gusto                      | true  | -       | -
                    greenhouse-harvest-partner | false | -       | -
                    lever                      | true  | -       | -
                    slack                      | false | -       | team.id
                    """)
    void whether_there_is_a_challenge_and_what_names_the_account(
            String system, boolean pkce, String kept, String identity) {
        Consent consent = of(system).consent().orElseThrow();
        String named = tokens(system).reply().identity().metadata();

        assertThat(consent.pkce()).isEqualTo(pkce);
        assertThat(shown(consent.kept())).isEqualTo(kept);
        assertThat(named.isEmpty() ? NONE : named).isEqualTo(identity);
        if (kept.equals(NONE) && !named.isEmpty()) {
            assertThat(tokens(system).reply().kept()).containsKey(named);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "netsuite-client-credentials, PS256",
        "microsoft-oauth2-cc-cert, PS256",
        "sharepoint-online-v1, PS256",
        "okta-cc, RS256",
        "apple-business-manager, ES256"
    })
    void some_clients_sign_a_token_of_their_own(String system, String algorithm) {
        SignIn.Assertion signed = of(system).assertion().orElseThrow();

        assertThat(tokens(system).obtain().client()).isEqualTo(SignIn.ClientProof.PRIVATE_KEY_JWT);
        assertThat(signed.algorithm()).isEqualTo(algorithm);
        assertThat(signed.claims()).containsEntry("iss", "{{clientId}}").containsKey("aud");
    }

    @ParameterizedTest
    @CsvSource({"aws-iam", "aws-inspector2", "aws-multi-service"})
    void some_calls_are_signed(String system) {
        assertThat(of(system).proof().signature()).isEqualTo(SignIn.Signature.AWS_V4);
        assertThat(of(system).fields()).extracting(SignIn.Field::name).contains("username");
    }

    @ParameterizedTest
    @CsvSource({"gong", "rippling", "ashby", "workday", "sap-odata-basic", "bamboohr-basic"})
    void a_key_or_a_password_lives_until_somebody_ends_it(String system) {
        assertThat(of(system).tokens()).isEmpty();
    }
}
