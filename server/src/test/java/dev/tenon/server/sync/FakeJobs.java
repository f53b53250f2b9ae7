package dev.tenon.server.sync;

import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.JobReader;
import dev.tenon.spi.Page;
import dev.tenon.spi.Position;
import dev.tenon.spi.Position.Cursor;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Reader.ReadRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Jobs at a provider: one at a time, whose results are as they were at its start. Safe for use by
/// many threads.
final class FakeJobs implements JobReader {
    private final Function<ReadRequest, List<Page>> results;
    private boolean open;
    private Status status = new Status.Working(-1, Duration.ofSeconds(7));
    private @Nullable ProviderException refusal;
    private List<Page> pages = new ArrayList<>();
    private int started;
    private int fetched;
    private int discarded;
    private int killOn = -1;

    FakeJobs(Function<ReadRequest, List<Page>> results) {
        this.results = results;
    }

    /// The provider takes jobs from now on.
    synchronized void open() {
        open = true;
    }

    synchronized void finish() {
        status = new Status.Done(-1);
    }

    synchronized void fail() {
        status = new Status.Failed("it broke");
    }

    synchronized void lose() {
        status = new Status.Gone();
    }

    synchronized void refuse(ProviderException how) {
        refusal = how;
    }

    synchronized void killOnPage(int page) {
        killOn = page;
    }

    synchronized int started() {
        return started;
    }

    synchronized int discarded() {
        return discarded;
    }

    synchronized int pages() {
        return fetched;
    }

    synchronized boolean isOpen() {
        return open;
    }

    @Override
    public Optional<Offer> offer(String object, List<FieldInfo> fields) {
        return Optional.of(new Offer(5, 30));
    }

    @Override
    public synchronized Job start(ReadRequest request, List<FieldInfo> fields) {
        if (refusal != null) throw refusal;
        started++;
        pages = results.apply(request);
        return new Job("job-" + started);
    }

    @Override
    public synchronized Status status(Job job) {
        return status;
    }

    @Override
    public synchronized Page page(Job job, @Nullable Cursor cursor) {
        if (++fetched == killOn) throw new Killed();
        int at = cursor == null ? 0 : Integer.parseInt(cursor.value());
        Page page = pages.get(at);
        if (at == pages.size() - 1) return page;
        return new Page(
                page.records(),
                List.of(),
                new Position.Cursor(Integer.toString(at + 1)),
                null,
                false);
    }

    @Override
    public synchronized void discard(Job job) {
        discarded++;
    }
}
