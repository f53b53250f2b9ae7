package dev.tenon.server.sync;

import dev.tenon.spi.Page;
import dev.tenon.spi.Position.Cursor;
import java.util.concurrent.SynchronousQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Reads and shapes pages while those before are being stored: one thread reads, one shapes, and
/// each hands a page on only when the next is ready for it, so that no more than two pages are in
/// memory besides those that are being stored, and no more than there is room for. For use by one
/// thread.
final class PageAhead implements AutoCloseable {
    private final PageSource source;
    private final @Nullable Cursor first;
    private final LongSupplier newest;
    private final Shaping shaping;
    private final PageRoom.Share room;
    private final SynchronousQueue<Step<Fetched>> read = new SynchronousQueue<>();
    private final SynchronousQueue<Step<Piece>> shaped = new SynchronousQueue<>();
    private final Thread reader;
    private final Thread shaper;

    /// @param first the page to begin with
    /// @param newest the dataset's newest sequence number, as far as is known
    /// @param room for the pages; who takes one gives its room back
    PageAhead(
            PageSource source,
            @Nullable Cursor first,
            LongSupplier newest,
            Shaping shaping,
            PageRoom.Share room) {
        this.source = source;
        this.first = first;
        this.newest = newest;
        this.shaping = shaping;
        this.room = room;
        this.reader = Thread.ofVirtual().name("page-read").start(() -> untilClosed(this::readAll));
        this.shaper =
                Thread.ofVirtual().name("page-shape").start(() -> untilClosed(this::shapeAll));
    }

    /// The page that is next. Not to be called after the last, or after it has thrown.
    ///
    /// @throws dev.tenon.spi.ProviderException as the reader did
    Piece take() throws InterruptedException {
        return switch (shaped.take()) {
            case Step.Done<Piece>(Piece piece) -> piece;
            case Step.Failed<Piece>(Throwable failure) -> throw rethrown(failure);
        };
    }

    private static RuntimeException rethrown(Throwable failure) {
        if (failure instanceof Error error) throw error;
        if (failure instanceof RuntimeException refused) return refused;
        return new IllegalStateException(failure);
    }

    private void readAll() throws InterruptedException {
        Cursor cursor = first;
        while (true) {
            room.await();
            Step<Fetched> step = read(cursor);
            read.put(step);
            if (!(step instanceof Step.Done<Fetched>(Fetched done)) || done.page().next() == null)
                return;
            cursor = done.page().next();
        }
    }

    private Step<Fetched> read(@Nullable Cursor cursor) {
        try {
            long asOf = newest.getAsLong();
            Page page = source.read(cursor);
            room.take(page.records().bytes());
            return new Step.Done<>(new Fetched(page, asOf));
        } catch (RuntimeException | Error failure) {
            return new Step.Failed<>(failure);
        }
    }

    private void shapeAll() throws InterruptedException {
        while (true) {
            Step<Piece> step = shape(read.take());
            shaped.put(step);
            if (!(step instanceof Step.Done<Piece>(Piece piece)) || piece.page().next() == null)
                return;
        }
    }

    private Step<Piece> shape(Step<Fetched> step) throws InterruptedException {
        return switch (step) {
            case Step.Failed<Fetched>(Throwable failure) -> new Step.Failed<>(failure);
            case Step.Done<Fetched>(Fetched(Page page, long asOf)) -> {
                try {
                    yield new Step.Done<>(shaping.shape(page, asOf));
                } catch (RuntimeException | Error failure) {
                    yield new Step.Failed<>(failure);
                }
            }
        };
    }

    private static void untilClosed(Stage stage) {
        try {
            stage.run();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        reader.interrupt();
        shaper.interrupt();
    }

    /// Makes a page ready for the store.
    interface Shaping {
        /// @param asOf the dataset's newest sequence number when the page was asked for
        Piece shape(Page page, long asOf) throws InterruptedException;
    }

    private record Fetched(Page page, long asOf) {}

    private sealed interface Step<T> {
        record Done<T>(T result) implements Step<T> {}

        record Failed<T>(Throwable failure) implements Step<T> {}
    }

    private interface Stage {
        void run() throws InterruptedException;
    }
}
