package dev.tenon.server.console;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.api.Request;
import dev.tenon.server.console.Session.Holder;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.people.People;
import dev.tenon.server.people.Person;
import dev.tenon.server.people.Rights;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.ApiKeys;
import dev.tenon.server.tenant.ApiKeys.ApiKey;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.tenant.Scope;
import dev.tenon.server.tenant.ServerAudit;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Who may come in: people of this server, whoever holds the administrator's key, or a key that may
/// read. A session ends when its time is over, and when its key is deleted or switched off; a
/// person's when they are, or when they change their password. Safe for use by many threads.
final class Door {
    static final String COOKIE = "tenon_console";

    private final Db db;
    private final Projects projects;
    private final ApiKeys keys;
    private final People people;
    private final ServerAudit audit;
    private final Secret admin;
    private final Sessions sessions;

    Door(Db db, Projects projects, ApiKeys keys, Console.Access access, InstantSource clock) {
        this.db = db;
        this.projects = projects;
        this.keys = keys;
        this.people = access.staff().people();
        this.audit = access.staff().audit();
        this.admin = access.admin();
        this.sessions = new Sessions(access, clock);
    }

    /// Tries a key. Says of a wrong one no more than that, and compares in constant time. Who comes
    /// in is in the server's audit.
    ///
    /// @param from the network address that it came from
    Attempt enter(String key, String from) {
        if (key.isEmpty()) return new Attempt.Refused(missing());
        if (isAdministrators(key)) {
            note("admin", "the administrator's key", from);
            return new Attempt.Welcome(sessions.begin(new Holder.Administrator()));
        }
        Optional<ApiKey> known = db.asSystem(tx -> keys.authenticate(tx, key));
        if (known.isEmpty()) return new Attempt.Refused(unknown());
        if (!mayRead(known.get())) return new Attempt.Refused(notAllowed());
        ApiKey entered = known.get();
        note("key/" + entered.id(), entered.label(), from);
        return new Attempt.Welcome(sessions.begin(new Holder.Key(entered.project(), entered.id())));
    }

    private void note(String actor, String key, String from) {
        db.asSystem(tx -> {
            audit.note(tx, actor, "sign-in.key", key, Map.of("from", from));
            return key;
        });
    }

    /// Whether a key is the administrator's, compared in constant time.
    boolean isAdministrators(String key) {
        return new Secret(key).equals(admin);
    }

    /// The cookie of somebody who has shown who they are.
    String admit(Person person) {
        return sessions.begin(new Holder.Somebody(person.id(), person.standing().session()));
    }

    /// Who sends a request. One statement for the administrator, two for others.
    Optional<Visitor> visitor(Request request) {
        return sessions.open(request.cookie(COOKIE))
                .flatMap(session -> db.asSystem(tx -> visitor(tx, session)));
    }

    private Optional<Visitor> visitor(Tx tx, Session session) {
        return switch (session.holder()) {
            case Holder.Administrator() ->
                    Optional.of(new Visitor("Administrator", projects.all(tx), true, true, null));
            case Holder.Key(ProjectId project, String id) ->
                    keys.active(tx, project, id)
                            .filter(Door::mayRead)
                            .map(key -> visitor(key, projects.get(tx, project)));
            case Holder.Somebody(UUID id, int number) ->
                    people.find(tx, id)
                            .filter(person -> person.standing().active())
                            .filter(person -> person.standing().session() == number)
                            .map(person -> visitor(person, projects.all(tx)));
        };
    }

    private static Visitor visitor(Person person, List<Project> all) {
        Rights rights = person.rights();
        List<Project> seen =
                all.stream()
                        .filter(each -> rights.isAdmin() || rights.projects().contains(each.key()))
                        .toList();
        return new Visitor(person.name(), seen, rights.mayDecide(), rights.isAdmin(), person);
    }

    private static Visitor visitor(ApiKey key, Project project) {
        String name = key.label().isEmpty() ? "Key " + key.id() : "Key “" + key.label() + "”";
        return new Visitor(name, List.of(project), mayDecide(key), false, null);
    }

    private static boolean mayRead(ApiKey key) {
        return key.scopes().contains(Scope.FULL) || key.scopes().contains(Scope.READ);
    }

    private static boolean mayDecide(ApiKey key) {
        return key.scopes().contains(Scope.FULL) || key.scopes().contains(Scope.WRITE);
    }

    /// Browsers say where a form was sent from; what says nothing is no browser, and has no cookies
    /// that somebody else could use.
    ///
    /// @throws Refusal `console.foreign-form`
    static void refuseForeign(Request request) {
        Optional<String> site = request.header("Sec-Fetch-Site");
        boolean foreign =
                site.map(from -> !from.equals("same-origin") && !from.equals("none"))
                        .orElseGet(() -> isForeign(request));
        if (!foreign) return;
        throw new Refusal(
                Refusal.Kind.FORBIDDEN,
                "console.foreign-form",
                "This form was sent from another site.",
                "header Origin",
                "Open the page in the console itself and use the form there.");
    }

    private static boolean isForeign(Request request) {
        return request.header("Origin")
                .map(origin -> !host(origin).equals(request.header("Host").orElse("")))
                .orElse(false);
    }

    private static String host(String origin) {
        try {
            return String.valueOf(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException _) {
            return "";
        }
    }

    private static Diagnostic missing() {
        return new Diagnostic(
                "key.missing", "There is no key yet.", "the form", "Paste a key of this server.");
    }

    private static Diagnostic unknown() {
        return new Diagnostic(
                "key.unknown",
                "This key is not known, or it was switched off.",
                "the form",
                "Paste a key that “tenon keys” lists as active, or the administrator's key.");
    }

    private static Diagnostic notAllowed() {
        return new Diagnostic(
                "key.not-allowed",
                "This key may not read.",
                "the form",
                "Use a key with the scope full or read; “tenon keys create --scope read” makes one.");
    }

    /// What came of a key.
    sealed interface Attempt {
        /// @param cookie the value of the cookie to set
        record Welcome(String cookie) implements Attempt {
            @Override
            public String toString() {
                return "Welcome(***)";
            }
        }

        record Refused(Diagnostic why) implements Attempt {}
    }
}
