package dev.tenon.server.people;

import dev.tenon.server.tenant.ProjectId;
import java.util.Set;

/// What a person may do in the console.
///
/// @param isAdmin whether they may see every project, decide, and say who may come in
/// @param mayDecide whether they may do more than look
/// @param projects those that a member may see; empty for an admin, who sees all
public record Rights(boolean isAdmin, boolean mayDecide, Set<ProjectId> projects) {
    /// Everything.
    public static final Rights ADMIN = new Rights(true, true, Set.of());

    /// Nothing, until an admin gives some.
    public static final Rights NONE = new Rights(false, false, Set.of());

    /// Copies its set; an admin may do everything, whatever else is given.
    public Rights {
        mayDecide = mayDecide || isAdmin;
        projects = isAdmin ? Set.of() : Set.copyOf(projects);
    }

    /// `admin` or `member`.
    public String role() {
        return isAdmin ? "admin" : "member";
    }
}
