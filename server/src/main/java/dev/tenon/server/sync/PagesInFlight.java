package dev.tenon.server.sync;

import dev.tenon.server.sync.Keeping.Kept;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Stores the pages of a run in their order, each beside the one before it: while the database
/// commits one page, another connection already writes the next. For use by one thread.
final class PagesInFlight implements AutoCloseable {
    /// So many pages are stored one after the other when laying one came to nothing.
    private static final int AFTER_A_FAILURE = 50;

    private final Keeping keeping;
    private final Keeping.Task task;
    private final PageRoom.Share room;
    private final List<Thread> threads = new ArrayList<>();
    private @Nullable Flight last;
    private int alone;

    /// @param room that is given back when a page is stored
    PagesInFlight(Keeping keeping, Keeping.Task task, PageRoom.Share room) {
        this.keeping = keeping;
        this.task = task;
        this.room = room;
    }

    /// Takes a page, and waits until the one before it is stored.
    ///
    /// @return how the page before was kept; null when there was none
    @Nullable Kept put(Piece piece) throws InterruptedException {
        Flight before = last;
        var flight = new Flight(piece.ids(), before, alone > 0);
        threads.removeIf(thread -> !thread.isAlive());
        threads.add(Thread.ofVirtual().name("page-store").start(() -> keep(piece, flight)));
        last = flight;
        if (before == null) return null;
        Kept kept = kept(before);
        if (before.isInVain()) alone = AFTER_A_FAILURE;
        else if (alone > 0) alone--;
        return kept;
    }

    private void keep(Piece piece, Flight flight) {
        try {
            keeping.keep(task, piece, flight);
        } finally {
            room.give(piece.page().records().bytes());
        }
    }

    /// Waits until the page that was put last is stored.
    Kept end() throws InterruptedException {
        return kept(java.util.Objects.requireNonNull(last, "no page was put"));
    }

    private Kept kept(Flight flight) throws InterruptedException {
        try {
            return flight.kept();
        } catch (InterruptedException interrupted) {
            threads.forEach(Thread::interrupt);
            throw interrupted;
        }
    }

    /// Waits for pages that follow one that was not stored: they are on their way back.
    @Override
    public void close() {
        boolean isInterrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException _) {
                    isInterrupted = true;
                    threads.forEach(Thread::interrupt);
                }
            }
        }
        if (isInterrupted) Thread.currentThread().interrupt();
    }
}
