package dev.tenon.server.api;

import dev.tenon.connectors.catalog.Catalog;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.format.Nearest;

/// The names that a request may give a provider. Safe for use by many threads.
final class CatalogNames {
    private CatalogNames() {}

    /// The name under which a connector is found.
    ///
    /// @param name as the body's `provider` spells it
    /// @throws Refusal `provider.unknown` with the nearest names
    static String canonical(Catalog catalog, String name) {
        if (catalog.knows(name)) return catalog.canonical(name);
        throw unknown(catalog, name, Refusal.Kind.INVALID, "body.provider");
    }

    /// @param where the place of the name in the request
    static Refusal unknown(Catalog catalog, String name, Refusal.Kind kind, String where) {
        return new Refusal(
                kind,
                "provider.unknown",
                "There is no provider \"" + name + "\".",
                where,
                Nearest.advice(catalog.nearest(name), "See GET /v1/providers."));
    }
}
