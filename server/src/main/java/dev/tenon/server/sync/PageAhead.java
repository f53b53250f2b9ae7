package dev.tenon.server.sync;

import dev.tenon.server.records.RecordShaper;
import dev.tenon.spi.Page;
import dev.tenon.spi.Position;
import dev.tenon.spi.Reader;
import java.util.concurrent.SynchronousQueue;

/// Reads and shapes pages while those before are being stored: one thread reads, one shapes, and
/// each hands a page on only when the next is ready for it, so that no more than three pages are in
/// memory. For use by one thread.
final class PageAhead implements AutoCloseable {
    private final Reader reader;
    private final Reader.ReadRequest first;
    private final RecordShaper shaper;
    private final SynchronousQueue<Step<Page>> read = new SynchronousQueue<>();
    private final SynchronousQueue<Step<Ready>> shaped = new SynchronousQueue<>();
    private final Thread reading;
    private final Thread shaping;

    PageAhead(Reader reader, Reader.ReadRequest first, RecordShaper shaper) {
        this.reader = reader;
        this.first = first;
        this.shaper = shaper;
        this.reading = Thread.ofVirtual().name("page-read").start(() -> untilClosed(this::readAll));
        this.shaping =
                Thread.ofVirtual().name("page-shape").start(() -> untilClosed(this::shapeAll));
    }

    /// The page that is next. Not to be called after the last, or after it has thrown.
    ///
    /// @throws dev.tenon.spi.ProviderException as the reader did
    Ready take() throws InterruptedException {
        return switch (shaped.take()) {
            case Step.Done<Ready>(Ready ready) -> ready;
            case Step.Failed<Ready>(Throwable failure) -> throw rethrown(failure);
        };
    }

    private static RuntimeException rethrown(Throwable failure) {
        if (failure instanceof Error error) throw error;
        if (failure instanceof RuntimeException refused) return refused;
        return new IllegalStateException(failure);
    }

    private void readAll() throws InterruptedException {
        Position position = first.position();
        while (true) {
            Step<Page> step = read(position);
            read.put(step);
            if (!(step instanceof Step.Done<Page>(Page page)) || page.next() == null) return;
            position = new Position.After(page.next());
        }
    }

    private Step<Page> read(Position position) {
        try {
            return new Step.Done<>(
                    reader.read(
                            new Reader.ReadRequest(
                                    first.object(),
                                    first.fields(),
                                    position,
                                    first.filters(),
                                    first.size())));
        } catch (RuntimeException | Error failure) {
            return new Step.Failed<>(failure);
        }
    }

    private void shapeAll() throws InterruptedException {
        while (true) {
            Step<Ready> step = shape(read.take());
            shaped.put(step);
            if (!(step instanceof Step.Done<Ready>(Ready ready)) || ready.page().next() == null)
                return;
        }
    }

    private Step<Ready> shape(Step<Page> step) {
        return switch (step) {
            case Step.Failed<Page>(Throwable failure) -> new Step.Failed<>(failure);
            case Step.Done<Page>(Page page) -> {
                try {
                    yield new Step.Done<>(new Ready(page, shaper.shape(page.records())));
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
        reading.interrupt();
        shaping.interrupt();
    }

    /// A page, and its records as the store takes them.
    record Ready(Page page, RecordShaper.Shaped shaped) {}

    private sealed interface Step<T> {
        record Done<T>(T result) implements Step<T> {}

        record Failed<T>(Throwable failure) implements Step<T> {}
    }

    private interface Stage {
        void run() throws InterruptedException;
    }
}
