package dev.tenon.server.api;

import dev.tenon.server.tenant.Scope;
import java.util.Set;

/// What is known of a route without calling it: for the description of the API to be held against.
///
/// @param path with its `{…}`, such as `/v1/projects/{project}`
/// @param scopes those that suffice, beside [Scope#FULL]
public record Endpoint(String method, String path, Access access, Set<Scope> scopes) {
    /// Copies its set.
    public Endpoint {
        scopes = Set.copyOf(scopes);
    }

    /// Who may call it.
    public enum Access {
        /// Anybody.
        PUBLIC,
        /// A key of the project that `{project}` names.
        PROJECT,
        /// Any key; the route looks at whose it is.
        KEY,
        /// The administrator of this server.
        ADMIN
    }
}
