package dev.tenon.connectors.salesforce;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.tenon.spi.JobWriter.Outcome;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.ProviderException.Said;
import dev.tenon.spi.Writer.Batch;
import dev.tenon.spi.Writer.Item;
import dev.tenon.spi.Writer.Operation;
import dev.tenon.spi.Writer.Result;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Finds the record of each row that Salesforce answers with, for it answers in any order: by the
/// record's id, by the key of an upsert, and for new records by all that was sent. New records that
/// are all alike are as good as one another.
final class IngestResults {
    private static final String RECORD = "sf__Id";
    private static final String CREATED = "sf__Created";
    private static final String ERROR = "sf__Error";

    private final Batch batch;
    private final IngestRows rows;
    private final RowErrors errors;
    private final @Nullable Outcome[] outcomes;
    private final Map<List<String>, Deque<Integer>> waiting = new HashMap<>();
    private int left;
    private int answered;

    IngestResults(Batch batch, RowErrors errors) {
        this.batch = batch;
        this.rows = IngestRows.of(batch);
        this.errors = errors;
        this.outcomes = new @Nullable Outcome[batch.items().size()];
        for (int at = 0; at < outcomes.length; at++) await(at);
    }

    private void await(int at) {
        Item item = batch.items().get(at);
        WriteBodies.fault(batch, item)
                .ifPresentOrElse(
                        fault -> outcomes[at] = new Outcome.Answered(fault),
                        () -> {
                            List<String> key = key(rows.cells(item));
                            waiting.computeIfAbsent(key, _ -> new ArrayDeque<>(1)).add(at);
                            left++;
                        });
    }

    /// Takes in the rows that were written.
    void succeeded(InputStream csv) {
        read(
                csv,
                row -> {
                    String id = row.value(RECORD);
                    if (!Soql.isId(id)) throw garbled("a row that was written has no id");
                    boolean isNew = row.value(CREATED).equalsIgnoreCase("true");
                    return new Outcome.Answered(new Result.Succeeded(id, isNew));
                });
    }

    /// Takes in the rows that were refused.
    void failed(InputStream csv) {
        read(csv, row -> new Outcome.Answered(errors.failed(row.value(ERROR))));
    }

    /// Takes in the rows that the job did not come to.
    void unprocessed(InputStream csv) {
        read(csv, _ -> new Outcome.NotProcessed());
    }

    /// How many records no row has named yet.
    int left() {
        return left;
    }

    /// How many rows told of a record that was written or refused.
    int answered() {
        return answered;
    }

    /// The outcomes, in the order of the batch.
    ///
    /// @param others what became of the records that no row has named
    List<Outcome> outcomes(Outcome others) {
        var all = new ArrayList<Outcome>(outcomes.length);
        for (Outcome outcome : outcomes) all.add(Objects.requireNonNullElse(outcome, others));
        return all;
    }

    private void read(InputStream csv, Telling telling) {
        try (CsvReader<CsvRecord> lines = CsvReader.builder().ofCsvRecord(csv)) {
            Columns columns = null;
            for (CsvRecord line : lines) {
                if (columns == null) columns = Columns.of(line.getFields());
                else take(new Row(columns, line), telling);
            }
        } catch (CsvParseException broken) {
            throw garbled(String.valueOf(broken.getMessage()));
        } catch (UncheckedIOException | IOException broken) {
            var said = new Said("UNREACHABLE", "The results of the job broke off.", "");
            throw new ProviderException.Unreachable(said, false, broken);
        }
    }

    private void take(Row row, Telling telling) {
        Outcome outcome = telling.of(row);
        int at = place(row.cells(rows.columns()));
        outcomes[at] = outcome;
        left--;
        if (outcome instanceof Outcome.Answered) answered++;
    }

    private int place(List<String> cells) {
        Deque<Integer> alike = waiting.get(key(cells));
        if (alike == null || alike.isEmpty()) throw garbled("a row comes twice, or was never sent");
        if (alike.size() == 1) return alike.remove();
        for (Iterator<Integer> each = alike.iterator(); each.hasNext(); ) {
            int at = each.next();
            if (!plain(rows.cells(batch.items().get(at))).equals(plain(cells))) continue;
            each.remove();
            return at;
        }
        throw garbled("it is not clear which of several rows is meant");
    }

    private List<String> key(List<String> cells) {
        if (batch.operation() == Operation.CREATE) return plain(cells);
        String key = batch.operation() == Operation.UPSERT ? WriteBodies.key(batch) : IngestRows.ID;
        for (int at = 0; at < cells.size(); at++) {
            if (rows.columns().get(at).equalsIgnoreCase(key)) return List.of(cells.get(at));
        }
        throw garbled("there is no column " + key);
    }

    /// Cells without the differences that line ends make on their way.
    private static List<String> plain(List<String> cells) {
        return cells.stream().map(cell -> cell.replace("\r\n", "\n").replace('\r', '\n')).toList();
    }

    private static ProviderException.Garbled garbled(String why) {
        return new ProviderException.Garbled(
                new Said(
                        "GARBLED", "The results of the job are not what was promised: " + why, ""));
    }

    /// What a row tells.
    private interface Telling {
        Outcome of(Row row);
    }

    /// Where the values of each column stand.
    private record Columns(Map<String, Integer> places) {
        static Columns of(List<String> names) {
            var places = new java.util.TreeMap<String, Integer>(String.CASE_INSENSITIVE_ORDER);
            for (int at = 0; at < names.size(); at++) places.put(names.get(at), at);
            return new Columns(places);
        }
    }

    /// One line.
    private record Row(Columns columns, CsvRecord line) {
        String value(String name) {
            Integer at = columns.places().get(name);
            if (at == null) throw garbled("there is no column " + name);
            if (at >= line.getFieldCount()) throw garbled("a line breaks off");
            return line.getField(at);
        }

        List<String> cells(List<String> names) {
            var cells = new ArrayList<String>(names.size());
            for (String name : names) cells.add(value(name));
            return cells;
        }
    }
}
