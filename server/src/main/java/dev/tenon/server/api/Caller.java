package dev.tenon.server.api;

import dev.tenon.server.tenant.Project;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.tenant.Scope;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whose key a request carries.
///
/// @param project null for the administrator of this server
/// @param bound the project that the request is about; null on routes that name none
/// @param name for the audit, such as `key/1f…`
public record Caller(
        @Nullable ProjectId project, @Nullable Project bound, String name, Set<Scope> scopes) {
    static final Caller ADMIN = new Caller(null, null, "admin", Set.of(Scope.FULL));

    /// Copies its set.
    public Caller(
            @Nullable ProjectId project, @Nullable Project bound, String name, Set<Scope> scopes) {
        this.project = project;
        this.bound = bound;
        this.name = name;
        this.scopes = Set.copyOf(scopes);
    }

    boolean isAdmin() {
        return project == null;
    }

    /// A full key may do everything.
    boolean may(Set<Scope> any) {
        return scopes.contains(Scope.FULL) || any.stream().anyMatch(scopes::contains);
    }
}
