package dev.tenon.server.records;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes stored records as the product sees them: `fields` under the names of the manifest (the
/// provider's own where the manifest names none) and `mappedFields` under the product's, nested
/// where those are paths. Copies values as bytes, without a tree. For use by one thread.
public final class Rendering {
    private final Map<String, String> spellings;
    private final Map<String, Map<String, String>> productValues;
    private final Node mapped;
    private final @Nullable Set<String> only;
    private final Members members = new Members(this::shown);

    /// @param only the provider's names of the fields to show; null for all
    public Rendering(ObjectShape shape, @Nullable Set<String> only) {
        this.spellings = shape.spellings();
        this.only = only;
        this.mapped = new Node();
        this.productValues = reversed(shape.view().valueMappings());
        shape.view()
                .mappings()
                .forEach((product, path) -> {
                    if (only != null && !only.contains(FieldPath.top(path))) return;
                    mapped.put(FieldPath.of(product).steps(), FieldPath.of(path));
                });
    }

    /// Appends `"fields":{…},"mappedFields":{…}` to `out`.
    public void write(StoredRecord record, Output out) {
        byte[] json = JsonBytes.utf8(record.fields());
        out.bytes.ascii("\"fields\":{");
        fields(json, out.bytes);
        out.bytes.ascii("},\"mappedFields\":");
        if (mapped.children.isEmpty()) {
            out.bytes.ascii("{}");
        } else {
            mapped(mapped, json, out.bytes);
        }
    }

    private void fields(byte[] json, JsonBytes out) {
        int begun = out.size();
        members.read(
                json,
                member -> {
                    if (member.shown().length == 0) return;
                    if (out.size() > begun) out.write(',');
                    out.write(member.shown());
                    out.write(json, member.from(), member.to() - member.from());
                });
    }

    private byte[] shown(String name) {
        if (only != null && !only.contains(name)) return new byte[0];
        var quoted = new JsonBytes();
        quoted.quoted(spellings.getOrDefault(name, name));
        quoted.write(':');
        return Arrays.copyOf(quoted.array(), quoted.size());
    }

    private static String name(JsonScan scan) {
        scan.peek();
        int from = scan.at();
        boolean escaped = scan.string();
        String raw = scan.text(from + 1, scan.at() - 1);
        scan.expect(':');
        return escaped ? Unescape.text(raw) : raw;
    }

    private void mapped(Node node, byte[] json, JsonBytes out) {
        out.write('{');
        boolean first = true;
        for (var child : node.children.entrySet()) {
            if (!first) out.write(',');
            first = false;
            out.quoted(child.getKey());
            out.write(':');
            FieldPath source = child.getValue().source;
            if (source == null) {
                mapped(child.getValue(), json, out);
            } else {
                value(source, json, out);
            }
        }
        out.write('}');
    }

    private void value(FieldPath source, byte[] json, JsonBytes out) {
        Members.Member member = members.get(source.steps().getFirst());
        int[] place = member == null ? null : new int[] {member.from(), member.to()};
        for (int i = 1; i < source.steps().size() && place != null; i++) {
            place = inside(json, place, source.steps().get(i));
        }
        if (place == null) {
            out.ascii("null");
            return;
        }
        Map<String, String> values = productValues.get(source.steps().getFirst());
        if (values != null && json[place[0]] == '"') {
            String raw =
                    new String(json, place[0] + 1, place[1] - place[0] - 2, StandardCharsets.UTF_8);
            String product = values.get(Unescape.text(raw));
            if (product != null) {
                out.quoted(product);
                return;
            }
        }
        out.write(json, place[0], place[1] - place[0]);
    }

    private static int @Nullable [] inside(byte[] json, int[] place, String step) {
        var scan = new JsonScan(json, place[0], place[1] - place[0]);
        if (scan.peek() != '{') return null;
        scan.expect('{');
        if (scan.peek() == '}') return null;
        do {
            boolean wanted = name(scan).equals(step);
            scan.peek();
            int from = scan.at();
            scan.value();
            if (wanted) return new int[] {from, scan.at()};
        } while (scan.comma());
        return null;
    }

    private static Map<String, Map<String, String>> reversed(
            Map<String, Map<String, String>> mappings) {
        var reversed = new HashMap<String, Map<String, String>>();
        mappings.forEach((field, values) -> {
            var byProvider = new HashMap<String, String>();
            values.forEach((product, provider) -> byProvider.putIfAbsent(provider, product));
            reversed.put(field, byProvider);
        });
        return reversed;
    }

    /// A place in the product's tree of names.
    private static final class Node {
        private final Map<String, Node> children = new LinkedHashMap<>();
        private @Nullable FieldPath source;

        void put(List<String> steps, FieldPath path) {
            Node child = children.computeIfAbsent(steps.getFirst(), _ -> new Node());
            if (steps.size() == 1) {
                child.source = path;
            } else {
                child.put(steps.subList(1, steps.size()), path);
            }
        }
    }

    /// A buffer that grows; bytes of JSON in UTF-8.
    public static final class Output {
        private final JsonBytes bytes = new JsonBytes();

        /// Appends ASCII text as it is.
        public Output raw(String ascii) {
            bytes.ascii(ascii);
            return this;
        }

        /// Appends a JSON string.
        public Output quoted(String text) {
            bytes.quoted(text);
            return this;
        }

        /// Appends JSON text.
        public Output json(String json) {
            bytes.write(json.getBytes(StandardCharsets.UTF_8));
            return this;
        }

        /// Appends what another buffer holds.
        public Output append(Output other) {
            bytes.write(other.bytes.array(), 0, other.bytes.size());
            return this;
        }

        /// How many bytes there are.
        public int size() {
            return bytes.size();
        }

        /// Everything so far.
        public byte[] toByteArray() {
            return Arrays.copyOf(bytes.array(), bytes.size());
        }
    }
}
