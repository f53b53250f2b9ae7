package dev.tenon.server.console;

import dev.tenon.server.tenant.ProjectId;
import java.time.Instant;
import java.util.UUID;

/// A browser that has signed in. It names who opened it, and carries no secret.
record Session(Holder holder, Instant until) {
    /// Who opened it.
    sealed interface Holder {
        /// Whoever has the administrator's key.
        record Administrator() implements Holder {}

        /// @param id of an API key of the project
        record Key(ProjectId project, String id) implements Holder {}

        /// @param number what the person's sessions must have, so that all can be ended at once
        record Somebody(UUID id, int number) implements Holder {}
    }
}
