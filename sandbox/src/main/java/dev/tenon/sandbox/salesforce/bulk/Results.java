package dev.tenon.sandbox.salesforce.bulk;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.tenon.sandbox.salesforce.query.QueryRun;
import dev.tenon.sandbox.web.Paging;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The results of a job, as they were when it ran: in a file, for they may be large. Any thread may
/// read them.
final class Results implements AutoCloseable {
    private final Path file;
    private final long[] starts;
    private final int records;

    private Results(Path file, long[] starts, int records) {
        this.file = file;
        this.starts = starts;
        this.records = records;
    }

    static Results of(QueryRun queries, QueryRun.Ask ask, String soql) {
        try {
            Path file = Files.createTempFile("bulk-", ".csv");
            file.toFile().deleteOnExit();
            try (var lines = new Lines(Files.newOutputStream(file))) {
                int records = queries.export(ask, soql, lines);
                return new Results(file, lines.starts(), records);
            } catch (RuntimeException | IOException failure) {
                Files.deleteIfExists(file);
                throw failure;
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    int records() {
        return records;
    }

    /// The header, and these records.
    void write(List<Paging.Span> spans, OutputStream out) throws IOException {
        try (var bytes = new RandomAccessFile(file.toFile(), "r")) {
            copy(bytes, 0, starts[0], out);
            for (Paging.Span span : spans) copy(bytes, starts[span.from()], starts[span.to()], out);
        }
    }

    private static void copy(RandomAccessFile bytes, long from, long to, OutputStream out)
            throws IOException {
        bytes.seek(from);
        byte[] buffer = new byte[64 * 1024];
        for (long left = to - from; left > 0; ) {
            int read = bytes.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) return;
            out.write(buffer, 0, read);
            left -= read;
        }
    }

    @Override
    public void close() {
        TempFiles.delete(file);
    }

    /// Writes lines and notes where each begins; the first is the header.
    private static final class Lines implements QueryRun.CsvRows, AutoCloseable {
        private final OutputStream file;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
        private final CsvWriter csv;
        private long[] starts = new long[1024];
        private int count;
        private long at;

        Lines(OutputStream file) {
            this.file = new java.io.BufferedOutputStream(file, 1 << 16);
            var text = new OutputStreamWriter(line, StandardCharsets.UTF_8);
            this.csv =
                    CsvWriter.builder()
                            .quoteStrategy(de.siegmar.fastcsv.writer.QuoteStrategies.ALWAYS)
                            .lineDelimiter(LineDelimiter.LF)
                            .build(new BufferedWriter(text));
        }

        @Override
        public void header(List<String> names) {
            end(names);
        }

        @Override
        public void row(List<@Nullable Object> values) {
            var texts = new ArrayList<String>(values.size());
            for (Object value : values) texts.add(text(value));
            end(texts);
        }

        private static String text(@Nullable Object value) {
            return switch (value) {
                case null -> "";
                case Instant moment -> moment.toString().replace("Z", ".000Z");
                default -> value.toString();
            };
        }

        private void end(List<String> texts) {
            try {
                csv.writeRecord(texts);
                csv.flush();
                line.writeTo(file);
                at += line.size();
                line.reset();
                if (count == starts.length) starts = Arrays.copyOf(starts, count * 2);
                starts[count++] = at;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        long[] starts() {
            return Arrays.copyOf(starts, Math.max(1, count));
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
