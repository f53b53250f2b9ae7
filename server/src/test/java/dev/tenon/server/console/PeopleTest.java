package dev.tenon.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.api.Reply;
import dev.tenon.server.db.Db;
import dev.tenon.server.people.Person;
import dev.tenon.server.people.Rights;
import dev.tenon.server.testing.TestDatabase;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// People sign in with an address and a password, and admins say who may.
@ExtendWith(TestDatabase.class)
class PeopleTest {
    private static final String GOOD = "correct horse battery";
    private static final Pattern LINK = Pattern.compile("8600(/console/welcome\\?link=([\\w-]+))");

    private final Office office;

    PeopleTest(Db db) {
        this.office = new Office(db);
    }

    @BeforeEach
    void nobody() {
        office.emptyOfPeople();
    }

    private Browser signedIn(String email, Rights rights) {
        office.person(email, GOOD, rights);
        return entered(email, GOOD);
    }

    private Browser entered(String email, String password) {
        Browser browser = new Browser(office.console());
        assertThat(browser.signIn(email, password).status()).isEqualTo(303);
        return browser;
    }

    private static Map<String, String> first(String key) {
        return Map.of("key", key, "email", "Ann@example.com", "name", "Ann", "password", GOOD);
    }

    @Test
    void a_new_server_asks_for_its_first_admin_and_then_for_a_password() {
        Browser browser = new Browser(office.console());
        assertThat(browser.page("/console/sign-in"))
                .contains("This server is new", "admin.key", "Make me the first admin");

        Reply wrong = browser.post("/console/first-admin", first(office.adminKey + "x"));
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(Browser.html(wrong))
                .contains("not the administrator", "value=\"Ann@example.com\"");
        Map<String, String> weak = new HashMap<>(first(office.adminKey));
        weak.put("password", "short");
        assertThat(Browser.html(browser.post("/console/first-admin", weak)))
                .contains("at least 12 characters", "role=\"alert\"")
                .doesNotContain("value=\"short\"");

        Reply made = browser.post("/console/first-admin", first(office.adminKey));

        assertThat(made.headers()).containsEntry("Location", "/console");
        assertThat(browser.page("/console/people")).contains("Ann", "ann@example.com", "Admin");
        Browser next = new Browser(office.console());
        assertThat(next.page("/console/sign-in"))
                .contains("E-mail address", "Sign in with a key")
                .doesNotContain("This server is new");
        assertThat(next.post("/console/first-admin", first(office.adminKey)).status())
                .isEqualTo(409);
        assertThat(next.signIn("ann@example.com", GOOD).status()).isEqualTo(303);
    }

    @Test
    void a_wrong_password_is_told_and_many_are_slowed_down() {
        office.person("ann@example.com", GOOD, Rights.ADMIN);
        Browser browser = new Browser(office.console());

        Reply wrong = browser.signIn("ann@example.com", "wrong horse battery");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.headers()).doesNotContainKey("Set-Cookie");
        assertThat(Browser.html(wrong))
                .contains("The e-mail address or the password is wrong.", "ann@example.com")
                .doesNotContain("wrong horse battery");
        for (int i = 0; i < 5; i++) browser.signIn("ann@example.com", "wrong horse battery");

        Reply slowed = browser.signIn("ann@example.com", GOOD);
        assertThat(slowed.status()).isEqualTo(429);
        assertThat(Browser.html(slowed)).contains("too many tries", "Wait 2 seconds");
    }

    @Test
    void a_member_sees_their_projects_and_nothing_of_the_others() {
        Office other = new Office(office.db);
        Browser browser =
                signedIn("ann@example.com", new Rights(false, false, Set.of(office.project.key())));
        Customer theirs = other.customer("theirs", "Theirs");

        assertThat(browser.page(office.list()))
                .contains("ann@example.com")
                .doesNotContain(">People<");
        assertThat(browser.get(other.list()).status()).isEqualTo(404);
        assertThat(browser.get(theirs.page()).status()).isEqualTo(404);
        for (String page : new String[] {"/console/people", "/console/audit"}) {
            Reply reply = browser.get(page);
            assertThat(reply.status()).isEqualTo(403);
            assertThat(Browser.html(reply)).contains("This page is for admins", "Sign out");
        }
        assertThat(browser.post("/console/people", Map.of("email", "e@x.y", "name", "E")).status())
                .isEqualTo(403);
    }

    @Test
    void who_has_no_project_yet_is_told_so() {
        Browser browser = signedIn("ann@example.com", Rights.NONE);

        Reply reply = browser.get("/console");

        assertThat(reply.status()).isEqualTo(403);
        assertThat(Browser.html(reply)).contains("You may see no project yet", "Sign out");
    }

    @Test
    void a_session_ends_when_the_person_is_switched_off_or_changes_their_password_elsewhere() {
        Browser admin = signedIn("root@example.com", Rights.ADMIN);
        Person ann = office.person("ann@example.com", GOOD, Rights.ADMIN);
        Browser here = entered("ann@example.com", GOOD);
        Browser there = entered("ann@example.com", GOOD);

        Reply changed =
                here.post(
                        "/console/account/password",
                        Map.of("before", GOOD, "password", "another horse battery"));
        assertThat(changed.headers()).containsEntry("Location", "/console/account?done=password");
        assertThat(here.get("/console/account").status()).isEqualTo(200);
        assertThat(there.get("/console/account").status()).isEqualTo(303);

        admin.post("/console/people/" + ann.id(), Map.of("name", "Ann", "role", "admin"));
        assertThat(here.get("/console/account").status()).isEqualTo(303);
        assertThat(here.signIn("ann@example.com", "another horse battery").status()).isEqualTo(401);
    }

    @Test
    void signing_out_everywhere_ends_every_session() {
        Browser here = signedIn("ann@example.com", Rights.ADMIN);
        Browser there = entered("ann@example.com", GOOD);

        here.post("/console/account/sign-out", Map.of());

        assertThat(here.get("/console/account").status()).isEqualTo(303);
        assertThat(there.get("/console/account").status()).isEqualTo(303);
    }

    @Test
    void a_session_lasts_twelve_hours() {
        Browser browser = signedIn("ann@example.com", Rights.ADMIN);
        office.clock.advance(Duration.ofHours(12).minusSeconds(1));
        assertThat(browser.get("/console/account").status()).isEqualTo(200);

        office.clock.advance(Duration.ofSeconds(1));

        assertThat(browser.get("/console/account").status()).isEqualTo(303);
    }

    @Test
    void an_admin_adds_somebody_who_chooses_a_password_with_the_link() {
        Browser admin = signedIn("root@example.com", Rights.ADMIN);
        String box = "project-" + office.project.id();

        Reply added =
                admin.post(
                        "/console/people",
                        Map.of(
                                "email",
                                "bob@example.com",
                                "name",
                                "Bob",
                                "role",
                                "decide",
                                box,
                                "on"));
        Matcher link = LINK.matcher(Browser.html(added));
        assertThat(link.find()).isTrue();
        assertThat(admin.page("/console/people"))
                .contains("Bob", "May decide", office.project.name(), "Invited")
                .doesNotContain(link.group(2));

        Browser bob = new Browser(office.console());
        assertThat(bob.page(link.group(1))).contains("Welcome, Bob", "bob@example.com");
        Reply weak = bob.post("/console/welcome", Map.of("link", link.group(2), "password", "x"));
        assertThat(weak.status()).isEqualTo(400);
        Reply chosen =
                bob.post("/console/welcome", Map.of("link", link.group(2), "password", GOOD));
        assertThat(chosen.status()).isEqualTo(303);
        assertThat(bob.get(office.list()).status()).isEqualTo(200);
        assertThat(bob.get(link.group(1)).status()).isEqualTo(404);
        assertThat(Browser.html(bob.get(link.group(1)))).contains("console.link-over");
        assertThat(admin.page("/console/audit"))
                .contains("Password chosen", "Added", "person/root@example.com");
    }

    @Test
    void what_is_wrong_with_a_person_is_told_beside_what_was_typed() {
        Browser admin = signedIn("root@example.com", Rights.ADMIN);

        Reply twice =
                admin.post(
                        "/console/people",
                        Map.of("email", "root@example.com", "name", "Twin \"<b>"));
        assertThat(twice.status()).isEqualTo(409);
        assertThat(Browser.html(twice)).contains("There is already a person", "value=\"Twin &#34;");

        String self = Browser.html(admin.get("/console/people"));
        Matcher page = Pattern.compile("/console/people/[0-9a-f-]{36}").matcher(self);
        assertThat(page.find()).isTrue();
        Reply last = admin.post(page.group() + "/remove", Map.of());
        assertThat(last.status()).isEqualTo(409);
        assertThat(Browser.html(last)).contains("is the last admin", "What they may do");
        assertThat(admin.get("/console/people").status()).isEqualTo(200);
    }

    @Test
    void people_rename_themselves_but_sign_decisions_with_their_address() {
        Browser browser =
                signedIn("ann@example.com", new Rights(false, true, Set.of(office.project.key())));

        browser.post("/console/account", Map.of("name", "Administrator"));

        assertThat(browser.page("/console/account")).contains("Administrator", "ann@example.com");
        assertThat(Browser.html(browser.post("/console/account", Map.of("name", " "))))
                .contains("A name has 1 to 100 characters");
    }

    @Test
    void the_administrators_key_opens_the_people_page_and_has_no_account() {
        Browser browser = office.administrator();

        assertThat(browser.page("/console/people")).contains("Nobody yet", "Add a person");
        assertThat(browser.get("/console/account").status()).isEqualTo(404);
    }

    @Test
    void every_form_of_another_site_is_refused() {
        Browser browser = signedIn("ann@example.com", Rights.ADMIN);
        Map<String, String> foreign = Map.of("sec-fetch-site", "cross-site");

        for (String path :
                new String[] {
                    "/console/account",
                    "/console/account/password",
                    "/console/account/sign-out",
                    "/console/people",
                    "/console/first-admin",
                    "/console/welcome",
                    "/console/people/0198f2a4-0000-7000-8000-000000000001",
                    "/console/people/0198f2a4-0000-7000-8000-000000000001/reset",
                    "/console/people/0198f2a4-0000-7000-8000-000000000001/remove"
                }) {
            Reply reply = browser.post(path, first(office.adminKey), foreign);
            assertThat(reply.status()).as(path).isEqualTo(403);
            assertThat(Browser.html(reply)).as(path).contains("console.foreign-form");
        }
        assertThat(browser.get("/console/account").status()).isEqualTo(200);
    }
}
