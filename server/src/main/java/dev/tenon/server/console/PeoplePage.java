package dev.tenon.server.console;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.api.Reply;
import dev.tenon.server.api.Request;
import dev.tenon.server.db.Db;
import dev.tenon.server.people.Person;
import dev.tenon.server.people.Rights;
import dev.tenon.server.people.Roster;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.tenant.Projects;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Who may come in, for admins: a list, a page for each person, and a link for whoever is to choose
/// a password. Safe for use by many threads.
final class PeoplePage {
    static final String PATH = Console.HOME + "/people";

    private final Db db;
    private final Projects projects;
    private final Roster roster;
    private final Templates templates;
    private final @Nullable URI address;
    private final InstantSource clock;

    /// @param address where links lead; null where nobody has a password
    PeoplePage(
            Db db,
            Projects projects,
            Roster roster,
            Templates templates,
            @Nullable URI address,
            InstantSource clock) {
        this.db = db;
        this.projects = projects;
        this.roster = roster;
        this.templates = templates;
        this.address = address;
        this.clock = clock;
    }

    Reply list(Request request, Visitor visitor) {
        return list(200, visitor, PersonForm.EMPTY);
    }

    private Reply list(int status, Visitor visitor, PersonForm form) {
        Instant now = clock.instant();
        Map<ProjectId, String> names =
                all().stream().collect(Collectors.toMap(Project::key, Project::name));
        List<Row> rows =
                roster.all().stream().map(person -> row(person, names, visitor, now)).toList();
        var view = new ListView(rows, form.with(all()));
        return templates.page(status, "people.jte", "People", visitor, view);
    }

    private static Row row(
            Person person, Map<ProjectId, String> names, Visitor visitor, Instant now) {
        Rights rights = person.rights();
        String seen =
                rights.projects().stream()
                        .map(key -> names.getOrDefault(key, ""))
                        .sorted()
                        .collect(Collectors.joining(", "));
        return new Row(
                PATH + "/" + person.id(),
                person.name(),
                person.email(),
                role(rights),
                rights.isAdmin() ? "all" : seen,
                pill(person),
                Wording.when(person.standing().signedInAt(), now),
                visitor.person().map(Person::id).filter(person.id()::equals).isPresent());
    }

    /// What somebody may do, in words.
    static String role(Rights rights) {
        if (rights.isAdmin()) return "Admin";
        return rights.mayDecide() ? "May decide" : "May look";
    }

    private static Pill pill(Person person) {
        Person.Standing standing = person.standing();
        if (!standing.active()) return new Pill("Switched off", "rest");
        boolean canEnter = standing.hasPassword() || standing.issuer() != null;
        return canEnter ? new Pill("Active", "good") : new Pill("Invited", "wait");
    }

    Reply add(Request request, Visitor visitor) {
        Door.refuseForeign(request);
        PersonForm form = PersonForm.read(request.form(), all());
        try {
            var draft = new Roster.Draft(form.email(), form.name(), form.rights());
            return link(visitor, roster.add(visitor.actor(), draft));
        } catch (Refusal refusal) {
            Diagnostic why = refusal.diagnostics().getFirst();
            return list(refusal.kind().status(), visitor, form.refused(why));
        }
    }

    Reply show(Request request, Visitor visitor) {
        Person person = person(request);
        return one(200, visitor, person, PersonForm.of(person, all()));
    }

    private Reply one(int status, Visitor visitor, Person person, PersonForm form) {
        Instant now = clock.instant();
        Person.Standing standing = person.standing();
        var view =
                new OneView(
                        PATH + "/" + person.id(),
                        person.name(),
                        pill(person),
                        List.of(
                                new Fact("Added", Wording.when(standing.createdAt(), now)),
                                new Fact("Last sign-in", Wording.when(standing.signedInAt(), now))),
                        standing.issuer() == null ? "" : standing.issuer(),
                        form,
                        standing.active());
        return templates.page(status, "person.jte", person.name(), visitor, view);
    }

    Reply change(Request request, Visitor visitor) {
        Door.refuseForeign(request);
        Person person = person(request);
        PersonForm form = PersonForm.read(request.form(), all()).about(person.email());
        return tried(
                visitor,
                person,
                form,
                () -> {
                    var change = new Roster.Change(form.name(), form.rights(), form.active());
                    roster.change(visitor.actor(), person, change);
                    return Reply.seeOther(PATH).with("Cache-Control", "no-store");
                });
    }

    Reply reset(Request request, Visitor visitor) {
        Door.refuseForeign(request);
        return link(visitor, roster.reset(visitor.actor(), person(request)));
    }

    Reply remove(Request request, Visitor visitor) {
        Door.refuseForeign(request);
        Person person = person(request);
        return tried(
                visitor,
                person,
                PersonForm.of(person, all()),
                () -> {
                    roster.remove(visitor.actor(), person);
                    return Reply.seeOther(PATH).with("Cache-Control", "no-store");
                });
    }

    /// What is refused is told on the person's page.
    private Reply tried(Visitor visitor, Person person, PersonForm form, Supplier<Reply> work) {
        try {
            return work.get();
        } catch (Refusal refusal) {
            Diagnostic why = refusal.diagnostics().getFirst();
            return one(refusal.kind().status(), visitor, person, form.refused(why));
        }
    }

    private Reply link(Visitor visitor, Roster.Invited invited) {
        if (address == null) return Reply.seeOther(PATH).with("Cache-Control", "no-store");
        var view =
                new LinkView(
                        invited.person().name(),
                        invited.person().email(),
                        WelcomePage.link(address, invited.link()));
        return templates.page("person-link.jte", "A link for " + view.name(), visitor, view);
    }

    private Person person(Request request) {
        String id = request.id("person").toString();
        return roster.find(id).orElseThrow(() -> Request.notFound("person", id));
    }

    private List<Project> all() {
        return db.asSystem(projects::all);
    }

    /// The list, and the form to add somebody.
    record ListView(List<Row> rows, PersonForm form) {
        ListView {
            rows = List.copyOf(rows);
        }
    }

    /// @param isSelf whether it is whoever looks
    record Row(
            String page,
            String name,
            String email,
            String role,
            String projects,
            Pill state,
            Wording.@Nullable When signedIn,
            boolean isSelf) {}

    /// One person.
    ///
    /// @param page the address
    /// @param issuer the identity provider that knows them; empty for none
    record OneView(
            String page,
            String name,
            Pill state,
            List<Fact> facts,
            String issuer,
            PersonForm form,
            boolean active) {
        OneView {
            facts = List.copyOf(facts);
        }
    }

    record Fact(String label, Wording.@Nullable When when) {}

    /// What is shown once.
    record LinkView(String name, String email, String link) {
        @Override
        public String toString() {
            return "LinkView(" + email + ", ***)";
        }
    }
}
