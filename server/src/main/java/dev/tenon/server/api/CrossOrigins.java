package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.SqlFailure;
import dev.tenon.server.tenant.AllowedOrigins;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.tenant.Projects;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Which pages a browser lets read our replies. Each project lists its own; the lists of all are
/// remembered for five seconds, so that a request costs no statement. Safe for use by many threads.
final class CrossOrigins {
    private static final Duration REMEMBERED = Duration.ofSeconds(5);

    private final Db db;
    private final Projects projects;
    private final InstantSource clock;
    private final AtomicReference<@Nullable Lists> lists = new AtomicReference<>();
    private final AtomicBoolean isReading = new AtomicBoolean();

    CrossOrigins(Db db, Projects projects, InstantSource clock) {
        this.db = db;
        this.projects = projects;
        this.clock = clock;
    }

    /// What is said to a page about a reply: nothing when it may not read it.
    Map<String, String> headers(Request request, Reach reach) {
        if (reach instanceof Reach.EveryPage) return Map.of("Access-Control-Allow-Origin", "*");
        var headers = new HashMap<String, String>();
        headers.put("Vary", "Origin");
        allowed(request, reach)
                .ifPresent(origin -> {
                    headers.put("Access-Control-Allow-Origin", origin);
                    headers.put(
                            "Access-Control-Expose-Headers",
                            "X-Request-Id, Retry-After, RateLimit, RateLimit-Policy");
                });
        return headers;
    }

    /// @throws Refusal `cors.origin-not-allowed`
    Reply preflight(Request request, Reach reach) {
        if (request.header("origin").isEmpty()) {
            return Reply.empty().with("Allow", Preflight.METHODS + ", OPTIONS");
        }
        String origin = allowed(request, reach).orElseThrow(CrossOrigins::notAllowed);
        return Preflight.reply(request).with("Access-Control-Allow-Origin", origin);
    }

    /// The value of `Access-Control-Allow-Origin`.
    private Optional<String> allowed(Request request, Reach reach) {
        return request.header("origin")
                .flatMap(origin ->
                        current().of(reach).stream()
                                .filter(list -> list.allows(origin))
                                .findFirst()
                                .map(list -> list.isAny() ? "*" : origin));
    }

    /// One thread reads them anew; the others go on with those from before.
    private Lists current() {
        Lists known = lists.get();
        Instant now = clock.instant();
        if (known != null && known.until().isAfter(now)) return known;
        if (!isReading.compareAndSet(false, true) && known != null) return known;
        try {
            List<Project> open = db.asSystem(projects::openToPages);
            lists.set(Lists.of(open, now.plus(REMEMBERED)));
        } catch (SqlFailure _) {
            if (known == null) return Lists.of(List.of(), now);
        } finally {
            isReading.set(false);
        }
        Lists read = lists.get();
        return read == null ? Lists.of(List.of(), now) : read;
    }

    private static Refusal notAllowed() {
        return new Refusal(
                Refusal.Kind.FORBIDDEN,
                "cors.origin-not-allowed",
                "Pages of this origin may not call.",
                "header Origin",
                "Add the origin to the project's allowedOrigins: tenon projects origins --add"
                        + " https://app.example.com");
    }

    /// Whose list counts.
    sealed interface Reach {
        /// Everybody may know it.
        record EveryPage() implements Reach {}

        /// It is no business of other pages.
        record NoPage() implements Reach {}

        /// No project is known yet: any project's.
        record AnyProject() implements Reach {}

        /// @param project its name or id
        record Named(String project) implements Reach {}

        /// That of the project a caller belongs to.
        record Own(ProjectId project) implements Reach {}

        static Reach of(Caller caller) {
            return caller.project() == null ? new AnyProject() : new Own(caller.project());
        }
    }

    private record Lists(
            Map<String, AllowedOrigins> named,
            Map<ProjectId, AllowedOrigins> numbered,
            Instant until) {
        static Lists of(List<Project> projects, Instant until) {
            var named = new HashMap<String, AllowedOrigins>();
            var numbered = new HashMap<ProjectId, AllowedOrigins>();
            for (Project project : projects) {
                named.put(project.name(), project.origins());
                named.put(project.id().toString(), project.origins());
                numbered.put(project.key(), project.origins());
            }
            return new Lists(named, numbered, until);
        }

        List<AllowedOrigins> of(Reach reach) {
            return switch (reach) {
                case Reach.EveryPage _ -> List.of(AllowedOrigins.ALL);
                case Reach.NoPage _ -> List.of();
                case Reach.AnyProject _ -> List.copyOf(numbered.values());
                case Reach.Named of ->
                        Optional.ofNullable(named.get(of.project())).stream().toList();
                case Reach.Own of ->
                        Optional.ofNullable(numbered.get(of.project())).stream().toList();
            };
        }
    }
}
