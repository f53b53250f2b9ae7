package dev.tenon.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.api.Reply;
import dev.tenon.server.db.Db;
import dev.tenon.server.identity.CompanySignIn;
import dev.tenon.server.identity.IdentitySettings;
import dev.tenon.server.net.Egress;
import dev.tenon.server.net.Http;
import dev.tenon.server.people.Arrivals;
import dev.tenon.server.people.Rights;
import dev.tenon.server.people.Roster;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.ServerAudit;
import dev.tenon.server.testing.TestDatabase;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What the console shows of an identity provider, here of one that does not answer.
@ExtendWith(TestDatabase.class)
class CompanyPageTest {
    private static final String GOOD = "correct horse battery";

    private final Office office;
    private final Http http = new Http(new Egress(true));

    CompanyPageTest(Db db) {
        this.office = new Office(db);
    }

    @BeforeEach
    void nobody() {
        office.emptyOfPeople();
    }

    @AfterEach
    void close() {
        http.close();
    }

    private Browser browser(boolean only) {
        var rules = new Arrivals.Rules(Set.of(), false);
        var settings =
                new IdentitySettings(
                        URI.create("http://127.0.0.1:1"),
                        new IdentitySettings.Client("tenon", new Secret(""), "openid"),
                        "Example & Company",
                        only,
                        new IdentitySettings.RoleClaim("", ""),
                        rules);
        URI back = Console.returned(URI.create("http://127.0.0.1:8600"));
        var signIn =
                new CompanySignIn(
                        http, settings, back, office.seal, new SecureRandom(), office.clock);
        var audit = new ServerAudit(office.clock);
        office.company =
                new Console.Company(
                        signIn, new Arrivals(office.db, office.staff.people(), audit, rules));
        return new Browser(office.console());
    }

    @Test
    void the_page_has_a_button_beside_the_password() {
        office.person("ann@example.com", GOOD, Rights.ADMIN);
        Browser browser = browser(false);

        assertThat(browser.page("/console/sign-in?next=/console/quotas"))
                .contains("Sign in with Example &amp; Company", "or with a password")
                .contains("/console/sign-in/company?next=%2Fconsole%2Fquotas");
        assertThat(browser.signIn("ann@example.com", GOOD).status()).isEqualTo(303);
    }

    @Test
    void where_it_takes_the_place_of_passwords_only_keys_open_beside_it() {
        String link =
                office.staff
                        .roster()
                        .add("test", new Roster.Draft("bob@example.com", "Bob", Rights.NONE))
                        .link()
                        .reveal();
        office.person("ann@example.com", GOOD, Rights.ADMIN);
        Browser browser = browser(true);

        assertThat(browser.page("/console/sign-in"))
                .contains("Sign in with Example &amp; Company", "Sign in with a key")
                .doesNotContain("id=\"password\"");
        Reply password = browser.signIn("ann@example.com", GOOD);
        assertThat(password.status()).isEqualTo(403);
        assertThat(Browser.html(password)).contains("console.passwords-off");
        assertThat(browser.get("/console/welcome?link=" + link).status()).isEqualTo(403);
        Reply chosen = browser.post("/console/welcome", Map.of("link", link, "password", GOOD));
        assertThat(chosen.status()).isEqualTo(403);
        Reply added =
                browser.with(office.adminKey)
                        .post("/console/people", Map.of("email", "eve@example.com", "name", "Eve"));
        assertThat(added.headers()).containsEntry("Location", "/console/people");
    }

    @Test
    void a_provider_that_does_not_answer_is_told_on_a_page_with_a_way_back() {
        Reply reply = browser(false).get("/console/sign-in/company");

        assertThat(reply.status()).isEqualTo(503);
        assertThat(Browser.html(reply))
                .contains("identity.unreachable", "You are not signed in", "/console/sign-in\"");
    }

    @Test
    void whoever_comes_back_without_having_left_is_refused() {
        Browser browser = browser(false);

        Reply reply = browser.get("/console/sign-in/returned?state=x&code=y");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(Browser.html(reply)).contains("identity.unknown-state");
        assertThat(reply.headers().get("Set-Cookie"))
                .startsWith("tenon_company=;")
                .contains("SameSite=Lax", "HttpOnly", "Max-Age=0");
    }

    @Test
    void without_a_provider_there_is_no_way_to_one() {
        office.person("ann@example.com", GOOD, Rights.ADMIN);

        assertThat(new Browser(office.console()).page("/console/sign-in"))
                .doesNotContain("/console/sign-in/company");
    }
}
