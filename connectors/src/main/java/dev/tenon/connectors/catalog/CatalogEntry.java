package dev.tenon.connectors.catalog;

import dev.tenon.spi.SignIn.Scheme;
import java.util.List;
import java.util.Locale;
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
        Scheme signIn,
        @Nullable String baseUrl) {
    /// Copies the list.
    public CatalogEntry {
        aliases = List.copyOf(aliases);
    }

    /// How one signs in there, in words.
    public String signInWords() {
        return signIn.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
