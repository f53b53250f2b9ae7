package dev.tenon.server.api;

import dev.tenon.server.tenant.Scope;
import java.util.Set;

/// What is known of a route without calling it: for the description of the API to be held against.
///
/// @param path with its `{…}`, such as `/v1/projects/{project}`
/// @param customers what a customer's token may do there
/// @param scopes those that suffice, beside [Scope#FULL]
public record Endpoint(
        String method, String path, Access access, Customers customers, Set<Scope> scopes) {
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

    /// What a customer's token may do at a route.
    public enum Customers {
        /// Nothing.
        REFUSED,
        /// Ask: the answer is the same for every customer.
        ALIKE,
        /// Whatever a key may, with what belongs to the token's own group.
        OWN
    }
}
