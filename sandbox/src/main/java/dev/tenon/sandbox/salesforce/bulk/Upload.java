package dev.tenon.sandbox.salesforce.bulk;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// The rows that were uploaded to a job: in a file, for they may be many. Any thread may read them.
final class Upload implements AutoCloseable {
    private final Path file;
    private final Dialect dialect;

    private Upload(Path file, Dialect dialect) {
        this.file = file;
        this.dialect = dialect;
    }

    /// How the lines are written.
    ///
    /// @param delimiter the name of what stands between cells
    /// @param lineEnding `LF` or `CRLF`
    record Dialect(Delimiter delimiter, String lineEnding) {}

    /// What may stand between cells.
    enum Delimiter {
        BACKQUOTE('`'),
        CARET('^'),
        COMMA(','),
        PIPE('|'),
        SEMICOLON(';'),
        TAB('\t');

        private final char sign;

        Delimiter(char sign) {
            this.sign = sign;
        }

        char sign() {
            return sign;
        }
    }

    static Upload of(byte[] csv, Dialect dialect) {
        try {
            Path file = Files.createTempFile("ingest-", ".csv");
            file.toFile().deleteOnExit();
            Files.write(file, csv);
            return new Upload(file, dialect);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// The first line; empty when there is none that can be read.
    List<String> header() {
        try (var lines = lines()) {
            var first = lines.iterator();
            return first.hasNext() ? first.next().getFields() : List.of();
        } catch (CsvParseException broken) {
            return List.of();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// How many rows there are.
    ///
    /// @throws CsvParseException when it is no table
    int rows() {
        int[] rows = {0};
        each(0, Integer.MAX_VALUE, _ -> rows[0]++);
        return rows[0];
    }

    /// Shows the rows from `from` on, before `to`.
    void each(int from, int to, Consumer<List<String>> row) {
        try (var lines = lines()) {
            int at = -1;
            for (CsvRecord line : lines) {
                if (at >= to) return;
                if (at >= from) row.accept(line.getFields());
                at++;
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Whether the first line ends as the job says.
    boolean endsLinesRightly() {
        try (var bytes = Files.newBufferedReader(file)) {
            int before = -1;
            for (int sign = bytes.read(); sign >= 0; sign = bytes.read()) {
                if (sign == '\n') return (before == '\r') == dialect.lineEnding.equals("CRLF");
                before = sign;
            }
            return true;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private CsvReader<CsvRecord> lines() throws IOException {
        return CsvReader.builder().fieldSeparator(dialect.delimiter.sign()).ofCsvRecord(file);
    }

    @Override
    public void close() {
        TempFiles.delete(file);
    }
}
