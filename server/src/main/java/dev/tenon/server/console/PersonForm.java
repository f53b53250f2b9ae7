package dev.tenon.server.console;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.server.people.Person;
import dev.tenon.server.people.Rights;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.tenant.ProjectId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a form about a person has.
///
/// @param why what was wrong; null at first
/// @param role `admin`, `decide` or `read`
/// @param choices every project, and whether it is chosen
record PersonForm(
        @Nullable Diagnostic why,
        String email,
        String name,
        String role,
        boolean active,
        List<Choice> choices,
        Rights rights) {
    static final PersonForm EMPTY =
            new PersonForm(null, "", "", "read", true, List.of(), Rights.NONE);

    PersonForm {
        choices = List.copyOf(choices);
    }

    static PersonForm of(Person person, List<Project> all) {
        Rights rights = person.rights();
        String role = rights.mayDecide() ? "decide" : "read";
        return new PersonForm(
                null,
                person.email(),
                person.name(),
                rights.isAdmin() ? "admin" : role,
                person.standing().active(),
                choices(all, rights.projects()),
                rights);
    }

    static PersonForm read(Map<String, String> form, List<Project> all) {
        String role = form.getOrDefault("role", "read");
        Set<ProjectId> chosen =
                all.stream()
                        .filter(each -> form.containsKey("project-" + each.id()))
                        .map(Project::key)
                        .collect(Collectors.toSet());
        return new PersonForm(
                null,
                form.getOrDefault("email", ""),
                form.getOrDefault("name", ""),
                role,
                form.containsKey("active"),
                choices(all, chosen),
                new Rights(role.equals("admin"), role.equals("decide"), chosen));
    }

    PersonForm with(List<Project> all) {
        if (!choices.isEmpty()) return this;
        return new PersonForm(why, email, name, role, active, choices(all, Set.of()), rights);
    }

    PersonForm refused(Diagnostic reason) {
        return new PersonForm(reason, email, name, role, active, choices, rights);
    }

    PersonForm about(String address) {
        return new PersonForm(why, address, name, role, active, choices, rights);
    }

    private static List<Choice> choices(List<Project> all, Set<ProjectId> chosen) {
        return all.stream()
                .map(each ->
                        new Choice(
                                "project-" + each.id(), each.name(), chosen.contains(each.key())))
                .toList();
    }

    /// @param field the name of its box
    record Choice(String field, String name, boolean isChosen) {}
}
