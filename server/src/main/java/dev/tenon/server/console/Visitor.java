package dev.tenon.server.console;

import dev.tenon.server.api.Request;
import dev.tenon.server.tenant.Project;
import java.util.List;

/// Somebody who has signed in.
///
/// @param name what the pages call them
/// @param projects those that they may see, by name; the administrator sees all
/// @param mayDecide whether they may do more than look
record Visitor(String name, List<Project> projects, boolean mayDecide) {
    Visitor {
        projects = List.copyOf(projects);
    }

    /// The project that a page shows: the chosen one, else the first.
    ///
    /// @param chosen empty for none
    Project shown(String chosen) {
        return chosen.isEmpty() && !projects.isEmpty() ? projects.getFirst() : project(chosen);
    }

    /// The project of this name or id.
    ///
    /// @throws dev.tenon.diagnostics.Refusal `project.unknown`, also for those of others
    Project project(String nameOrId) {
        return projects.stream()
                .filter(each ->
                        each.name().equals(nameOrId) || each.id().toString().equals(nameOrId))
                .findFirst()
                .orElseThrow(() -> Request.notFound("project", nameOrId));
    }
}
