package dev.tenon.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.api.Reply;
import dev.tenon.server.db.Db;
import dev.tenon.server.json.Json;
import dev.tenon.server.tenant.Scope;
import dev.tenon.server.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.node.ObjectNode;

/// People look at held deletions and quotas, and decide.
@ExtendWith(TestDatabase.class)
class HeldPageTest {
    private static final UUID HELD = UUID.fromString("01a20d03-9618-78e9-b316-fdaedcc77cc0");

    private final Office office;
    private final List<String> decided = new ArrayList<>();
    private String status = "held";

    HeldPageTest(Db db) {
        this.office = new Office(db);
    }

    @BeforeEach
    void features() {
        office.features =
                new Console.Features(
                        (_, _) -> List.of(held()),
                        (project, id, by) -> decide("release", project.name(), id, by),
                        (project, id, by) -> decide("discard", project.name(), id, by),
                        _ -> quotas(),
                        (_, _, object) ->
                                object.equals("Account")
                                        ? Optional.of("about 2 h to go")
                                        : Optional.empty());
    }

    private ObjectNode held() {
        ObjectNode held = Json.object();
        held.put("id", HELD.toString()).put("groupRef", "acme").put("objectName", "Contact");
        held.put("installationId", "0198f2a4-0000-7000-8000-000000000001");
        held.put("records", 1_200).put("ofRecords", 4_000).put("status", status);
        held.put("createTime", office.clock.instant().minusSeconds(600).toString());
        held.put("decidedBy", status.equals("held") ? "" : "ann");
        return held;
    }

    private ObjectNode decide(String how, String project, UUID id, String by) {
        if (!status.equals("held")) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "held-deletion.decided",
                    "These deletions are not held any more.",
                    "held",
                    "List what is held now.");
        }
        decided.add(how + " " + id + " of " + project + " by " + by);
        return held();
    }

    private static ObjectNode quotas() {
        ObjectNode json = Json.object();
        ObjectNode account = json.putArray("results").addObject();
        account.put("groupRef", "acme").put("provider", "salesforce").put("quota", "api");
        account.put("used", 7_000).put("allowed", 15_000);
        account.put("pausedUntil", "2026-03-02T09:05:00Z");
        account.putObject("left")
                .put("interactive", 8_000)
                .put("scheduled", 5_000)
                .put("backfill", 2_000);
        ObjectNode budget = json.putArray("budgets").addObject();
        budget.put("per", "app").put("provider", "salesforce").put("quota", "api");
        budget.put("used", 3).put("calls", 100).put("seconds", 10);
        budget.putObject("left").put("interactive", 97).put("scheduled", 77).put("backfill", 57);
        return json;
    }

    private Reply send(Browser browser, String decision, Map<String, String> headers) {
        return browser.post(
                "/console/held-deletions/" + HELD + "/" + decision,
                Map.of("project", office.project.name()),
                headers);
    }

    @Test
    void what_is_held_is_shown_with_what_a_person_may_do_about_it() {
        String page =
                office.administrator()
                        .page("/console/held-deletions?project=" + office.project.name());

        assertThat(page)
                .contains("acme", "Contact", "1,200 records", "of 4,000 (30 %)", "10 min ago")
                .contains("Waits for you", "They are gone: delete them", "Keep them")
                .contains("/console/held-deletions/" + HELD + "/release")
                .contains("/console/held-deletions/" + HELD + "/discard");
    }

    @Test
    void a_person_releases_or_discards_under_their_name() {
        Browser browser = office.administrator();

        Reply released = send(browser, "release", Map.of());
        send(browser, "discard", Map.of());

        assertThat(released.status()).isEqualTo(303);
        assertThat(released.headers().get("Location"))
                .isEqualTo("/console/held-deletions?project=" + office.project.name());
        String end = " " + HELD + " of " + office.project.name() + " by console: Administrator";
        assertThat(decided).containsExactly("release" + end, "discard" + end);
    }

    @Test
    void what_was_decided_before_is_told_and_offers_nothing_more() {
        Browser browser = office.administrator();
        status = "done";

        String page = browser.page("/console/held-deletions?project=" + office.project.name());
        Reply late = send(browser, "release", Map.of());

        assertThat(page).contains("Deleted", "ann").doesNotContain("Keep them");
        assertThat(late.status()).isEqualTo(409);
        assertThat(Browser.html(late)).contains("held-deletion.decided");
    }

    @Test
    void who_may_only_read_sees_no_buttons_and_decides_nothing() {
        Browser browser = new Browser(office.console()).with(office.key(Scope.READ).secret());

        assertThat(browser.page("/console/held-deletions"))
                .contains("1,200 records", "You may look, and decide nothing")
                .doesNotContain("Keep them");
        assertThat(send(browser, "release", Map.of()).status()).isEqualTo(403);
        assertThat(decided).isEmpty();
    }

    @Test
    void a_form_of_another_site_and_one_without_a_session_decide_nothing() {
        Browser browser = office.administrator();

        Reply foreign = send(browser, "release", Map.of("sec-fetch-site", "cross-site"));
        Reply stranger = send(new Browser(office.console()), "release", Map.of());

        assertThat(foreign.status()).isEqualTo(403);
        assertThat(Browser.html(foreign)).contains("console.foreign-form");
        assertThat(stranger.status()).isEqualTo(303);
        assertThat(stranger.headers().get("Location")).startsWith("/console/sign-in");
        assertThat(decided).isEmpty();
    }

    @Test
    void another_projects_key_cannot_decide_here() {
        Office other = new Office(office.db);
        other.features = office.features;
        Browser browser = new Browser(other.console()).with(other.key(Scope.FULL).secret());

        assertThat(send(browser, "release", Map.of()).status()).isEqualTo(404);
        assertThat(decided).isEmpty();
    }

    @Test
    void quotas_show_what_is_left_for_whom() {
        assertThat(office.administrator().page("/console/quotas?project=" + office.project.name()))
                .contains("acme", "7,000 of 15,000", "8,000", "5,000", "2,000")
                .contains("left alone until 2026-03-02T09:05:00Z")
                .contains("All customers", "3 of 100 in 10 s", "57");
    }

    @Test
    void a_backfill_says_how_long_it_will_take() {
        Customer acme = office.customer("acme", "Acme").backfilling(12_500, 50_000);

        assertThat(office.administrator().page(acme.page()))
                .contains("12,500 of 50,000 (25 %), about 2 h to go");
    }
}
