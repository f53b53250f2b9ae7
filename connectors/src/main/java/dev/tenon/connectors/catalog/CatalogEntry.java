package dev.tenon.connectors.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One system.
///
/// @param name our name for it, in lower case with hyphens
/// @param displayName what people call it
/// @param aliases other spellings that manifests use
/// @param signIn how one signs in there
/// @param baseUrl where its API is, with `{…}` for what differs from customer to customer and ` | `
///   between alternatives; absent when not known
public record CatalogEntry(
        String name,
        String displayName,
        List<String> aliases,
        SignIn signIn,
        @Nullable String baseUrl) {
    /// Copies the list.
    public CatalogEntry {
        aliases = List.copyOf(aliases);
    }

    /// How one signs in at a system.
    public enum SignIn {
        /// OAuth 2 with a consent page.
        AUTHORIZATION_CODE,
        /// OAuth 2 with a client's own credentials.
        CLIENT_CREDENTIALS,
        /// OAuth 2 with a person's password.
        PASSWORD,
        /// OAuth 1.
        OAUTH1,
        /// A key in a header or a parameter.
        API_KEY,
        /// A name and a password in each call.
        BASIC,
        /// Credentials are exchanged for a token by a call of the system's own.
        TOKEN_EXCHANGE,
        /// A token that the client signs.
        JWT,
        /// In a way that fits nothing else.
        CUSTOM,
        /// Not at all.
        NONE
    }
}
