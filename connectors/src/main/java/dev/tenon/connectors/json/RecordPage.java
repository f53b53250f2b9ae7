package dev.tenon.connectors.json;

import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Records;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The records of one reply: for each its id, its change time and the slice of the reply it stands
/// in, found in one streaming pass that builds no tree and no text but ids. Immutable.
public final class RecordPage implements Records {
    private final byte[] reply;
    private final List<@Nullable Found> found;
    private final Map<String, String> kept;

    RecordPage(byte[] reply, List<@Nullable Found> found, Map<String, String> kept) {
        this.reply = reply;
        this.found = found;
        this.kept = kept;
    }

    /// One record of the page.
    ///
    /// @param offset where its JSON begins in the reply
    /// @param length how many bytes it takes
    public record Found(String id, @Nullable Instant modifiedAt, int offset, int length) {}

    /// Walks a whole reply; the bytes belong to the page from now on.
    ///
    /// @throws ProviderException.Garbled when it is not JSON to the last byte, or of another shape
    public static RecordPage walk(byte[] reply, RecordShape shape) {
        try {
            return new RecordWalk(new JsonSteps(reply), shape).page(reply);
        } catch (JsonSteps.Malformed broken) {
            throw garbled(
                    "The reply is not JSON: it breaks off or is wrong near byte "
                            + broken.at()
                            + ".");
        } catch (DateTimeException odd) {
            throw garbled("The reply has a change time that is not one: " + odd.getMessage());
        }
    }

    /// How many elements the array had, nulls included.
    public int size() {
        return found.size();
    }

    /// The element at `index`; empty when the provider answered null in its place.
    public Optional<Found> at(int index) {
        return Optional.ofNullable(found.get(index));
    }

    /// The last record, by which the next page is asked for; empty when there is none.
    public Optional<Found> last() {
        return found.isEmpty() ? Optional.empty() : at(found.size() - 1);
    }

    /// A scalar member of the reply that the shape asked to keep, as text.
    public Optional<String> kept(String name) {
        return Optional.ofNullable(kept.get(name));
    }

    /// The ids in order.
    public List<String> ids() {
        var ids = new ArrayList<String>(found.size());
        for (Found one : found) if (one != null) ids.add(one.id());
        return ids;
    }

    /// Where a record lies.
    public Slice slice(Found one) {
        return new Slice(reply, one.offset(), one.length());
    }

    @Override
    public long bytes() {
        return reply.length;
    }

    @Override
    public void forEach(Visitor visitor) {
        for (Found one : found) {
            if (one != null) visitor.see(one.id(), one.modifiedAt(), slice(one));
        }
    }

    /// Shows each member of a record as the bytes `"name":value`, without the commas between.
    static void members(Slice slice, MemberVisitor visitor) {
        try {
            var steps = new JsonSteps(slice.buffer(), slice.offset(), slice.length());
            steps.step('{');
            if (steps.stepIf('}')) return;
            do {
                steps.peek();
                int start = steps.at();
                steps.string();
                String name = steps.text();
                steps.step(':');
                steps.value();
                visitor.see(name, start, steps.at() - start);
            } while (steps.stepIf(','));
            steps.step('}');
        } catch (JsonSteps.Malformed broken) {
            throw garbled("A record is not JSON near byte " + broken.at() + ".");
        }
    }

    /// Sees one member of a record: its name and where `"name":value` lies.
    interface MemberVisitor {
        void see(String name, int offset, int length);
    }

    static ProviderException.Garbled garbled(String message) {
        return new ProviderException.Garbled(new ProviderException.Said("GARBLED", message, ""));
    }
}
