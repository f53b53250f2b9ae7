package dev.tenon.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.SandboxSettings;
import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The console in a real browser: a person signs in, looks for a customer, and opens what is
/// installed for them. What they saw is kept as pictures in `target/screenshots`.
class ConsoleTest {
    private static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: crm
                provider: salesforce
                read:
                  objects:
                    - objectName: Account
                      mapToName: company
                      schedule: "*/10 * * * *"
                      requiredFields: [{ fieldName: Name, mapToName: title }]
                      backfill: { defaultPeriod: { fullHistory: true } }
                    - objectName: Contact
                      schedule: "*/10 * * * *"
                      requiredFields: [{ fieldName: LastName }]
                      backfill: { defaultPeriod: { fullHistory: true } }
            """;

    @TempDir private Path data;
    private Path program = Path.of("");

    @BeforeEach
    void findTheBrowser() {
        Optional<Path> found = Chromium.installed();
        assumeTrue(found.isPresent(), "needs a browser: install the package chromium");
        program = found.get();
    }

    @Test
    void a_person_signs_in_looks_for_a_customer_and_sees_how_their_installation_stands()
            throws IOException {
        try (Sandbox sandbox =
                        sandbox(org("northwind", 3_000), org("globex", 1_200), org("initech", 40));
                TenonProcess tenon = TenonProcess.start(data);
                Chromium browser = Chromium.start(program, data.resolve("browser"))) {
            var product = new Product(tenon);
            browser.size(1440, 900);
            signIn(browser, tenon);
            assertThat(browser.text("document.body.innerText"))
                    .contains("Nothing is installed here yet", "tenon connect");
            Pictures.take(browser, "empty");

            product.deploy(MANIFEST, sandbox.uri());
            for (String group : List.of("northwind", "globex", "initech")) {
                product.connect(group, group);
                product.install(group);
            }
            awaitReads(product);

            browser.await("document.querySelectorAll('.customers tbody tr').length === 3");
            browser.await("document.querySelector('#filter-good')?.textContent === 'Healthy 3'");
            Pictures.take(browser, "customers");
            search(browser);
            open(browser);
        }
    }

    @Test
    void a_person_decides_on_held_deletions_and_looks_at_quotas() throws IOException {
        try (Sandbox sandbox = sandbox(org("umbrella", 240));
                TenonProcess tenon = TenonProcess.start(data);
                Chromium browser = Chromium.start(program, data.resolve("browser"))) {
            var product = new Product(tenon);
            browser.size(1440, 900);
            signIn(browser, tenon);
            product.deploy(MANIFEST, sandbox.uri());
            product.connect("umbrella", "umbrella");
            product.install("umbrella");
            awaitRead(product, "umbrella", "Account");
            product.store("umbrella", "company").keySet().stream()
                    .limit(130)
                    .forEach(id -> sandbox.org("umbrella").delete("Account", id));
            String sweep = product.path("/integrations/crm/objects/company:sweep");
            product.json("POST", sweep, "{\"groupRef\": \"umbrella\"}");

            decide(browser, tenon, product);
            browser.open(tenon.uri().resolve("/console/quotas"));
            browser.await("document.querySelector('.rows progress')");
            assertThat(browser.text("document.querySelector('.rows').innerText"))
                    .contains("umbrella", "salesforce");
            Pictures.take(browser, "quotas");
        }
    }

    private static void decide(Chromium browser, TenonProcess tenon, Product product)
            throws IOException {
        String held = product.path("/held-deletions?status=held");
        Patience.until(
                Duration.ofMinutes(1),
                "the sweep",
                () -> !product.json("GET", held, "").path("results").isEmpty());
        browser.open(tenon.uri().resolve("/console/held-deletions"));
        browser.await("document.querySelector('.decide')");
        assertThat(browser.text("document.querySelector('.rows').innerText"))
                .contains("umbrella", "Account", "130 records", "of 240 (54 %)", "Waits for you");
        browser.click(".decide summary");
        Pictures.take(browser, "held-deletions");

        browser.click(".decide details button");
        browser.await("document.querySelector('.rows') && !document.querySelector('.decide')");
        assertThat(browser.text("document.querySelector('.rows').innerText"))
                .contains("console: Administrator");
        Patience.until(
                Duration.ofMinutes(1),
                "the deletions",
                () -> product.object("umbrella", "Account").path("records").asLong(0) == 110);
    }

    private static Sandbox sandbox(OrgSettings... orgs) {
        return Sandbox.start(SandboxSettings.of(0, SalesforceSettings.of(List.of(orgs))));
    }

    private static OrgSettings org(String name, int accounts) {
        return OrgSettings.of(name, Map.of("Account", accounts, "Contact", accounts * 2));
    }

    private static void awaitReads(Product product) {
        for (String group : List.of("northwind", "globex", "initech")) {
            for (String object : List.of("Account", "Contact")) awaitRead(product, group, object);
        }
    }

    private static void awaitRead(Product product, String group, String object) {
        Patience.until(
                Duration.ofMinutes(2),
                "the backfill of " + object + " for " + group,
                () -> product.object(group, object).has("lastSuccessAt"));
    }

    private static void signIn(Chromium browser, TenonProcess tenon) throws IOException {
        browser.open(tenon.uri());
        assertThat(browser.text("location.pathname")).isEqualTo("/console/sign-in");
        browser.click(".other-way summary");
        browser.type("#key", "not-a-key");
        browser.click(".other-way button[type=submit]");
        browser.await("document.querySelector('[role=alert]')");
        assertThat(browser.text("document.querySelector('[role=alert]').innerText"))
                .contains("This key is not known");
        Pictures.take(browser, "sign-in-with-a-key");

        browser.type("#key", tenon.adminKey());
        browser.click(".other-way button[type=submit]");
        browser.await("location.pathname === '/console' && document.querySelector('h1')");
        assertThat(browser.text("document.cookie")).as("what scripts see").isEmpty();
    }

    private static void search(Chromium browser) {
        browser.type("#q", "glob");
        browser.await("document.querySelectorAll('.customers tbody tr').length === 1");
        assertThat(browser.text("document.querySelector('.customers tbody').innerText"))
                .contains("globex", "3,600", "Healthy");
        assertThat(browser.text("location.search")).contains("q=glob");

        browser.text("document.querySelector('.customers').dataset.seen = 'before'");
        browser.await("!document.querySelector('.customers').dataset.seen");
        assertThat(browser.text("document.querySelector('#q').value"))
                .as("the search after the list has refreshed itself")
                .isEqualTo("glob");
        assertThat(browser.text("document.querySelectorAll('.customers tbody tr').length"))
                .isEqualTo("1");
        assertThat(browser.text("document.activeElement.id")).isEqualTo("q");
    }

    private static void open(Chromium browser) throws IOException {
        browser.click(".customers tbody a");
        browser.await("location.pathname.startsWith('/console/installations/')");
        browser.await("document.querySelector('.operations details')");
        assertThat(browser.text("document.querySelector('.objects').innerText"))
                .contains("company", "Account", "Contact", "1,200", "Up to date");
        browser.click(".operations li:last-child summary");
        browser.await("document.querySelector('.operations .lines li')");
        assertThat(browser.text("document.querySelector('.operations .lines').innerText"))
                .contains("Read ");
        Pictures.take(browser, "installation");
    }
}
