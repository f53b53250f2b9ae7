package dev.tenon.server.identity;

import dev.tenon.server.people.Arrivals;
import dev.tenon.server.seal.Secret;
import java.net.URI;

/// A company's identity provider, as the server was told of it.
///
/// @param issuer exactly as it names itself
/// @param name what the button calls it; empty for the issuer's host
/// @param only whether it takes the place of passwords
public record IdentitySettings(
        URI issuer,
        Client client,
        String name,
        boolean only,
        RoleClaim role,
        Arrivals.Rules rules) {
    /// What the button calls it.
    public String label() {
        return name.isEmpty() ? issuer.getHost() : name;
    }

    /// Who we are there.
    ///
    /// @param secret empty for a client without one
    /// @param scopes with blanks between them
    public record Client(String id, Secret secret, String scopes) {}

    /// What makes somebody an admin.
    ///
    /// @param claim its name, or a path with dots; empty for none
    /// @param admin the value that it has, or that is one of its values
    public record RoleClaim(String claim, String admin) {}
}
