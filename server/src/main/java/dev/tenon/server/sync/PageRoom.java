package dev.tenon.server.sync;

/// The memory that the pages of all runs on this node may take together. A run may have one page
/// whatever the others hold, so that none waits for another's provider; it reads ahead of what it
/// stores while there is room. Safe for use by many threads.
final class PageRoom {
    /// A page takes about three times its bytes: as it came, shaped, and as a statement's values.
    private static final int PART_OF_THE_HEAP = 10;

    private final long most;
    private long held;

    /// @param most bytes of pages
    PageRoom(long most) {
        this.most = most;
    }

    /// What suits this process.
    static PageRoom ofTheHeap() {
        return new PageRoom(Runtime.getRuntime().maxMemory() / PART_OF_THE_HEAP);
    }

    /// What one run holds of it; close it when the run has given up all its pages.
    Share share() {
        return new Share(this);
    }

    private synchronized void await(Share share) throws InterruptedException {
        while (share.pages > 0 && held + share.last > most) wait();
    }

    private synchronized void take(Share share, long bytes) {
        if (share.isClosed) return;
        share.pages++;
        share.bytes += bytes;
        share.last = bytes;
        held += bytes;
    }

    private synchronized void give(Share share, long bytes) {
        share.pages--;
        share.bytes -= bytes;
        held -= bytes;
        notifyAll();
    }

    /// A page that is still being read is not counted any more when it comes.
    private synchronized void close(Share share) {
        if (share.isClosed) return;
        share.isClosed = true;
        held -= share.bytes;
        notifyAll();
    }

    /// What the pages of all runs take.
    synchronized long held() {
        return held;
    }

    /// One run's part.
    static final class Share implements AutoCloseable {
        private final PageRoom room;
        private int pages;
        private long bytes;
        private long last;
        private boolean isClosed;

        private Share(PageRoom room) {
            this.room = room;
        }

        /// Waits until the run may read a page as large as its last.
        void await() throws InterruptedException {
            room.await(this);
        }

        /// A page has come.
        void take(long bytes) {
            room.take(this, bytes);
        }

        /// A page that had come is stored.
        void give(long bytes) {
            room.give(this, bytes);
        }

        @Override
        public void close() {
            room.close(this);
        }
    }
}
