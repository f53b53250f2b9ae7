package dev.tenon.server.console;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.api.Request;
import dev.tenon.server.people.Person;
import dev.tenon.server.tenant.Project;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Somebody who has signed in.
///
/// @param name what the pages call them
/// @param projects those that they may see, by name; an admin sees all
/// @param mayDecide whether they may do more than look
/// @param isAdmin whether they may say who comes in
/// @param account null for whoever came with a key
record Visitor(
        String name,
        List<Project> projects,
        boolean mayDecide,
        boolean isAdmin,
        @Nullable Person account) {
    Visitor {
        projects = List.copyOf(projects);
    }

    /// The person, when it is one.
    Optional<Person> person() {
        return Optional.ofNullable(account);
    }

    /// As the audits name them: a name that somebody chose for themselves is no proof.
    String actor() {
        return person().map(Person::actor).orElse(isAdmin ? "admin" : name);
    }

    /// As decisions are signed.
    String signature() {
        return "console: " + person().map(Person::email).orElse(name);
    }

    /// The project that a page shows: the chosen one, else the first.
    ///
    /// @param chosen empty for none
    /// @throws Refusal `console.no-projects`
    Project shown(String chosen) {
        if (projects.isEmpty()) throw noProjects();
        return chosen.isEmpty() ? projects.getFirst() : project(chosen);
    }

    /// The project of this name or id.
    ///
    /// @throws Refusal `project.unknown`, also for those of others
    Project project(String nameOrId) {
        return projects.stream()
                .filter(each ->
                        each.name().equals(nameOrId) || each.id().toString().equals(nameOrId))
                .findFirst()
                .orElseThrow(() -> Request.notFound("project", nameOrId));
    }

    private static Refusal noProjects() {
        return new Refusal(
                Refusal.Kind.FORBIDDEN,
                "console.no-projects",
                "You may see no project yet.",
                "your account",
                "Ask an admin of this server to give you one.");
    }
}
