package dev.tenon.server.api;

import dev.tenon.server.tenant.Project;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.tenant.Scope;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whose key or token a request carries.
///
/// @param project null for the administrator of this server
/// @param bound the project that the request is about; null on routes that name none
public record Caller(
        @Nullable ProjectId project, @Nullable Project bound, Who who, Set<Scope> scopes) {
    static final Caller ADMIN =
            new Caller(null, null, new Who("admin", null, 0), Set.of(Scope.FULL));

    /// Copies its set.
    public Caller(
            @Nullable ProjectId project, @Nullable Project bound, Who who, Set<Scope> scopes) {
        this.project = project;
        this.bound = bound;
        this.who = who;
        this.scopes = Set.copyOf(scopes);
    }

    /// For the audit, such as `key/1f…`.
    public String name() {
        return who.name();
    }

    boolean isAdmin() {
        return project == null;
    }

    /// A full key may do everything.
    boolean may(Set<Scope> any) {
        return scopes.contains(Scope.FULL) || any.stream().anyMatch(scopes::contains);
    }

    /// The one customer that everything must be about; empty when any may be meant.
    Optional<Within> within() {
        return Optional.ofNullable(who.within());
    }

    Caller about(Project found) {
        return new Caller(found.key(), found, who, scopes);
    }

    /// Who it is.
    ///
    /// @param name for the audit
    /// @param within null for one who may reach every customer of the project
    /// @param rate requests a second that it may make; 0 for as many as it likes
    record Who(String name, @Nullable Within within, int rate) {}
}
