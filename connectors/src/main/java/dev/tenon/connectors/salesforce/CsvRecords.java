package dev.tenon.connectors.salesforce;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.ProviderException.Said;
import dev.tenon.spi.Records;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The records of a page of CSV, each as the JSON that the REST API would give. An empty cell is
/// null. For use by one thread at a time.
final class CsvRecords implements Records {
    private final byte[] csv;
    private final Map<String, String> types;
    private final RunState state;
    private final OptionalInt announced;

    private CsvRecords(
            byte[] csv, Map<String, String> types, RunState state, OptionalInt announced) {
        this.csv = csv;
        this.types = types;
        this.state = state;
        this.announced = announced;
    }

    /// @param types `plain` or `text` by lower-case column
    /// @param announced how many records there must be, where the provider said so
    static CsvRecords of(
            byte[] csv, Map<String, String> types, RunState state, OptionalInt announced) {
        return new CsvRecords(csv, types, state, announced);
    }

    @Override
    public long bytes() {
        return csv.length;
    }

    /// A page that breaks off between two lines is well-formed, and so is an empty one: only the
    /// header and the number of lines tell that something is missing.
    @Override
    public void forEach(Visitor visitor) {
        if (hasOpenQuote()) throw garbled("it breaks off in a cell");
        int records = 0;
        var text = new InputStreamReader(new ByteArrayInputStream(csv), StandardCharsets.UTF_8);
        try (CsvReader<CsvRecord> rows = CsvReader.builder().ofCsvRecord(text)) {
            List<Column> columns = null;
            for (CsvRecord row : rows) {
                if (columns == null) {
                    columns = columns(row.getFields());
                } else {
                    one(columns, row, visitor);
                    records++;
                }
            }
            if (columns == null) throw garbled("there is no header");
            if (announced.isPresent() && announced.getAsInt() != records) {
                throw garbled(
                        "%d records of %d have come".formatted(records, announced.getAsInt()));
            }
        } catch (CsvParseException broken) {
            throw garbled(String.valueOf(broken.getMessage()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private boolean hasOpenQuote() {
        boolean isOpen = false;
        for (byte sign : csv) if (sign == '"') isOpen = !isOpen;
        return isOpen;
    }

    private List<Column> columns(List<String> names) {
        var columns = new ArrayList<Column>();
        for (String name : names) {
            String lower = name.toLowerCase(Locale.ROOT);
            columns.add(
                    new Column(
                            (quoted(name) + ":").getBytes(StandardCharsets.UTF_8),
                            types.getOrDefault(lower, "text").equals("plain"),
                            lower.equals("id"),
                            name.equals(state.traits().time())));
        }
        if (columns.stream().noneMatch(Column::isId)) throw garbled("there is no column Id");
        return columns;
    }

    private static void one(List<Column> columns, CsvRecord row, Visitor visitor) {
        if (row.getFieldCount() != columns.size()) {
            throw garbled("line " + row.getStartingLineNumber() + " has another number of cells");
        }
        var json = new ByteArrayOutputStream(512);
        String id = "";
        Instant modified = null;
        json.write('{');
        for (int at = 0; at < columns.size(); at++) {
            Column column = columns.get(at);
            String cell = row.getField(at);
            if (column.isId()) id = cell;
            if (column.isTime()) modified = moment(cell);
            if (at > 0) json.write(',');
            json.writeBytes(column.name());
            json.writeBytes(value(column, cell).getBytes(StandardCharsets.UTF_8));
        }
        json.write('}');
        if (!Soql.isId(id)) throw garbled("line " + row.getStartingLineNumber() + " has no id");
        byte[] bytes = json.toByteArray();
        visitor.see(id, modified, new Slice(bytes, 0, bytes.length));
    }

    private static String value(Column column, String cell) {
        if (cell.isEmpty()) return "null";
        return column.isPlain() ? cell : quoted(cell);
    }

    private static @Nullable Instant moment(String cell) {
        try {
            return cell.isEmpty() ? null : Instant.parse(cell);
        } catch (DateTimeParseException _) {
            throw garbled("\"" + cell + "\" is no moment");
        }
    }

    private static String quoted(String text) {
        var out = new StringBuilder(text.length() + 2).append('"');
        for (int at = 0; at < text.length(); at++) {
            char sign = text.charAt(at);
            switch (sign) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (sign < ' ') out.append("\\u%04x".formatted((int) sign));
                    else out.append(sign);
                }
            }
        }
        return out.append('"').toString();
    }

    private static ProviderException.Garbled garbled(String why) {
        return new ProviderException.Garbled(
                new Said(
                        "GARBLED", "The results of the job are not what was promised: " + why, ""));
    }

    /// @param name as a JSON string with a colon
    /// @param isPlain whether cells stand in JSON as they are
    private record Column(byte[] name, boolean isPlain, boolean isId, boolean isTime) {}
}
