package dev.tenon.server.sync;

import dev.tenon.format.EffectiveRead;
import dev.tenon.server.install.Installed;
import dev.tenon.server.vault.Connection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Says why nothing is read of a dataset now, and what to do about it.
final class Rest {
    private Rest() {}

    /// Why it rests, as half a sentence; empty when it does not.
    ///
    /// @param read null when neither manifest nor config names the object any more
    static Optional<String> why(
            @Nullable EffectiveRead read,
            Installed installed,
            ReadState state,
            Optional<Connection> connection) {
        if (read == null) return Optional.of("the manifest or the config leaves the object out");
        if (read.disabled()) return Optional.of("the object is switched off");
        if (installed.installation().paused()) return Optional.of("the installation is paused");
        if (state.paused()) return Optional.of("the object is paused");
        if (connection.isEmpty()) return Optional.of("the connection was deleted");
        return connection.get().status() == Connection.Status.BAD_CREDENTIALS
                ? Optional.of("the customer must sign in again")
                : Optional.empty();
    }
}
