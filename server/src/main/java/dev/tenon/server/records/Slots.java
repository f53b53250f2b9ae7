package dev.tenon.server.records;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.server.json.Json;
import dev.tenon.spi.FieldInfo.FieldType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Which native field stands in which index slot of a dataset. Slots are typed columns with an
/// index each: eight for texts, six for numbers, four for times.
///
/// @param columns native field name to column, such as `Name` to `t1`
public record Slots(Map<String, String> columns) {
    /// No field has a slot.
    public static final Slots NONE = new Slots(Map.of());

    /// Copies its map, in the order of the columns: the order is the same after a way through the
    /// database, which keeps none.
    public Slots {
        var ordered = new LinkedHashMap<String, String>();
        columns.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .forEach(entry -> ordered.put(entry.getKey(), entry.getValue()));
        columns = java.util.Collections.unmodifiableMap(ordered);
    }

    /// The column of a field, if it has one.
    public Optional<String> of(String field) {
        return Optional.ofNullable(columns.get(field));
    }

    /// Gives each field a slot of its type. Fields that had one keep it; fields beyond what there
    /// is are told in `problems` and do without.
    static Slots assign(
            Slots before,
            List<String> fields,
            Function<String, FieldType> types,
            List<Diagnostic> problems) {
        var columns = new LinkedHashMap<String, String>();
        for (String field : fields) {
            String kept = before.columns().get(field);
            if (kept != null && kept.charAt(0) == Kind.of(types.apply(field)).letter) {
                columns.put(field, kept);
            }
        }
        for (String field : fields) {
            if (columns.containsKey(field)) continue;
            Kind kind = Kind.of(types.apply(field));
            Optional<String> free = kind.free(columns);
            if (free.isPresent()) {
                columns.put(field, free.get());
            } else {
                problems.add(
                        new Diagnostic(
                                "records.no-index-slot",
                                "\""
                                        + field
                                        + "\" gets no index: all "
                                        + kind.count
                                        + " are taken.",
                                "index",
                                "Take another field of its type out of \"index\"."));
            }
        }
        return new Slots(columns);
    }

    /// The fields and their columns, in the order of the columns.
    List<Map.Entry<String, String>> entries() {
        return new ArrayList<>(columns.entrySet());
    }

    static Slots parse(String json) {
        return new Slots(Json.map(Json.parse("{\"s\":" + json + "}"), "s"));
    }

    String json() {
        return Json.text(Json.object(columns));
    }

    /// The three kinds of slot.
    enum Kind {
        TEXT('t', 8, "text"),
        NUMBER('n', 6, "numeric"),
        TIME('d', 4, "timestamptz");

        private final char letter;
        private final int count;
        private final String sqlType;

        Kind(char letter, int count, String sqlType) {
            this.letter = letter;
            this.count = count;
            this.sqlType = sqlType;
        }

        String sqlType() {
            return sqlType;
        }

        static Kind of(FieldType type) {
            return switch (type) {
                case INTEGER, DECIMAL, MONEY -> NUMBER;
                case DATE, DATE_TIME -> TIME;
                case TEXT,
                        LONG_TEXT,
                        BOOLEAN,
                        TIME,
                        CHOICE,
                        CHOICES,
                        REFERENCE,
                        EMAIL,
                        PHONE,
                        URL,
                        ADDRESS,
                        JSON,
                        BINARY ->
                        TEXT;
            };
        }

        static Kind ofColumn(String column) {
            for (Kind kind : values()) if (kind.letter == column.charAt(0)) return kind;
            throw new IllegalArgumentException("no slot " + column);
        }

        private Optional<String> free(Map<String, String> taken) {
            for (int i = 1; i <= count; i++) {
                String column = letter + Integer.toString(i);
                if (!taken.containsValue(column)) return Optional.of(column);
            }
            return Optional.empty();
        }
    }
}
