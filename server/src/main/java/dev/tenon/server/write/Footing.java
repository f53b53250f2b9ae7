package dev.tenon.server.write;

import dev.tenon.server.install.Installed;
import dev.tenon.server.vault.Connection;
import dev.tenon.spi.Discovery.ObjectSchema;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a request to write is checked against.
///
/// @param connection the installation's
/// @param stamp tells whether it still holds, see [Footings#holding]
/// @param seen the object, as the connection has it; null while that was not asked for
record Footing(Installed installed, Connection connection, Stamp stamp, @Nullable Seen seen) {

    Footing with(Seen found) {
        return new Footing(installed, connection, stamp, found);
    }

    /// An object as a connection has it.
    ///
    /// @param names what the product calls its fields
    record Seen(ObjectSchema schema, ReverseMapping names) {}

    /// Rows, and which version of them.
    ///
    /// @param versions empty when one of them was gone already
    record Stamp(WriteKey key, UUID integration, UUID connection, String versions) {
        String object() {
            return key.object();
        }
    }
}
