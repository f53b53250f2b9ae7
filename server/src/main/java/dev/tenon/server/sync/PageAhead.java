package dev.tenon.server.sync;

import dev.tenon.spi.Page;
import dev.tenon.spi.Position;
import dev.tenon.spi.Reader;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// Reads the next page while the one before is being stored: one page ahead, never more, so that
/// memory stays bounded. For use by one thread.
final class PageAhead implements AutoCloseable {
    private final Reader reader;
    private final Reader.ReadRequest first;
    private @Nullable FutureTask<Page> ahead;

    PageAhead(Reader reader, Reader.ReadRequest first) {
        this.reader = reader;
        this.first = first;
        begin(first.position());
    }

    /// The page that is next.
    ///
    /// @throws dev.tenon.spi.ProviderException as the reader did
    Page take() throws InterruptedException {
        FutureTask<Page> task = ahead;
        if (task == null) throw new IllegalStateException("the last page was taken");
        try {
            Page page = task.get();
            ahead = null;
            Position.Cursor next = page.next();
            if (next != null) begin(new Position.After(next));
            return page;
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
        var task = new FutureTask<>(() -> reader.read(request));
        ahead = task;
        Thread.ofVirtual().name("page-ahead").start(task);
    }

    @Override
    public void close() {
        FutureTask<Page> task = ahead;
        if (task != null) task.cancel(true);
    }
}
