package dev.tenon.connectors.json;

import dev.tenon.spi.Records;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Records whose fields came in several replies, put together by id into one object each.
///
/// A record that is missing from any of the replies is left out: it vanished, or changed so that it
/// no longer matches, while the replies were fetched. The order, ids and change times are those of
/// the first reply. Immutable.
public final class MergedRecords implements Records {
    private static final int ROOM = 4096;

    private final RecordPage first;
    private final List<Map<String, Slice>> others;
    private final long bytes;
    private final Set<String> repeated;

    /// @param first decides which records there are and in what order
    /// @param others more members of the same records, in any order; each part may be several pages
    /// @param repeated members that every reply holds, taken from the first alone
    public MergedRecords(RecordPage first, List<List<RecordPage>> others, Set<String> repeated) {
        this.first = first;
        this.others = others.stream().map(MergedRecords::byId).toList();
        this.repeated = Set.copyOf(repeated);
        this.bytes =
                first.bytes()
                        + others.stream().flatMap(List::stream).mapToLong(RecordPage::bytes).sum();
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void forEach(Visitor visitor) {
        var text = new ByteArrayOutputStream(ROOM);
        first.forEach((id, modifiedAt, slice) -> {
            List<Slice> rest = rest(id);
            if (rest.size() < others.size()) return;
            byte[] whole = merge(text, slice, rest);
            visitor.see(id, modifiedAt, new Slice(whole, 0, whole.length));
        });
    }

    private List<Slice> rest(String id) {
        var rest = new ArrayList<Slice>(others.size());
        for (Map<String, Slice> other : others) {
            Slice slice = other.get(id);
            if (slice != null) rest.add(slice);
        }
        return rest;
    }

    /// A record always has an id, so that a comma is right before each further member.
    private byte[] merge(ByteArrayOutputStream text, Slice slice, List<Slice> rest) {
        text.reset();
        text.write(slice.buffer(), slice.offset(), slice.length() - 1);
        for (Slice more : rest) {
            RecordPage.members(
                    more,
                    (name, offset, length) -> {
                        if (repeated.contains(name)) return;
                        text.write(',');
                        text.write(more.buffer(), offset, length);
                    });
        }
        text.write('}');
        return text.toByteArray();
    }

    private static Map<String, Slice> byId(List<RecordPage> pages) {
        var byId = new HashMap<String, Slice>();
        for (RecordPage page : pages) page.forEach((id, _, slice) -> byId.put(id, slice));
        return byId;
    }
}
