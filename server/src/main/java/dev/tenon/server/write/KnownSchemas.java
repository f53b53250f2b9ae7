package dev.tenon.server.write;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.schema.Schemas;
import dev.tenon.server.vault.Connection;
import dev.tenon.spi.Connector;
import dev.tenon.spi.Discovery.ObjectSchema;
import dev.tenon.spi.ProviderException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What writes are checked against: the schemas of a connection's objects. What is remembered does
/// when the provider is away, for a write is taken then too. Safe for use by many threads.
final class KnownSchemas {
    private final Db db;
    private final Schemas schemas;

    KnownSchemas(Db db, Schemas schemas) {
        this.db = db;
        this.schemas = schemas;
    }

    /// The objects that the connection has, by the names asked for.
    ///
    /// @throws Refusal `write.schema-unknown` when the provider does not tell, and one of them is
    ///   not remembered
    Map<String, ObjectSchema> of(Connection connection, Connector connector, Set<String> objects) {
        try {
            return schemas.describe(connection, connector, objects);
        } catch (ProviderException refusal) {
            return remembered(connection, objects, refusal);
        }
    }

    private Map<String, ObjectSchema> remembered(
            Connection connection, Set<String> objects, ProviderException refusal) {
        return db.inTransaction(
                connection.group().projectNumber(),
                tx -> {
                    var found = new HashMap<String, ObjectSchema>();
                    for (String object : objects) {
                        Optional<ObjectSchema> known = schemas.remembered(tx, connection, object);
                        found.put(object, known.orElseThrow(() -> unknownYet(object, refusal)));
                    }
                    return found;
                });
    }

    private static Refusal unknownYet(String object, ProviderException refusal) {
        return new Refusal(
                Refusal.Kind.UNAVAILABLE,
                "write.schema-unknown",
                "The provider has not told yet which fields \""
                        + object
                        + "\" has: "
                        + refusal.getMessage()
                        + " ("
                        + refusal.code()
                        + ")",
                "object",
                "Send the write again later; nothing of it is stored.");
    }
}
