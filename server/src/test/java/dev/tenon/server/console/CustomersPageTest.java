package dev.tenon.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.api.Reply;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.tenant.Scope;
import dev.tenon.server.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabase.class)
class CustomersPageTest {
    private static final Pattern CUSTOMER =
            Pattern.compile("href=\"/console/installations/[^\"]+\">([^<]*)</a>");
    private static final Pattern NEXT =
            Pattern.compile("<a class=\"button\" href=\"([^\"]+)\">Next page</a>");

    private static final List<String> TABLES =
            List.of("installations", "groups", "connections", "datasets", "reads", "feeds");

    /// How often the list may look at a row: once to judge its installation, and as often as the
    /// joins of the plan that is chosen take it up again.
    private static final long FEW = 3;

    /// Rows of a table that the 51 entries of a page may cost beside: three objects each, looked at
    /// from three sides.
    private static final long FOR_A_PAGE = 51 * 9;

    /// How many plain joins of the same rows the list may cost. It costs less than one, for it
    /// leaves out early what needs no attention; one that looked at each row for each would cost
    /// hundreds.
    private static final double PLAIN_JOINS = 3;

    private final Office office;

    CustomersPageTest(Db db) {
        this.office = new Office(db);
    }

    @Test
    void each_health_has_a_word_of_its_own() {
        office.customer("a", "Healthy Ltd").upToDate(1_234);
        office.customer("b", "Backfilling Ltd").backfilling(12_000, 50_000);
        office.customer("c", "Waiting Ltd").waiting("Too many requests (HTTP 429)");
        office.customer("d", "New Ltd");
        office.customer("e", "Failing Ltd").failing("No such column (INVALID_FIELD)");
        office.customer("f", "Paused Ltd").upToDate(1).paused();
        office.customer("g", "Signed-out Ltd")
                .upToDate(1)
                .signedOut("expired access/refresh token");
        office.customer("h", "Disconnected Ltd").disconnected();

        String page = office.administrator().page(office.list());

        assertThat(health(page, "Healthy Ltd")).isEqualTo("Healthy");
        assertThat(health(page, "Backfilling Ltd")).isEqualTo("Backfilling 24 %");
        assertThat(health(page, "Waiting Ltd")).isEqualTo("Waiting");
        assertThat(health(page, "New Ltd")).isEqualTo("Waiting");
        assertThat(health(page, "Failing Ltd")).isEqualTo("Failing");
        assertThat(health(page, "Paused Ltd")).isEqualTo("Paused");
        assertThat(health(page, "Signed-out Ltd")).isEqualTo("Needs sign-in");
        assertThat(health(page, "Disconnected Ltd")).isEqualTo("Needs sign-in");
        assertThat(row(page, "Healthy Ltd")).contains("2,468");
        assertThat(row(page, "Failing Ltd")).contains("Account: No such column (INVALID_FIELD)");
        assertThat(row(page, "Signed-out Ltd")).contains("expired access/refresh token");
        assertThat(customers(office.administrator().page(office.list() + "&health=waiting")))
                .containsExactly("New Ltd", "Waiting Ltd");
        assertThat(page).containsPattern("All <b>8</b>").containsPattern("Needs sign-in <b>2</b>");
    }

    private static String row(String page, String customer) {
        int begin = page.indexOf(">" + customer + "</a>");
        return page.substring(begin, page.indexOf("</tr>", begin));
    }

    private static String health(String page, String customer) {
        var pill =
                Pattern.compile("<span class=\"pill [a-z]+\">([^<]+)<")
                        .matcher(row(page, customer));
        return pill.find() ? pill.group(1) : "";
    }

    private static List<String> customers(String page) {
        return CUSTOMER.matcher(page).results().map(found -> found.group(1)).toList();
    }

    @Test
    void a_delivery_that_fails_is_the_last_error_where_nothing_else_is_wrong() {
        office.customer("a", "Unheard Ltd").upToDate(3).undelivered("Connection refused");
        office.customer("b", "Unread Ltd").undelivered("HTTP 500").failing("INVALID_FIELD");

        String page = office.administrator().page(office.list());

        assertThat(row(page, "Unheard Ltd"))
                .contains("delivery failing", "Delivery: Connection refused");
        assertThat(row(page, "Unread Ltd"))
                .contains("delivery failing", "Account: INVALID_FIELD")
                .doesNotContain("Delivery: ");
    }

    @Test
    void times_are_told_from_now_with_the_exact_moment_beside_them() {
        office.customer("a", "Acme").upToDate(1);
        office.clock.advance(Duration.ofMinutes(12));

        assertThat(office.administrator().page(office.list()))
                .contains("title=\"2 Mar 2026, 09:00:00 UTC\">12 min ago</time>");
    }

    @Test
    void the_search_finds_part_of_a_name_or_a_ref_and_takes_every_sign_as_it_is() {
        office.customer("acme-1", "Acme GmbH");
        office.customer("x-100%", "Hundred");
        office.customer("globex", "Globex");
        Browser browser = office.administrator();

        assertThat(customers(browser.page(office.list() + "&q=ACME"))).containsExactly("Acme GmbH");
        assertThat(customers(browser.page(office.list() + "&q=%25"))).containsExactly("Hundred");
        assertThat(customers(browser.page(office.list() + "&q=_"))).isEmpty();
        assertThat(browser.page(office.list() + "&q=nobody"))
                .contains("No customer matches")
                .contains("value=\"nobody\"");
    }

    @Test
    void each_page_goes_on_where_the_one_before_ended() {
        office.crowd(120);
        Browser browser = office.administrator();

        var seen = new ArrayList<String>();
        String address = office.list();
        int pages = 0;
        while (!address.isEmpty()) {
            String page = browser.page(address);
            seen.addAll(customers(page));
            pages++;
            var next = NEXT.matcher(page);
            address = next.find() ? next.group(1).replace("&amp;", "&") : "";
        }

        assertThat(pages).isEqualTo(3);
        assertThat(seen).hasSize(120).isSorted();
        assertThat(new HashSet<>(seen)).hasSize(120);
    }

    @Test
    void a_page_of_five_thousand_installations_reads_each_row_a_few_times_and_costs_a_few_joins() {
        office.crowd(5_000);
        var list = new CustomerList();
        Map<String, Long> rows = office.rows(TABLES);

        for (CustomerQuery query :
                List.of(
                        new CustomerQuery(office.project.name(), "", null, null),
                        new CustomerQuery(office.project.name(), "", Health.FAILING, null),
                        new CustomerQuery(office.project.name(), "4999", null, null))) {
            office.get(tx -> {
                var effort = new Effort(tx);
                Runnable page = () -> list.page(tx, office.project.key(), query);

                Map<String, Long> read = effort.rowsRead(page);
                assertThat(read).containsKey("installations");
                for (String table : TABLES) {
                    assertThat(read.getOrDefault(table, 0L))
                            .as("rows read of %s for %s", table, query.address())
                            .isLessThanOrEqualTo(FEW * rows.getOrDefault(table, 0L) + FOR_A_PAGE);
                }
                double joins = effort.against(() -> plainJoin(tx), page);
                System.out.printf("%s: %.1f plain joins%n", query.address(), joins);
                assertThat(joins).as("plain joins for %s", query.address()).isLessThan(PLAIN_JOINS);
                return read;
            });
        }
    }

    /// What no list of customers can do without: their installations beside what is read of them.
    private void plainJoin(Tx tx) {
        tx.one(
                """
                select count(*) filter (where r.failures > 0) as failing
                from installations i
                join groups g using (project_id, group_id)
                join datasets d on d.project_id = i.project_id and d.group_id = i.group_id
                  and d.installation_id = i.id
                join reads r on r.project_id = d.project_id and r.group_id = d.group_id
                  and r.dataset_id = d.dataset_id
                where i.project_id = ?\
                """,
                row -> row.number("failing"),
                office.project.key().number());
    }

    @Test
    void names_and_errors_are_shown_as_text_whatever_is_in_them() {
        String evil = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>";
        Customer customer = office.customer(evil, evil).failing(evil + " and so on, ".repeat(20));
        Browser browser = office.administrator();

        for (String page :
                List.of(
                        browser.page(office.list()),
                        browser.page(customer.page()),
                        browser.page(office.list() + "&q=%3Cscript%3E%22%3E"),
                        Browser.html(browser.part(office.list())))) {
            assertThat(page)
                    .doesNotContain(
                            "<script>alert", "<img src=x", "\"><img", "q=<", "value=\"<script>\"")
                    .contains("&lt;script");
        }
    }

    @Test
    void a_project_with_nothing_in_it_tells_how_to_begin() {
        assertThat(office.administrator().page(office.list()))
                .contains("tenon deploy tenon.yaml -p " + office.project.name())
                .contains("tenon connect salesforce --group acme")
                .contains("tenon install crm --group acme");
    }

    @Test
    void htmx_gets_the_list_alone_with_the_address_of_its_next_refresh() {
        office.customer("a", "Acme").upToDate(1);

        Reply part = office.administrator().part(office.list() + "&q=ac");

        assertThat(Browser.html(part))
                .startsWith("<section id=\"list\"")
                .contains("hx-get=\"/console?project=" + office.project.name() + "&amp;q=ac\"")
                .contains("every 5s")
                .doesNotContain("<html");
    }

    @Test
    void what_cannot_be_understood_is_told_on_a_page() {
        Browser browser = office.administrator();

        Reply health = browser.get(office.list() + "&health=great");
        Reply place = browser.get(office.list() + "&after=nowhere");
        Reply project = browser.get("/console?project=nobodys");

        assertThat(health.status()).isEqualTo(400);
        assertThat(Browser.html(health)).contains("request.bad-parameter", "needs-sign-in");
        assertThat(place.status()).isEqualTo(400);
        assertThat(project.status()).isEqualTo(404);
        assertThat(project.headers()).containsEntry("X-Frame-Options", "DENY");
    }

    @Test
    void a_key_shows_its_own_project_and_no_other(Db db) {
        var other = new Office(db);
        Customer theirs = other.customer("b", "Theirs").upToDate(1);
        office.customer("a", "Ours").upToDate(1);
        Browser browser = new Browser(office.console()).with(office.key(Scope.READ).secret());

        assertThat(customers(browser.page("/console"))).containsExactly("Ours");
        assertThat(browser.get(other.list()).status()).isEqualTo(404);
        assertThat(browser.get(theirs.page()).status()).isEqualTo(404);
    }
}
