package dev.tenon.format;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One entry of the manifest: a provider, and what to read from it, write to it and hear from it.
///
/// @param name unique in the project; deploying the same name again makes a new revision
/// @param provider as written, either of the catalog's spellings
/// @param module which of the provider's modules; the provider's default when absent
public record Integration(
        String name,
        @Nullable String displayName,
        String provider,
        @Nullable String module,
        @Nullable Read read,
        @Nullable Write write,
        @Nullable Subscribe subscribe,
        @Nullable Proxy proxy,
        @Nullable WatchSchema watchSchema) {
    /// The objects to read, none when nothing is read.
    public List<ReadObject> readObjects() {
        return read == null ? List.of() : read.objects();
    }

    /// The objects to write, none when nothing is written.
    public List<WriteObject> writeObjects() {
        return write == null ? List.of() : write.objects();
    }

    /// The objects to subscribe to, none when there are no subscriptions.
    public List<SubscribeObject> subscribeObjects() {
        return subscribe == null ? List.of() : subscribe.objects();
    }

    /// Whether calls may be passed through to the provider.
    public boolean proxies() {
        return proxy != null && proxy.enabled();
    }
}
