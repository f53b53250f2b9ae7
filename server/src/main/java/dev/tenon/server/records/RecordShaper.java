package dev.tenon.server.records;

import dev.tenon.server.digest.Sha256;
import dev.tenon.spi.FieldInfo.FieldType;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Records;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Picks the selected fields out of a provider's records in one pass each, writes them in canonical
/// form, and fingerprints them. For use by one thread at a time.
public final class RecordShaper {
    private static final int LONGEST_SLOT = 256;

    /// Changes whenever records are shaped in another way, so that all are shaped anew.
    private static final String SHAPES = "2 ";

    private final Name[] names;
    private final MemberPlaces places;
    private final Slots slotted;
    private final List<Slot> slots = new ArrayList<>();
    private final boolean keepRaw;
    private final byte[] signature;
    private final CanonicalJson canonical = new CanonicalJson();

    /// The members of a record that are not null: a field that is newly selected and null changes
    /// no record.
    private final JsonBytes filled = new JsonBytes();

    private final MessageDigest digest = Sha256.begin();
    private final int[] starts;
    private final int[] ends;
    private final boolean[] escaped;

    public RecordShaper(Selection selection, Slots slots) {
        List<String> fields = List.copyOf(selection.types().keySet());
        this.names = new Name[fields.size()];
        this.starts = new int[fields.size()];
        this.ends = new int[fields.size()];
        this.escaped = new boolean[fields.size()];
        this.keepRaw = selection.keepRaw();
        this.signature = digest.digest(JsonBytes.utf8(SHAPES + selection));
        this.slotted = slots;
        this.places = new MemberPlaces(fields);
        for (var entry : slots.entries()) {
            int place = fields.indexOf(entry.getKey());
            this.slots.add(new Slot(place, Slots.Kind.ofColumn(entry.getValue())));
        }
        for (int i = 0; i < names.length; i++) {
            int place = i;
            int filled = (int) this.slots.stream().filter(slot -> slot.place() == place).count();
            boolean isMoment = selection.type(fields.get(i)) == FieldType.DATE_TIME;
            names[i] = Name.of(fields.get(i), isMoment, filled);
        }
    }

    /// The records of a page, in its order. A record that is no JSON object of the promised form is
    /// left out and counted.
    ///
    /// @throws ProviderException.Garbled when the page itself is not what was promised
    public Shaped shape(Records records) {
        return shape(records, _ -> true);
    }

    /// The records of a page whose ids are `wanted`.
    public Shaped shape(Records records, Predicate<String> wanted) {
        var rows = new ArrayList<Incoming>();
        var unreadable = new ArrayList<String>();
        records.forEach((id, modifiedAt, json) -> {
            if (!wanted.test(id)) return;
            try {
                rows.add(one(id, modifiedAt, json));
            } catch (JsonScan.MalformedException _) {
                unreadable.add(id);
            }
        });
        return new Shaped(rows, unreadable);
    }

    /// The records of a page without a look inside: a quarter of the work, and enough where most of
    /// them are stored as they come.
    ///
    /// @throws ProviderException.Garbled when the page itself is not what was promised
    public List<Sighting> sight(Records records) {
        var sightings = new ArrayList<Sighting>();
        records.forEach((id, modifiedAt, json) ->
                sightings.add(new Sighting(id, modifiedAt, source(json))));
        return sightings;
    }

    private UUID source(Records.Slice json) {
        digest.update(signature);
        digest.update(json.buffer(), json.offset(), json.length());
        return hash();
    }

    private Incoming one(String id, @Nullable Instant modifiedAt, Records.Slice json) {
        find(json);
        canonical.reset();
        JsonBytes out = canonical.out();
        var values = new @Nullable Object[slots.size()];
        filled.reset();
        out.write('{');
        filled.write('{');
        for (int i = 0; i < names.length; i++) {
            if (starts[i] < 0) continue;
            if (out.size() > 1) out.write(',');
            int member = out.size();
            out.write(names[i].written());
            int from = out.size();
            canonical.value(json.buffer(), starts[i], ends[i], escaped[i], names[i].isMoment());
            if (names[i].slots() > 0) fill(values, i, out, from);
            if (out.array()[from] == 'n') continue;
            if (filled.size() > 1) filled.write(',');
            filled.write(out.array(), member, out.size() - member);
        }
        out.write('}');
        filled.write('}');
        digest.update(filled.array(), 0, filled.size());
        UUID fingerprint = hash();
        return new Incoming(
                id,
                modifiedAt,
                out.text(),
                keepRaw ? raw(json) : null,
                fingerprint,
                source(json),
                slotted,
                values);
    }

    private void fill(@Nullable Object[] values, int place, JsonBytes out, int from) {
        String value = out.text(from, out.size());
        for (int i = 0; i < values.length; i++) {
            Slot slot = slots.get(i);
            if (slot.place() == place) values[i] = SlotValue.of(slot.kind(), value);
        }
    }

    /// Notes where the value of each selected field lies; where one begins at -1, it is not there.
    private void find(Records.Slice json) {
        Arrays.fill(starts, -1);
        var scan = new JsonScan(json.buffer(), json.offset(), json.length());
        scan.expect('{');
        if (scan.peek() == '}') return;
        int member = 0;
        do {
            int place = places.of(member++, scan);
            scan.expect(':');
            scan.peek();
            int start = scan.at();
            boolean hasEscape = scan.value();
            if (place >= 0) {
                starts[place] = start;
                ends[place] = scan.at();
                escaped[place] = hasEscape;
            }
        } while (scan.comma());
        scan.expect('}');
    }

    private String raw(Records.Slice json) {
        canonical.reset();
        canonical.value(new JsonScan(json.buffer(), json.offset(), json.length()), false);
        return canonical.out().text();
    }

    private UUID hash() {
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new UUID(hash.getLong(), hash.getLong());
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
    /// @param fingerprint tells them from others; a field that is null counts as one that is
    ///   missing
    /// @param raw canonical JSON of the whole record, when it is kept
    /// @param source tells the bytes that it was shaped from; null when there were several
    /// @param slotted the slots it has values for
    /// @param slots their values, in order
    public record Incoming(
            String id,
            @Nullable Instant modifiedAt,
            String fields,
            @Nullable String raw,
            UUID fingerprint,
            @Nullable UUID source,
            Slots slotted,
            @Nullable Object[] slots) {

        /// The same record with values for other slots: a dataset may get others after a page was
        /// shaped and before it is stored.
        Incoming fitted(Slots wanted) {
            if (slotted.equals(wanted)) return this;
            var members = new Members(_ -> new byte[0]);
            byte[] json = JsonBytes.utf8(fields);
            members.read(json, _ -> {});
            var values = new ArrayList<@Nullable Object>();
            for (var entry : wanted.entries()) {
                Members.Member member = members.get(entry.getKey());
                String value =
                        member == null
                                ? "null"
                                : new String(
                                        json,
                                        member.from(),
                                        member.to() - member.from(),
                                        StandardCharsets.UTF_8);
                values.add(SlotValue.of(Slots.Kind.ofColumn(entry.getValue()), value));
            }
            return new Incoming(
                    id, modifiedAt, fields, raw, fingerprint, source, wanted, values.toArray());
        }

        /// The same record, put together from several answers.
        Incoming composed() {
            return new Incoming(id, modifiedAt, fields, raw, fingerprint, null, slotted, slots);
        }
    }

    /// A record that nobody looked into yet.
    ///
    /// @param source tells its bytes, and the selection, from all others
    public record Sighting(String id, @Nullable Instant modifiedAt, UUID source) {}

    /// A selected field.
    ///
    /// @param written its name as a JSON string, and the colon after it
    /// @param slots how many slots take its value
    private record Name(byte[] written, boolean isMoment, int slots) {
        static Name of(String text, boolean isMoment, int slots) {
            var out = new JsonBytes();
            out.quoted(text);
            out.write(':');
            return new Name(Arrays.copyOf(out.array(), out.size()), isMoment, slots);
        }
    }

    /// @param place the field's place among the names; -1 when it is not selected
    private record Slot(int place, Slots.Kind kind) {}

    static int longestSlot() {
        return LONGEST_SLOT;
    }
}
