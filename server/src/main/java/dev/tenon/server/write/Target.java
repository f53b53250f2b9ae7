package dev.tenon.server.write;

import dev.tenon.format.EffectiveRead;
import dev.tenon.format.EffectiveWrite;
import dev.tenon.format.WriteObject;
import dev.tenon.server.install.Installed;
import dev.tenon.server.vault.Connection;
import dev.tenon.spi.Connector;
import org.jspecify.annotations.Nullable;

/// Where the writes of one queue go: read anew at the start of each unit of work.
record Target(WriteKey key, Installed installed, Connection connection, Connector connector) {
    /// As many as the compatible API gathers.
    private static final int GATHERED = 100;

    /// How many writes gather before they are sent.
    int gathers() {
        return gathers(installed.config().writes().get(key.object()));
    }

    /// The same, for an object as it is configured; null when it is not.
    static int gathers(@Nullable EffectiveWrite write) {
        WriteObject.Batch batch = write == null ? null : write.batch();
        return batch == null ? GATHERED : batch.maxRecords();
    }

    /// How the object is read by this installation; null when it is not.
    @Nullable EffectiveRead read() {
        return installed.config().reads().get(key.object());
    }
}
