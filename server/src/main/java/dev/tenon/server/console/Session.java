package dev.tenon.server.console;

import dev.tenon.server.tenant.ProjectId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A browser that has signed in. It names the key it was opened with, never the key itself.
///
/// @param project whose key it is; null for the administrator's
/// @param key the key's id
record Session(@Nullable ProjectId project, String key, Instant until) {}
