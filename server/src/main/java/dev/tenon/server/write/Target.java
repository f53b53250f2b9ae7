package dev.tenon.server.write;

import dev.tenon.format.EffectiveRead;
import dev.tenon.server.install.Installed;
import dev.tenon.server.vault.Connection;
import dev.tenon.spi.Connector;
import org.jspecify.annotations.Nullable;

/// Where the writes of one queue go: read anew at the start of each unit of work.
record Target(WriteKey key, Installed installed, Connection connection, Connector connector) {
    /// How the object is read by this installation; null when it is not.
    @Nullable EffectiveRead read() {
        return installed.config().reads().get(key.object());
    }
}
