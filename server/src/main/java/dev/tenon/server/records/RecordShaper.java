package dev.tenon.server.records;

import dev.tenon.server.records.CanonicalJson.Bytes;
import dev.tenon.spi.FieldInfo.FieldType;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Records;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Picks the selected fields out of a provider's records in one pass each, writes them in canonical
/// form, and fingerprints them. For use by one thread at a time.
public final class RecordShaper {
    private static final int LONGEST_SLOT = 256;

    private final Name[] names;
    private final Map<Name, Integer> places = new HashMap<>();
    private final List<Slot> slots = new ArrayList<>();
    private final boolean keepRaw;
    private final CanonicalJson canonical = new CanonicalJson();
    private final MessageDigest digest = sha256();
    private final int[] starts;
    private final Name probe = new Name(new byte[0], 0, 0);

    public RecordShaper(Selection selection, Slots slots) {
        List<String> fields = List.copyOf(selection.types().keySet());
        this.names = new Name[fields.size()];
        this.starts = new int[fields.size()];
        this.keepRaw = selection.keepRaw();
        for (int i = 0; i < names.length; i++) {
            String field = fields.get(i);
            names[i] = Name.of(field, selection.type(field) == FieldType.DATE_TIME);
            places.put(names[i], i);
        }
        for (var entry : slots.entries()) {
            int place = fields.indexOf(entry.getKey());
            this.slots.add(new Slot(place, Slots.Kind.ofColumn(entry.getValue())));
        }
    }

    /// The records of a page, in its order. A record that is no JSON object of the promised form is
    /// left out and counted.
    ///
    /// @throws ProviderException.Garbled when the page itself is not what was promised
    public Shaped shape(Records records) {
        var rows = new ArrayList<Incoming>();
        var unreadable = new ArrayList<String>();
        records.forEach((id, modifiedAt, json) -> {
            try {
                rows.add(one(id, modifiedAt, json));
            } catch (JsonScan.MalformedException _) {
                unreadable.add(id);
            }
        });
        return new Shaped(rows, unreadable);
    }

    private Incoming one(String id, @Nullable Instant modifiedAt, Records.Slice json) {
        find(json);
        canonical.reset();
        Bytes out = canonical.out();
        var values = new @Nullable Object[slots.size()];
        out.write('{');
        for (int i = 0; i < names.length; i++) {
            if (starts[i] < 0) continue;
            if (out.size() > 1) out.write(',');
            out.write(names[i].quoted(), 0, names[i].quoted().length);
            out.write(':');
            int from = out.size();
            int length = json.offset() + json.length() - starts[i];
            canonical.value(new JsonScan(json.buffer(), starts[i], length), names[i].isMoment());
            for (int s = 0; s < values.length; s++) {
                if (slots.get(s).place() == i) {
                    values[s] = slots.get(s).value(out.array(), from, out.size());
                }
            }
        }
        out.write('}');
        digest.update(out.array(), 0, out.size());
        return new Incoming(
                id,
                modifiedAt,
                out.toString(StandardCharsets.UTF_8),
                keepRaw ? raw(json) : null,
                fingerprint(),
                values);
    }

    /// Notes where the value of each selected field begins; -1 for those that are not there.
    private void find(Records.Slice json) {
        Arrays.fill(starts, -1);
        var scan = new JsonScan(json.buffer(), json.offset(), json.length());
        scan.expect('{');
        if (scan.peek() == '}') return;
        do {
            scan.peek();
            int from = scan.at();
            boolean escaped = scan.string();
            Integer place = place(scan, from + 1, scan.at() - 1, escaped);
            scan.expect(':');
            scan.peek();
            if (place != null) starts[place] = scan.at();
            scan.value();
        } while (scan.comma());
        scan.expect('}');
    }

    private @Nullable Integer place(JsonScan scan, int from, int to, boolean escaped) {
        if (escaped) return places.get(Name.of(Unescape.text(scan.text(from, to)), false));
        return places.get(probe.set(scan.buffer(), from, to));
    }

    private String raw(Records.Slice json) {
        canonical.reset();
        canonical.value(new JsonScan(json.buffer(), json.offset(), json.length()), false);
        return canonical.out().toString(StandardCharsets.UTF_8);
    }

    private UUID fingerprint() {
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new UUID(hash.getLong(), hash.getLong());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every JDK has SHA-256", impossible);
        }
    }

    /// What a page holds.
    ///
    /// @param unreadable ids of records that could not be read; they are left as they were
    public record Shaped(List<Incoming> records, List<String> unreadable) {
        /// Copies its lists.
        public Shaped {
            records = List.copyOf(records);
            unreadable = List.copyOf(unreadable);
        }
    }

    /// One record, ready for the store.
    ///
    /// @param fields canonical JSON of the selected fields
    /// @param raw canonical JSON of the whole record, when it is kept
    /// @param slots values of the index slots, in the order of the dataset's [Slots]
    public record Incoming(
            String id,
            @Nullable Instant modifiedAt,
            String fields,
            @Nullable String raw,
            UUID fingerprint,
            @Nullable Object[] slots) {}

    /// A field name as bytes, so that looking one up makes no garbage.
    private static final class Name {
        private byte[] bytes;
        private int from;
        private int to;
        private byte[] quoted = new byte[0];
        private boolean isMoment;

        Name(byte[] bytes, int from, int to) {
            this.bytes = bytes;
            this.from = from;
            this.to = to;
        }

        static Name of(String text, boolean isMoment) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            var name = new Name(bytes, 0, bytes.length);
            var out = new Bytes();
            out.quoted(text);
            name.quoted = out.toByteArray();
            name.isMoment = isMoment;
            return name;
        }

        Name set(byte[] bytes, int from, int to) {
            this.bytes = bytes;
            this.from = from;
            this.to = to;
            return this;
        }

        byte[] quoted() {
            return quoted;
        }

        boolean isMoment() {
            return isMoment;
        }

        @Override
        public int hashCode() {
            int hash = 1;
            for (int i = from; i < to; i++) hash = 31 * hash + bytes[i];
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Name name
                    && Arrays.equals(bytes, from, to, name.bytes, name.from, name.to);
        }
    }

    /// @param place the field's place among the names; -1 when it is not selected
    private record Slot(int place, Slots.Kind kind) {
        @Nullable Object value(byte[] canonical, int from, int to) {
            return SlotValue.of(
                    kind, new String(canonical, from, to - from, StandardCharsets.UTF_8));
        }
    }

    static int longestSlot() {
        return LONGEST_SLOT;
    }
}
