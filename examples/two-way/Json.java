import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// JSON as maps, lists, strings, numbers (`BigDecimal`), booleans and null. Your product has a
/// library for this; the example has none, so that a JDK is all it needs.
final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    static Object parse(String text) {
        var json = new Json(text);
        Object value = json.value();
        if (json.next() != '\0') throw json.wrong();
        return value;
    }

    static Map<String, Object> object(String text) {
        return object(parse(text));
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    static List<Object> list(Object value) {
        return (List<Object>) value;
    }

    /// A text that is there, or an empty one.
    static String text(Map<String, Object> object, String name) {
        Object value = object.get(name);
        return value == null ? "" : value.toString();
    }

    static String write(Object value) {
        var out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    private static void write(Object value, StringBuilder out) {
        switch (value) {
            case Map<?, ?> map -> {
                String joint = "{";
                for (var each : map.entrySet()) {
                    out.append(joint);
                    quote(each.getKey().toString(), out);
                    out.append(':');
                    write(each.getValue(), out);
                    joint = ",";
                }
                out.append(map.isEmpty() ? "{}" : "}");
            }
            case List<?> list -> {
                String joint = "[";
                for (Object each : list) {
                    out.append(joint);
                    write(each, out);
                    joint = ",";
                }
                out.append(list.isEmpty() ? "[]" : "]");
            }
            case BigDecimal number -> out.append(number.toPlainString());
            case Number number -> out.append(number);
            case Boolean truth -> out.append(truth);
            case null -> out.append("null");
            default -> quote(value.toString(), out);
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (char each : text.toCharArray()) {
            if (each == '"' || each == '\\') out.append('\\').append(each);
            else if (each < ' ') out.append("\\u%04x".formatted((int) each));
            else out.append(each);
        }
        out.append('"');
    }

    private Object value() {
        return switch (next()) {
            case '{' -> members();
            case '[' -> elements();
            case '"' -> string();
            default -> word();
        };
    }

    private Map<String, Object> members() {
        var members = new LinkedHashMap<String, Object>();
        expect('{');
        if (next() == '}') {
            at++;
            return members;
        }
        while (true) {
            next();
            String name = string();
            expect(':');
            members.put(name, value());
            if (next() == '}') break;
            expect(',');
        }
        at++;
        return members;
    }

    private List<Object> elements() {
        var elements = new ArrayList<>();
        expect('[');
        if (next() == ']') {
            at++;
            return elements;
        }
        while (true) {
            elements.add(value());
            if (next() == ']') break;
            expect(',');
        }
        at++;
        return elements;
    }

    private String string() {
        expect('"');
        var out = new StringBuilder();
        while (true) {
            char each = take();
            if (each == '"') return out.toString();
            out.append(each == '\\' ? escaped() : each);
        }
    }

    private char escaped() {
        char kind = take();
        return switch (kind) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                if (at + 4 > text.length()) throw wrong();
                yield (char) Integer.parseInt(text.substring(at, at += 4), 16);
            }
            default -> kind;
        };
    }

    private Object word() {
        int from = at;
        while (at < text.length() && ",]} \n\r\t".indexOf(text.charAt(at)) < 0) at++;
        String word = text.substring(from, at);
        return switch (word) {
            case "null" -> null;
            case "true" -> true;
            case "false" -> false;
            default -> number(word);
        };
    }

    /// 12.0 and 12 are one number.
    private BigDecimal number(String word) {
        try {
            return new BigDecimal(word).stripTrailingZeros();
        } catch (NumberFormatException _) {
            throw wrong();
        }
    }

    /// The next character that is no space, which stays; NUL at the end.
    private char next() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private void expect(char wanted) {
        if (next() != wanted) throw wrong();
        at++;
    }

    private char take() {
        if (at >= text.length()) throw wrong();
        return text.charAt(at++);
    }

    private IllegalArgumentException wrong() {
        return new IllegalArgumentException("no JSON at character " + at);
    }
}
