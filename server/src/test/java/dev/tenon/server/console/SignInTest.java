package dev.tenon.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.api.Reply;
import dev.tenon.server.db.Db;
import dev.tenon.server.tenant.ApiKeys;
import dev.tenon.server.tenant.Audit;
import dev.tenon.server.tenant.Scope;
import dev.tenon.server.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabase.class)
class SignInTest {
    private final Office office;

    SignInTest(Db db) {
        this.office = new Office(db);
    }

    @Test
    void whoever_has_not_signed_in_is_sent_to_sign_in_and_then_on() {
        Browser browser = new Browser(office.console());

        Reply first = browser.get(office.list() + "&q=a b".replace(" ", "+"));
        assertThat(first.status()).isEqualTo(303);
        String there = first.headers().getOrDefault("Location", "");
        assertThat(there).startsWith("/console/sign-in?next=%2Fconsole%3Fproject%3D");
        assertThat(browser.get("/").headers()).containsEntry("Location", "/console");

        String next = office.list() + "&q=a+b";
        Reply entered =
                browser.post(
                        "/console/sign-in",
                        Map.of("key", " " + office.adminKey + "\n", "next", next),
                        Map.of());
        assertThat(entered.headers()).containsEntry("Location", next);
        assertThat(entered.headers().get("Set-Cookie"))
                .contains("HttpOnly", "SameSite=Strict", "Path=/console", "Max-Age=43200")
                .doesNotContain("Secure", office.adminKey);
        assertThat(browser.get(next).status()).isEqualTo(200);
    }

    @Test
    void a_refresh_of_a_part_is_told_to_go_to_the_sign_in_page() {
        Reply part = new Browser(office.console()).part("/console");

        assertThat(part.status()).isEqualTo(401);
        assertThat(part.headers().get("HX-Redirect")).startsWith("/console/sign-in?next=");
    }

    @Test
    void who_comes_in_with_a_key_is_in_the_servers_audit() {
        ApiKeys.Issued issued = office.key(Scope.READ);
        new Browser(office.console()).with(issued.secret());
        new Browser(office.console()).with(office.adminKey);
        new Browser(office.console()).signIn(issued.secret() + "x");

        List<Audit.Entry> newest =
                office.db.asSystem(tx -> office.staff.audit().newest(tx, Audit.Filter.ALL, 2));

        assertThat(newest).extracting(Audit.Entry::action).containsOnly("sign-in.key");
        assertThat(newest)
                .extracting(Audit.Entry::actor)
                .containsExactly("admin", "key/" + issued.apiKey().id());
        assertThat(newest.getLast().subject()).isEqualTo("ops");
        assertThat(newest.toString()).contains("192.0.2.1").doesNotContain(issued.secret());
    }

    @Test
    void a_wrong_key_is_told_and_opens_nothing() {
        String writer = office.key(Scope.WRITE).secret();
        String off = office.key(Scope.FULL).secret();

        for (String key : new String[] {"", "x", "tnn_a_b", office.adminKey + "x", off + "x"}) {
            Browser browser = new Browser(office.console());
            Reply reply = browser.signIn(key);
            assertThat(reply.status()).as(key).isEqualTo(401);
            assertThat(reply.headers()).doesNotContainKey("Set-Cookie");
            assertThat(Browser.html(reply)).contains("role=\"alert\"").doesNotContain(off);
            assertThat(browser.get("/console").status()).isEqualTo(303);
        }
        Reply refused = new Browser(office.console()).signIn(writer);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(Browser.html(refused)).contains("This key may not read.");
    }

    @Test
    void a_session_ends_after_twelve_hours() {
        Browser browser = office.administrator();
        office.clock.advance(Duration.ofHours(12).minusSeconds(1));
        assertThat(browser.get("/console").status()).isEqualTo(200);

        office.clock.advance(Duration.ofSeconds(1));

        assertThat(browser.get("/console").status()).isEqualTo(303);
    }

    @Test
    void a_session_that_was_changed_opens_nothing() {
        Browser browser = office.administrator();
        String good = browser.cookie;

        // The bits of the last letter are not all used.
        for (int i = 0; i < good.length() - 1; i += 7) {
            char other = good.charAt(i) == 'A' ? 'B' : 'A';
            browser.cookie = good.substring(0, i) + other + good.substring(i + 1);
            assertThat(browser.get("/console").status()).as("letter " + i).isEqualTo(303);
        }
        browser.cookie = "not base64 ü";
        assertThat(browser.get("/console").status()).isEqualTo(303);
        browser.cookie = good;
        assertThat(browser.get("/console").status()).isEqualTo(200);
    }

    @Test
    void a_session_ends_with_its_key() {
        ApiKeys.Issued key = office.key(Scope.FULL);
        Browser browser = new Browser(office.console()).with(key.secret());
        assertThat(browser.get("/console").status()).isEqualTo(200);

        office.deleteKey(key);

        assertThat(browser.get("/console").status()).isEqualTo(303);
    }

    @Test
    void a_new_administrators_key_ends_every_session() {
        String cookie = office.administrator().cookie;
        Browser browser = new Browser(office.console("tnadmin_another"));
        browser.cookie = cookie;

        assertThat(browser.get("/console").status()).isEqualTo(303);
    }

    @Test
    void signing_out_forgets_the_session() {
        Browser browser = office.administrator();

        Reply left = browser.post("/console/sign-out", Map.of(), Map.of());

        assertThat(left.headers().get("Set-Cookie"))
                .startsWith(Door.COOKIE + "=;")
                .contains("Max-Age=0");
        assertThat(browser.get("/console").status()).isEqualTo(303);
    }

    @Test
    void forms_of_other_sites_are_refused() {
        Browser browser = new Browser(office.console());
        Map<String, String> form = Map.of("key", office.adminKey);

        for (Map<String, String> headers :
                java.util.List.of(
                        Map.of("sec-fetch-site", "cross-site"),
                        Map.of("sec-fetch-site", "same-site"),
                        Map.of("origin", "https://evil.example", "host", "tenon.example"),
                        Map.of("origin", "null", "host", "tenon.example"))) {
            Reply reply = browser.post("/console/sign-in", form, headers);
            assertThat(reply.status()).as(headers.toString()).isEqualTo(403);
            assertThat(Browser.html(reply)).contains("console.foreign-form");
        }
        assertThat(
                        browser.post(
                                        "/console/sign-in",
                                        form,
                                        Map.of("origin", "http://a:8600", "host", "a:8600"))
                                .status())
                .isEqualTo(303);
    }

    @Test
    void after_signing_in_nobody_is_sent_elsewhere() {
        for (String next :
                java.util.List.of(
                        "https://evil.example",
                        "//evil.example",
                        "/console//evil.example",
                        "/console\\evil",
                        "/consolex",
                        "/console?a\r\nSet-Cookie: b=c")) {
            Reply reply =
                    new Browser(office.console())
                            .post(
                                    "/console/sign-in",
                                    Map.of("key", office.adminKey, "next", next),
                                    Map.of());
            assertThat(reply.headers()).as(next).containsEntry("Location", "/console");
        }
    }

    @Test
    void over_https_the_cookie_stays_there() {
        Reply reply =
                new Browser(office.console())
                        .post(
                                "/console/sign-in",
                                Map.of("key", office.adminKey),
                                Map.of("x-forwarded-proto", "https"));

        assertThat(reply.headers().get("Set-Cookie")).endsWith("; Secure");
    }

    @Test
    void pages_allow_the_consoles_own_files_and_nothing_else() {
        Browser browser = office.administrator();
        office.customer("a", "Acme").backfilling(1, 2);

        for (String page :
                new String[] {office.list(), "/console?project=none", "/console/sign-in"}) {
            Reply reply = browser.get(page);
            if (reply.status() == 303) continue;
            assertThat(reply.headers())
                    .containsEntry("Cache-Control", "no-store")
                    .containsEntry("X-Frame-Options", "DENY");
            assertThat(reply.headers().get("Content-Security-Policy"))
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(Browser.html(reply))
                    .doesNotContainPattern("<script(?![^>]* src=\"/console/assets/)")
                    .doesNotContainPattern("\\son[a-z]+=")
                    .doesNotContainPattern("\\sstyle=")
                    .doesNotContainPattern("(src|href)=\"(https?:)?//");
        }
    }

    @Test
    void every_file_that_a_page_loads_is_there_and_may_be_kept() {
        Browser browser = new Browser(office.console());
        var files =
                java.util.regex.Pattern.compile("\"(/console/assets/[^\"]+)\"")
                        .matcher(browser.page("/console/sign-in"))
                        .results()
                        .map(found -> found.group(1))
                        .toList();

        assertThat(files).hasSize(4);
        for (String file : files) {
            Reply reply = browser.get(file);
            assertThat(reply.status()).as(file).isEqualTo(200);
            assertThat(reply.body().length).isGreaterThan(100);
            assertThat(reply.headers().get("Cache-Control")).contains("immutable");
        }
        assertThat(browser.get("/console/assets/secret.txt").status()).isEqualTo(404);
    }
}
