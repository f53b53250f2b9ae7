package dev.tenon.server.write;

import dev.tenon.server.tenant.ProjectId;
import org.jspecify.annotations.Nullable;

/// A write call that may be taken.
///
/// @param whose which installation writes
/// @param object the object's name, the product's or the provider's
/// @param idempotency null when the caller sent no key
/// @param actor who asks, for the log, such as `key/1f…`
public record WriteRequest(
        Whose whose,
        String object,
        WriteBody body,
        @Nullable Idempotency idempotency,
        String actor) {

    /// An installation by what people call it.
    ///
    /// @param integration its name or its id
    public record Whose(ProjectId project, String integration, String groupRef) {}
}
