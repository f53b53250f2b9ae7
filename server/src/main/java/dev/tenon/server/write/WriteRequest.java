package dev.tenon.server.write;

import dev.tenon.server.install.Installed;
import org.jspecify.annotations.Nullable;

/// A write call that may be taken.
///
/// @param installed the installation that writes
/// @param object the object's name, the product's or the provider's
/// @param idempotency null when the caller sent no key
/// @param actor who asks, for the log, such as `key/1f…`
public record WriteRequest(
        Installed installed,
        String object,
        WriteBody body,
        @Nullable Idempotency idempotency,
        String actor) {}
