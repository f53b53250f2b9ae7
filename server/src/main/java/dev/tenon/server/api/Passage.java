package dev.tenon.server.api;

import dev.tenon.server.proxy.Proxy;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// How a request that was to be passed through was answered: by the provider, or by us.
///
/// @param answered the provider's answer; null when there is none
/// @param refused why, otherwise
record Passage(Proxy.@Nullable Answered answered, Reply refused) implements AutoCloseable {
    @Override
    public void close() {
        if (answered != null) answered.close();
    }

    /// The body of a request, which can be read once.
    ///
    /// @param length how many bytes were announced; -1 when none were
    record Body(InputStream content, long length) {}
}
