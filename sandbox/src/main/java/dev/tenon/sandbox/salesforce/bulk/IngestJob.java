package dev.tenon.sandbox.salesforce.bulk;

import dev.tenon.sandbox.salesforce.bulk.IngestJobs.Order;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One ingest job. Half of its rows are written when it comes into progress, the others when it is
/// done; one that fails or stalls never comes to the others. Used under the lock of [IngestJobs].
final class IngestJob implements AutoCloseable {
    private final String id;
    private final Order order;
    private final Instant madeAt;
    private State state = State.OPEN;
    private @Nullable Upload upload;
    private @Nullable IngestWork work;
    private String error = "";

    IngestJob(String id, Order order, Instant madeAt) {
        this.id = id;
        this.order = order;
        this.madeAt = madeAt;
    }

    /// How it stands.
    enum State {
        OPEN("Open"),
        UPLOAD_COMPLETE("UploadComplete"),
        IN_PROGRESS("InProgress"),
        JOB_COMPLETE("JobComplete"),
        FAILED("Failed"),
        ABORTED("Aborted");

        private final String title;

        State(String title) {
            this.title = title;
        }

        /// As the API calls it.
        String title() {
            return title;
        }

        boolean isOver() {
            return this == JOB_COMPLETE || this == FAILED || this == ABORTED;
        }
    }

    String id() {
        return id;
    }

    Order order() {
        return order;
    }

    Instant madeAt() {
        return madeAt;
    }

    State state() {
        return state;
    }

    /// Why it failed; empty when it did not.
    String error() {
        return error;
    }

    /// What was done with its rows; null before it was begun.
    @Nullable IngestWork work() {
        return work;
    }

    boolean isFilled() {
        return upload != null;
    }

    void fill(byte[] csv) {
        upload = Upload.of(csv, order.dialect());
    }

    void begin(Instant now, Course course) {
        Upload rows = upload == null ? Upload.of(new byte[0], order.dialect()) : upload;
        upload = rows;
        work = new IngestWork(order, rows, now, course);
        state = State.UPLOAD_COMPLETE;
    }

    void abort() {
        state = State.ABORTED;
    }

    /// Comes as far as it would have come by `now`.
    void advance(Instant now) {
        IngestWork doing = work;
        if (doing == null) return;
        if (state == State.UPLOAD_COMPLETE && doing.isDue(now)) start(doing);
        if (state != State.IN_PROGRESS || !doing.isOverdue(now)) return;
        switch (doing.fault()) {
            case STALL -> {}
            case FAIL -> fail("InternalServerError : the rest could not be processed");
            case NONE -> {
                doing.processRest();
                state = State.JOB_COMPLETE;
            }
        }
    }

    private void start(IngestWork doing) {
        state = State.IN_PROGRESS;
        String refusal = doing.refusal();
        if (refusal.isEmpty()) doing.processHalf();
        else fail(refusal);
    }

    private void fail(String why) {
        error = why;
        state = State.FAILED;
    }

    @Override
    public void close() {
        if (work != null) work.close();
        else if (upload != null) upload.close();
    }
}
