package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Count;
import dev.tenon.server.cli.screen.Table;
import dev.tenon.server.cli.screen.Terminal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Records as rows, with the columns that the first page has: what was asked for, else the
/// product's own names and then the provider's, as many as one can read. For use by one thread.
final class RecordTable {
    private static final int MOST = 8;

    private final List<String> asked;
    private final List<String> before;
    private List<String> columns = List.of();
    private int left;
    private @Nullable Table table;

    /// @param asked the fields to show; none for those that fit
    /// @param before members of the record to show first, such as `seq`
    RecordTable(List<String> asked, List<String> before) {
        this.asked = List.copyOf(asked);
        this.before = List.copyOf(before);
    }

    /// Prints a page; headings come with the first.
    void print(Terminal terminal, JsonNode records) {
        Table rows = table == null ? begin(records) : table;
        for (JsonNode each : records) rows.row(row(each));
        rows.print(terminal);
    }

    /// How many fields were not shown.
    int left() {
        return left;
    }

    private Table begin(JsonNode records) {
        columns = asked.isEmpty() ? chosen(records) : asked;
        var headings = new ArrayList<String>();
        before.forEach(each -> headings.add(heading(each)));
        headings.addAll(columns);
        Table made = new Table(headings.toArray(String[]::new));
        table = made;
        return made;
    }

    /// `changeType` is `CHANGE TYPE`.
    private static String heading(String member) {
        return member.replaceAll("([A-Z])", " $1").toUpperCase(Locale.ROOT);
    }

    /// A field whose name is the provider's too stands there once, and the id does already.
    private List<String> chosen(JsonNode records) {
        var names = new LinkedHashMap<String, String>();
        for (String part : List.of("mappedFields", "fields")) {
            for (JsonNode each : records) {
                flat(each.path(part)).keySet().forEach(name -> names.putIfAbsent(key(name), name));
            }
        }
        before.forEach(shown -> names.remove(key(shown)));
        left = Math.max(0, names.size() - MOST);
        return names.values().stream().limit(MOST).toList();
    }

    private String[] row(JsonNode record) {
        Map<String, String> values = values(record);
        var cells = new ArrayList<String>();
        before.forEach(each -> cells.add(Words.of(record, each)));
        columns.forEach(each -> cells.add(values.getOrDefault(key(each), "")));
        return cells.toArray(String[]::new);
    }

    /// All values of a record by name in lower case; the product's names win.
    private static Map<String, String> values(JsonNode record) {
        var values = new LinkedHashMap<String, String>();
        flat(record.path("mappedFields")).forEach((name, value) -> values.put(key(name), value));
        flat(record.path("fields")).forEach((name, value) -> values.putIfAbsent(key(name), value));
        return values;
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /// The members of an object; what is nested gets a name with dots.
    static SequencedMap<String, String> flat(JsonNode object) {
        var flat = new LinkedHashMap<String, String>();
        flatten(object, "", flat);
        return flat;
    }

    private static void flatten(JsonNode object, String prefix, Map<String, String> into) {
        for (Map.Entry<String, JsonNode> each : object.properties()) {
            String name = prefix + each.getKey();
            if (each.getValue().isObject()) {
                flatten(each.getValue(), name + ".", into);
            } else {
                into.put(name, Words.of(each.getValue()));
            }
        }
    }

    /// What to say of the fields that were not shown; empty when all were.
    String advice() {
        return left == 0
                ? ""
                : Count.of(left, "more field") + "; choose with --fields, or see all with --json.";
    }
}
