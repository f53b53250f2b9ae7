package dev.tenon.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// People come in, in a real browser: the first admin of a new server, somebody with a link, and
/// somebody whom the company's identity provider signs in.
class PeopleTest {
    private static final String PASSWORD = "correct horse battery";

    @TempDir private Path data;
    private Path program = Path.of("");

    @BeforeEach
    void findTheBrowser() {
        Optional<Path> found = Chromium.installed();
        assumeTrue(found.isPresent(), "needs a browser: install the package chromium");
        program = found.get();
    }

    @Test
    void the_first_admin_of_a_new_server_adds_somebody_who_chooses_a_password() throws IOException {
        try (TenonProcess tenon = TenonProcess.start(data);
                Chromium browser = Chromium.start(program, data.resolve("browser"))) {
            browser.size(1440, 900);
            becomeTheFirstAdmin(browser, tenon);
            String link = addBob(browser, tenon);
            Pictures.take(browser, "people");
            signOut(browser);
            chooseAPassword(browser, link);
            changeThePassword(browser, tenon);
            Pictures.take(browser, "sign-in");
        }
    }

    private static void becomeTheFirstAdmin(Chromium browser, TenonProcess tenon)
            throws IOException {
        browser.open(tenon.uri());
        assertThat(browser.text("document.querySelector('main').innerText"))
                .contains("This server is new", "admin.key");
        Pictures.take(browser, "first-admin");
        browser.type("#first-key", tenon.adminKey());
        browser.type("#email", "Ann@example.com");
        browser.type("#name", "Ann Lee");
        browser.type("#password", PASSWORD);
        browser.click("form[action='/console/first-admin'] button");
        browser.await("location.pathname === '/console' && document.querySelector('.who')");
        assertThat(browser.text("document.querySelector('.who').innerText")).contains("Ann Lee");
    }

    private static String addBob(Chromium browser, TenonProcess tenon) throws IOException {
        browser.open(tenon.uri().resolve("/console/people"));
        browser.type("#email", "bob@example.com");
        browser.type("#name", "Bob");
        browser.click("input[name=role][value=decide]");
        browser.click(".choices input[type=checkbox]");
        Pictures.take(browser, "people-add");
        browser.click("form[action='/console/people'] button");
        browser.await("document.querySelector('#link')");
        String link = browser.text("document.querySelector('#link').value");
        Pictures.take(browser, "person-link");
        browser.open(tenon.uri().resolve("/console/people"));
        assertThat(browser.text("document.querySelector('.rows').innerText"))
                .contains("Ann Lee", "ann@example.com", "Bob", "May decide", "Invited");
        browser.open(tenon.uri().resolve("/console/audit"));
        Pictures.take(browser, "server-audit");
        browser.open(tenon.uri().resolve("/console/people"));
        browser.click(".rows tbody tr:last-child a");
        browser.await("document.querySelector('#rights')");
        Pictures.take(browser, "person");
        browser.open(tenon.uri().resolve("/console/people"));
        return link;
    }

    private static void signOut(Chromium browser) {
        browser.click(".who button");
        browser.await(
                "location.pathname === '/console/sign-in' && document.querySelector('#email')");
    }

    private static void chooseAPassword(Chromium browser, String link) throws IOException {
        browser.open(URI.create(link));
        browser.await("document.querySelector('#password')");
        Pictures.take(browser, "welcome");
        browser.type("#password", PASSWORD);
        browser.click("form[action='/console/welcome'] button");
        browser.await("location.pathname === '/console' && document.querySelector('.who')");
        assertThat(browser.text("document.querySelector('.top').innerText"))
                .contains("Bob")
                .doesNotContain("People");
        browser.open(URI.create(link));
        browser.await("document.querySelector('main').innerText.includes('console.link-over')");
    }

    private static void changeThePassword(Chromium browser, TenonProcess tenon) throws IOException {
        browser.open(tenon.uri().resolve("/console/account"));
        browser.type("#before", PASSWORD);
        browser.type("#password", "short");
        browser.text("document.querySelector('#password').removeAttribute('minlength')");
        browser.click("form[action='/console/account/password'] button");
        browser.await("document.querySelector('[role=alert]')");
        Pictures.take(browser, "account");
        browser.type("#before", PASSWORD);
        browser.type("#password", "another horse battery");
        browser.click("form[action='/console/account/password'] button");
        browser.await("document.querySelector('[role=status].done')");
        signOut(browser);
        signIn(browser, PASSWORD);
        browser.await("document.querySelector('[role=alert]')");
        browser.type("#password", "another horse battery");
        browser.click("form[action='/console/sign-in'] button");
        browser.await("location.pathname === '/console' && document.querySelector('.who')");
        signOut(browser);
    }

    private static void signIn(Chromium browser, String password) {
        browser.type("#email", "bob@example.com");
        browser.type("#password", password);
        browser.click("form[action='/console/sign-in'] button");
    }

    @Test
    void the_companys_identity_provider_signs_people_in_and_says_who_is_an_admin()
            throws IOException {
        IdentityProvider.assumeInstalled();
        try (IdentityProvider provider = new IdentityProvider();
                TenonProcess tenon = TenonProcess.start(data, provider::begin);
                Chromium browser = Chromium.start(program, data.resolve("browser"))) {
            browser.size(1440, 900);
            // Another site than the provider's, as it is in life.
            URI console = URI.create("http://localhost:" + tenon.uri().getPort() + "/console");
            var product = new Product(tenon);
            product.json("POST", "/v1/people", "{\"email\":\"ann@example.com\"}");

            browser.open(console.resolve("/console/quotas"));
            browser.await("document.querySelector('.company a')");
            Pictures.take(browser, "sign-in-company");
            browser.click(".company a");
            provider.signIn(browser, "ann");
            browser.await(
                    "location.pathname === '/console/quotas' || document.querySelector('.alert')");
            assertThat(browser.text("document.body.innerText"))
                    .contains("You may see no project yet", "ann@example.com");

            leave(browser, provider);
            come(browser, console, provider, "eve");
            browser.await("document.querySelector('.alert')");
            assertThat(browser.text("document.querySelector('main').innerText"))
                    .contains("eve@example.com was added", "identity.unknown-person");
            Pictures.take(browser, "company-refused");

            forget(browser, provider);
            product.json("POST", "/v1/people", "{\"email\":\"mallory@example.com\"}");
            come(browser, console, provider, "mallory");
            browser.await("document.querySelector('.alert')");
            assertThat(browser.text("document.querySelector('main').innerText"))
                    .contains("identity.unverified");

            forget(browser, provider);
            product.json("POST", "/v1/people", "{\"email\":\"root@example.com\"}");
            come(browser, console, provider, "root");
            browser.await("location.pathname === '/console' && document.querySelector('.who')");
            assertThat(browser.text("document.querySelector('.top').innerText")).contains("People");
            assertThat(browser.text("document.cookie")).as("what scripts see").isEmpty();
            leave(browser, provider);

            browser.open(console.resolve("/console/sign-in"));
            browser.click(".company a");
            provider.cancel(browser);
            browser.await("document.querySelector('.alert')");
            assertThat(browser.text("document.querySelector('main').innerText"))
                    .contains("identity.denied");
            sawAll(product);
        }
    }

    private static void come(
            Chromium browser, URI console, IdentityProvider provider, String name) {
        browser.open(console.resolve("/console/sign-in"));
        browser.await("document.querySelector('.company a')");
        browser.click(".company a");
        provider.signIn(browser, name);
    }

    private static void leave(Chromium browser, IdentityProvider provider) {
        browser.click(".who button");
        browser.await("location.pathname === '/console/sign-in'");
        forget(browser, provider);
    }

    private static void forget(Chromium browser, IdentityProvider provider) {
        provider.forget(browser);
    }

    private static void sawAll(Product product) {
        Map<String, Boolean> entered =
                Map.of(
                        "ann@example.com",
                        true,
                        "root@example.com",
                        true,
                        "mallory@example.com",
                        false);
        for (var person : product.json("GET", "/v1/people", "")) {
            String email = person.path("email").asString("");
            assertThat(person.has("identityProvider")).as(email).isEqualTo(entered.get(email));
        }
    }
}
