package dev.tenon.sandbox.salesforce.bulk;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;

/// Rows with what became of them, in a file. One thread at a time adds; any thread may copy what is
/// complete.
final class RowFile implements AutoCloseable {
    private final Path file;
    private final Upload.Dialect dialect;

    private RowFile(Path file, Upload.Dialect dialect) {
        this.file = file;
        this.dialect = dialect;
    }

    /// An empty file with these columns.
    static RowFile of(List<String> header, Upload.Dialect dialect) {
        try {
            Path file = Files.createTempFile("ingest-", ".csv");
            file.toFile().deleteOnExit();
            var rows = new RowFile(file, dialect);
            rows.add(adding -> adding.accept(header));
            return rows;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Adds what `source` gives.
    void add(Consumer<Consumer<List<String>>> source) {
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
            write(out, dialect, source);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Writes what `source` gives, in a job's dialect.
    static void write(
            OutputStream out, Upload.Dialect dialect, Consumer<Consumer<List<String>>> source)
            throws IOException {
        var csv =
                CsvWriter.builder()
                        .fieldSeparator(dialect.delimiter().sign())
                        .quoteStrategy(QuoteStrategies.ALWAYS)
                        .lineDelimiter(
                                LineDelimiter.of(dialect.lineEnding().equals("LF") ? "\n" : "\r\n"))
                        .build(out, StandardCharsets.UTF_8);
        source.accept(csv::writeRecord);
        csv.flush();
    }

    void copy(OutputStream out) throws IOException {
        Files.copy(file, out);
    }

    @Override
    public void close() {
        TempFiles.delete(file);
    }
}
