package dev.tenon.server.sync;

import dev.tenon.server.records.RecordShaper;
import dev.tenon.spi.Page;
import dev.tenon.spi.Position;
import dev.tenon.spi.Reader;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// Reads and shapes the next page while the one before is being stored: one page ahead, never more,
/// so that memory stays bounded. For use by one thread.
final class PageAhead implements AutoCloseable {
    private final Reader reader;
    private final Reader.ReadRequest first;
    private final RecordShaper shaper;
    private @Nullable FutureTask<Ready> ahead;

    PageAhead(Reader reader, Reader.ReadRequest first, RecordShaper shaper) {
        this.reader = reader;
        this.first = first;
        this.shaper = shaper;
        begin(first.position());
    }

    /// The page that is next.
    ///
    /// @throws dev.tenon.spi.ProviderException as the reader did
    Ready take() throws InterruptedException {
        FutureTask<Ready> task = ahead;
        if (task == null) throw new IllegalStateException("the last page was taken");
        try {
            Ready ready = task.get();
            ahead = null;
            Position.Cursor next = ready.page().next();
            if (next != null) begin(new Position.After(next));
            return ready;
        } catch (ExecutionException failure) {
            switch (failure.getCause()) {
                case RuntimeException refused -> throw refused;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(failure);
            }
        }
    }

    private void begin(Position position) {
        var request =
                new Reader.ReadRequest(
                        first.object(), first.fields(), position, first.filters(), first.size());
        var task =
                new FutureTask<>(() -> {
                    Page page = reader.read(request);
                    return new Ready(page, shaper.shape(page.records()));
                });
        ahead = task;
        Thread.ofVirtual().name("page-ahead").start(task);
    }

    @Override
    public void close() {
        FutureTask<Ready> task = ahead;
        if (task != null) task.cancel(true);
    }

    /// A page, and its records as the store takes them.
    record Ready(Page page, RecordShaper.Shaped shaped) {}
}
