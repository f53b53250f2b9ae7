package dev.tenon.sandbox.salesforce.bulk;

import de.siegmar.fastcsv.reader.CsvParseException;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What is done with the rows of a job, by when, and what became of them.
final class IngestWork implements AutoCloseable {
    private static final Duration QUEUED = Duration.ofMillis(50);

    private final IngestJobs.Order order;
    private final Upload upload;
    private final List<String> columns;
    private final Instant beginsAt;
    private final Instant endsAt;
    private final Course.Fault fault;
    private final RowFile successes;
    private final RowFile failures;
    private int rows;
    private int processed;
    private int failed;

    IngestWork(IngestJobs.Order order, Upload upload, Instant now, Course course) {
        this.order = order;
        this.upload = upload;
        this.columns = upload.header();
        this.fault = course.fault();
        this.endsAt = now.plus(course.time());
        this.beginsAt = endsAt.isBefore(now.plus(QUEUED)) ? endsAt : now.plus(QUEUED);
        this.successes = RowFile.of(line("sf__Id", "sf__Created", columns), order.dialect());
        this.failures = RowFile.of(line("sf__Id", "sf__Error", columns), order.dialect());
    }

    boolean isDue(Instant now) {
        return !now.isBefore(beginsAt);
    }

    /// Whether it is time for the rest.
    boolean isOverdue(Instant now) {
        return !now.isBefore(endsAt);
    }

    Course.Fault fault() {
        return fault;
    }

    int processed() {
        return processed;
    }

    int failed() {
        return failed;
    }

    /// What makes the upload unfit for any row to be written; empty when nothing does.
    String refusal() {
        try {
            rows = upload.rows();
        } catch (CsvParseException broken) {
            return "InvalidBatch : the rows cannot be parsed: " + broken.getMessage();
        }
        if (!upload.endsLinesRightly()) {
            return "ClientInputError : LineEnding is invalid on user data. Current LineEnding"
                    + " setting is "
                    + order.dialect().lineEnding();
        }
        return RowWrites.fault(order, columns);
    }

    /// Writes the first half of the rows.
    void processHalf() {
        process(rows / 2);
    }

    /// Writes the other rows.
    void processRest() {
        process(rows);
    }

    private void process(int to) {
        var writes = new RowWrites(order, columns);
        successes.add(success ->
                failures.add(failure ->
                        upload.each(
                                processed,
                                to,
                                cells -> {
                                    RowWrites.Fate fate = writes.write(cells);
                                    if (fate.error().isEmpty()) {
                                        String created = Boolean.toString(fate.created());
                                        success.accept(line(fate.id(), created, cells));
                                    } else {
                                        failure.accept(line(fate.id(), fate.error(), cells));
                                        failed++;
                                    }
                                })));
        processed = to;
    }

    private static List<String> line(String id, String second, List<String> cells) {
        var line = new ArrayList<>(List.of(id, second));
        line.addAll(cells);
        return line;
    }

    /// The rows that were written.
    void copySuccesses(OutputStream out) throws IOException {
        successes.copy(out);
    }

    /// The rows that were refused.
    void copyFailures(OutputStream out) throws IOException {
        failures.copy(out);
    }

    /// The rows that nobody came to.
    void copyUnprocessed(OutputStream out) throws IOException {
        RowFile.write(
                out,
                order.dialect(),
                line -> {
                    if (!columns.isEmpty()) line.accept(columns);
                    upload.each(processed, Integer.MAX_VALUE, line);
                });
    }

    @Override
    public void close() {
        upload.close();
        successes.close();
        failures.close();
    }
}
