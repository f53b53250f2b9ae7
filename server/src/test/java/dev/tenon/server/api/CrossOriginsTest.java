package dev.tenon.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.api.CrossOrigins.Reach;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.tenant.AllowedOrigins;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.testing.TestClock;
import dev.tenon.server.testing.TestDatabase;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabase.class)
class CrossOriginsTest {
    private final TestClock clock = new TestClock();
    private final Projects projects = new Projects(new TimeId(clock, new SecureRandom()), clock);
    private final Db db;
    private final CrossOrigins origins;
    private final String page = "https://" + UUID.randomUUID() + ".example.com";

    CrossOriginsTest(Db db) {
        this.db = db;
        this.origins = new CrossOrigins(db, projects, clock);
    }

    private Project project(String... allowed) {
        Project made =
                db.asSystem(tx -> projects.create(tx, "p" + UUID.randomUUID(), "App", "org"));
        return allow(made, allowed);
    }

    private Project allow(Project project, String... allowed) {
        var draft =
                new Projects.Draft(project.name(), "App", AllowedOrigins.parse(List.of(allowed)));
        return db.asSystem(tx -> projects.change(tx, project.key(), draft));
    }

    private Map<String, String> headers(String origin, String project) {
        return headers(origin, new Reach.Named(project));
    }

    private Map<String, String> headers(String origin, Reach reach) {
        return origins.headers(Visits.of("GET", "/", "", Map.of("origin", origin)), reach);
    }

    @Test
    void a_page_is_told_that_it_may_read_what_its_project_allows() {
        Project own = project(page);
        Project other = project("https://other.example.com");

        for (Reach reach :
                List.of(
                        new Reach.Named(own.name()),
                        new Reach.Named(own.id().toString()),
                        new Reach.Own(own.key()),
                        new Reach.AnyProject())) {
            assertThat(headers(page, reach))
                    .containsEntry("Access-Control-Allow-Origin", page)
                    .containsEntry("Vary", "Origin")
                    .doesNotContainKey("Access-Control-Allow-Credentials");
        }
        assertThat(headers(page, other.name())).isEqualTo(Map.of("Vary", "Origin"));
        assertThat(headers(page, new Reach.NoPage())).isEqualTo(Map.of("Vary", "Origin"));
        assertThat(headers(page, "nowhere")).isEqualTo(Map.of("Vary", "Origin"));
        assertThat(headers("https://evil.example.com", own.name()))
                .isEqualTo(Map.of("Vary", "Origin"));
    }

    @Test
    void any_page_may_read_what_a_project_allows_for_all_and_what_is_no_secret() {
        Project open = project("*");

        assertThat(headers("https://evil.example.com", open.name()))
                .containsEntry("Access-Control-Allow-Origin", "*");
        assertThat(
                        origins.headers(
                                Visits.of("GET", "/v1/providers", "", Map.of()),
                                new Reach.EveryPage()))
                .isEqualTo(Map.of("Access-Control-Allow-Origin", "*"));
        allow(open);
    }

    @Test
    void the_lists_are_remembered_for_five_seconds() {
        Project own = project();
        assertThat(headers(page, own.name())).doesNotContainKey("Access-Control-Allow-Origin");
        allow(own, page);

        clock.advance(Duration.ofMillis(4_900));
        assertThat(headers(page, own.name())).doesNotContainKey("Access-Control-Allow-Origin");
        clock.advance(Duration.ofMillis(200));
        assertThat(headers(page, own.name())).containsKey("Access-Control-Allow-Origin");
    }

    @Test
    void a_preflight_names_methods_and_headers_and_is_refused_for_other_pages() {
        Project own = project(page);
        var reach = new Reach.Named(own.name());
        Map<String, String> asked =
                Map.of(
                        "origin",
                        page,
                        "access-control-request-headers",
                        "x-tenon-trace, X-Tenon-Client, evil\r\n, x-other");

        Reply reply = origins.preflight(Visits.of("OPTIONS", "/", "", asked), reach);

        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.headers())
                .containsEntry("Access-Control-Allow-Origin", page)
                .containsEntry("Access-Control-Max-Age", "600")
                .containsKey("Vary");
        assertThat(reply.headers().get("Access-Control-Allow-Headers"))
                .contains("authorization", "x-api-key", "x-amp-client-version")
                .endsWith("x-tenon-trace, x-tenon-client");
        assertThatThrownBy(() ->
                        origins.preflight(
                                Visits.of(
                                        "OPTIONS",
                                        "/",
                                        "",
                                        Map.of("origin", "https://evil.example.com")),
                                reach))
                .isInstanceOf(Refusal.class);
        assertThat(origins.preflight(Visits.of("OPTIONS", "/", "", Map.of()), reach).headers())
                .containsOnlyKeys("Allow");
    }
}
