package dev.tenon.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.api.Reply;
import dev.tenon.server.db.Db;
import dev.tenon.server.json.Json;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.operation.Operations.Severity;
import dev.tenon.server.testing.TestDatabase;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabase.class)
class InstallationPageTest {
    private final Office office;
    private final Browser browser;

    InstallationPageTest(Db db) {
        this.office = new Office(db);
        this.browser = office.administrator();
    }

    @Test
    void objects_have_a_state_their_records_and_the_times_of_their_runs() {
        Customer acme = office.customer("acme", "Acme").upToDate(4_200);
        acme.due(office.clock.instant().plusSeconds(600));

        String page = browser.page(acme.page());

        assertThat(page)
                .contains("company", "<small>Account</small>", "Contact", "4,200", "Up to date")
                .contains(">in 10 min</time>", "crm, revision 1", acme.installation().toString());
        assertThat(page).contains("href=\"/console?project=" + office.project.name() + "\"");
    }

    @Test
    void a_run_under_way_shows_how_far_it_is() {
        Customer acme = office.customer("acme", "Acme").backfilling(12_500, 50_000);

        assertThat(browser.page(acme.page()))
                .contains(
                        "Backfilling", "12,500 of 50,000 (25 %)", "value=\"12500\" max=\"50000\"");
    }

    @Test
    void an_error_comes_with_what_to_do() {
        Customer failing = office.customer("f", "F").failing("No such column (INVALID_FIELD)");
        failing.due(office.clock.instant().plusSeconds(600));
        Customer waiting = office.customer("w", "W").waiting("Slow down (HTTP 429)");
        waiting.due(office.clock.instant().plusSeconds(8));
        Customer signedOut = office.customer("s", "S").signedOut("expired access/refresh token");
        Customer gone = office.customer("g", "G").disconnected();

        assertThat(browser.page(failing.page()))
                .contains("No such column (INVALID_FIELD)")
                .contains("tenon read crm company --group f", "It is tried again in 10 min.");
        assertThat(browser.page(waiting.page()))
                .contains(
                        "Slow down (HTTP 429)",
                        "Nothing needs to be done. It is tried again in 8 s.");
        assertThat(browser.page(signedOut.page()))
                .contains("expired access/refresh token", "tenon connect salesforce --group s");
        assertThat(browser.page(gone.page()))
                .contains("The connection was deleted.", "tenon connect salesforce --group g");
    }

    @Test
    void operations_tell_how_they_went_and_show_their_log() {
        Customer acme = office.customer("acme", "Acme").upToDate(1);
        Operation operation = office.begin(acme, "Account");
        office.clock.advance(Duration.ofSeconds(90));
        office.get(tx -> {
            office.operations.log(
                    tx,
                    acme.group(),
                    operation.id(),
                    Severity.WARNING,
                    "<script>waits</script>",
                    Json.object().put("after", "30 s"));
            office.operations.end(
                    tx,
                    acme.group(),
                    operation.id(),
                    Operation.Status.SUCCESS,
                    "Read 7 records of Account",
                    Json.object());
            return tx;
        });

        assertThat(browser.page(acme.page()))
                .contains("Backfill of Account", "Read 7 records of Account", "took 1 min", "Done");
        String log = acme.page() + "/operations/" + operation.id();
        Reply part = browser.part(log);
        assertThat(Browser.html(part))
                .startsWith("<div class=\"lines\"")
                .contains("&lt;script&gt;waits", "09:01:30.000", "warning", "after")
                .doesNotContain("<script>waits", "every 5s");
        assertThat(browser.page(log)).contains("<html", "&lt;script&gt;waits");
    }

    @Test
    void the_log_of_an_operation_under_way_refreshes_itself() {
        Customer acme = office.customer("acme", "Acme");
        Operation operation = office.begin(acme, "Account");

        assertThat(Browser.html(browser.part(acme.page() + "/operations/" + operation.id())))
                .contains("No lines yet.", "every 5s");
    }

    @Test
    void what_is_not_there_is_told_on_a_page() {
        Customer acme = office.customer("acme", "Acme");
        Customer globex = office.customer("globex", "Globex");
        Operation theirs = office.begin(globex, "Account");

        assertThat(browser.get("/console/installations/x").status()).isEqualTo(404);
        assertThat(browser.get("/console/installations/" + UUID.randomUUID()).status())
                .isEqualTo(404);
        Reply log = browser.get(acme.page() + "/operations/" + theirs.id());
        assertThat(log.status()).isEqualTo(404);
        assertThat(Browser.html(log)).contains("operation.unknown", "To the customers");
    }
}
