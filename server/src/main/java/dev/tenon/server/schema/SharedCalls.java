package dev.tenon.server.schema;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/// Lets callers that want the same at the same moment share one call: what it gave, or what it
/// threw. Safe for use by many threads.
final class SharedCalls<K, V> {
    private final ConcurrentMap<K, CompletableFuture<V>> underWay = new ConcurrentHashMap<>();

    /// @throws RuntimeException what `call` threw, of this caller or of the one it waited for
    V get(K key, Supplier<V> call) {
        var ours = new CompletableFuture<V>();
        CompletableFuture<V> before = underWay.putIfAbsent(key, ours);
        if (before != null) return result(before);
        try {
            ours.complete(call.get());
        } catch (Throwable failure) {
            ours.completeExceptionally(failure);
        } finally {
            underWay.remove(key);
        }
        return result(ours);
    }

    private static <V> V result(CompletableFuture<V> call) {
        try {
            return call.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException cause) throw cause;
            if (failure.getCause() instanceof Error cause) throw cause;
            throw failure;
        }
    }
}
