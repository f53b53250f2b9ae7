package dev.tenon.connectors.salesforce;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.ProviderException.Said;
import dev.tenon.spi.Writer.Batch;
import dev.tenon.spi.Writer.Item;
import dev.tenon.spi.Writer.Operation;
import dev.tenon.spi.Writer.Problem;
import dev.tenon.spi.Writer.Reference;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The records of a batch as rows of CSV (Bulk API 2.0 Developer Guide, "Prepare CSV Files"). Every
/// value is written as REST would take it; `#N/A` empties a field, an empty cell leaves it alone.
///
/// Records that cannot be named in a request have no row, as in [SalesforceWriter].
final class IngestRows {
    static final String ID = "Id";

    private static final String NULL = "#N/A";

    private final Batch batch;
    private final List<String> columns;
    private final Map<String, Integer> places;

    private IngestRows(Batch batch, List<String> columns, Map<String, Integer> places) {
        this.batch = batch;
        this.columns = columns;
        this.places = places;
    }

    /// @throws ProviderException.Invalid when no job can carry this batch
    static IngestRows of(Batch batch) {
        if (batch.allOrNone()) throw invalid("A job cannot write all records or none.");
        if (!batch.headers().isEmpty()) {
            throw invalid("A job takes none of the headers " + batch.headers().keySet() + ".");
        }
        var columns = new ArrayList<String>();
        var places = new TreeMap<String, Integer>(String.CASE_INSENSITIVE_ORDER);
        var shapes = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        boolean isByKey =
                batch.operation() == Operation.CREATE || batch.operation() == Operation.UPSERT;
        if (!isByKey) add(ID, columns, places);
        if (batch.operation() == Operation.DELETE) return new IngestRows(batch, columns, places);
        for (Item item : batch.items()) {
            for (Map.Entry<String, @Nullable Object> field : item.fields().entrySet()) {
                String name = field.getKey();
                boolean isId = name.equalsIgnoreCase(ID) && !ID.equalsIgnoreCase(batch.keyField());
                if (isId || !Soql.isObjectName(name)) throw unfit(name, "cannot be a column");
                String column = column(field);
                if (!places.containsKey(column)) add(column, columns, places);
                String before = shapes.putIfAbsent(name, column);
                if (before != null && !before.equalsIgnoreCase(column)) {
                    throw unfit(name, "is not named in the same way by all records");
                }
            }
        }
        if (columns.isEmpty()) throw invalid("The records have no fields.");
        return new IngestRows(batch, columns, places);
    }

    /// Where a value stands: `Account.Product_Id__c` for a parent by its external id, and
    /// `Lead:Who.Email` where parents may be of several objects (the same guide, "Relationship
    /// Fields in a Header Row").
    private static String column(Map.Entry<String, @Nullable Object> field) {
        if (!(field.getValue() instanceof Reference parent)) return field.getKey();
        String object = parent.object();
        String type = object == null ? "" : Soql.object(object) + ":";
        return type + Soql.field(parent.relationship()) + "." + Soql.field(parent.keyField());
    }

    private static void add(String name, List<String> columns, Map<String, Integer> places) {
        places.put(name, columns.size());
        columns.add(name);
    }

    List<String> columns() {
        return Collections.unmodifiableList(columns);
    }

    /// The rows with their header.
    ///
    /// @throws ProviderException.Invalid when a value has no form in a cell, or they are too long
    byte[] csv(int most) {
        var bytes = new ByteArrayOutputStream(64 * 1024);
        int rows = 0;
        try (CsvWriter lines =
                CsvWriter.builder()
                        .quoteStrategy(QuoteStrategies.NON_EMPTY)
                        .lineDelimiter(LineDelimiter.LF)
                        .build(bytes, StandardCharsets.UTF_8)) {
            lines.writeRecord(columns);
            for (Item item : batch.items()) {
                if (!isSent(item)) continue;
                lines.writeRecord(cells(item));
                if (bytes.size() > most) throw invalid("The records are too long for a job.");
                rows++;
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        if (rows == 0) throw invalid("No record of the batch can be sent.");
        if (bytes.size() > most) throw invalid("The records are too long for a job.");
        return bytes.toByteArray();
    }

    /// Whether a record has a row.
    boolean isSent(Item item) {
        return WriteBodies.fault(batch, item).isEmpty();
    }

    /// A record's row.
    List<String> cells(Item item) {
        var cells = new ArrayList<>(Collections.nCopies(columns.size(), ""));
        if (batch.operation() == Operation.DELETE) {
            cells.set(0, String.valueOf(item.recordId()));
            return cells;
        }
        if (batch.operation() == Operation.UPDATE) cells.set(0, String.valueOf(item.recordId()));
        int filled = 0;
        for (Map.Entry<String, @Nullable Object> field : item.fields().entrySet()) {
            int at = places.getOrDefault(column(field), -1);
            if (!cells.get(at).isEmpty()) throw unfit(field.getKey(), "is there twice");
            Object value = field.getValue();
            Object plain = value instanceof Reference parent ? parent.value() : value;
            cells.set(at, cell(field.getKey(), WriteBodies.plain(plain)));
            filled++;
        }
        if (filled == 0 && batch.operation() == Operation.CREATE) {
            throw invalid("A record has no fields, and a row without cells is none.");
        }
        return cells;
    }

    /// In REST, an empty text empties a field; here only the mark does.
    private static String cell(String field, @Nullable Object value) {
        return switch (value) {
            case null -> NULL;
            case String text when text.isEmpty() -> NULL;
            case String text when text.equals(NULL) -> throw unfit(field, "would be emptied");
            case String text -> text;
            case Boolean truth -> truth.toString();
            case Double number when !Double.isFinite(number) -> throw unfit(field, "is no number");
            case Float number when !Float.isFinite(number) -> throw unfit(field, "is no number");
            case Number number -> new BigDecimal(number.toString()).toPlainString();
            default -> throw unfit(field, "has parts, and a cell has none");
        };
    }

    private static ProviderException.Invalid unfit(String field, String why) {
        var said = new Said("NOT_FOR_A_JOB", "The field " + field + " " + why + ".", "");
        var problem = new Problem(said.code(), said.message(), List.of(field));
        return new ProviderException.Invalid(said, List.of(problem));
    }

    private static ProviderException.Invalid invalid(String why) {
        return new ProviderException.Invalid(new Said("NOT_FOR_A_JOB", why, ""), List.of());
    }
}
