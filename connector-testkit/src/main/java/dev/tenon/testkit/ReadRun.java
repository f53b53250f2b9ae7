package dev.tenon.testkit;

import dev.tenon.spi.Access;
import dev.tenon.spi.Connector;
import dev.tenon.spi.Page;
import dev.tenon.spi.Position;
import dev.tenon.spi.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A read from a position to its end, every page kept as the engine would keep it: by what can be
/// stored.
public final class ReadRun {
    private static final int TOO_MANY_PAGES = 10_000;

    private final List<Seen> pages = new ArrayList<>();

    /// One page that was read.
    ///
    /// @param records JSON by id, in order
    public record Seen(Page page, Map<String, String> records) {}

    /// Reads to the end. Each page is asked of a new reader, for nothing but cursors may carry a
    /// run on.
    public static ReadRun of(Connector connector, Access access, Reader.ReadRequest request) {
        var run = new ReadRun();
        Position position = request.position();
        while (true) {
            var next =
                    new Reader.ReadRequest(
                            request.object(),
                            request.fields(),
                            position,
                            request.filters(),
                            request.size());
            Page page = connector.reader(access).read(next);
            run.pages.add(new Seen(page, records(page)));
            Position.Cursor cursor = page.next();
            if (cursor == null) return run;
            position = new Position.After(new Position.Cursor(cursor.value()));
            if (run.pages.size() > TOO_MANY_PAGES) throw new AssertionError("The read never ends.");
        }
    }

    /// Every page, in order.
    public List<Seen> pages() {
        return List.copyOf(pages);
    }

    /// The ids of all records, in order.
    public List<String> ids() {
        return pages.stream().flatMap(seen -> seen.records().keySet().stream()).toList();
    }

    /// All records, the last of each id.
    public Map<String, String> records() {
        var records = new LinkedHashMap<String, String>();
        pages.forEach(seen -> records.putAll(seen.records()));
        return records;
    }

    /// The ids said to be gone, in order.
    public List<String> deletedIds() {
        return pages.stream().flatMap(seen -> seen.page().deletedIds().stream()).toList();
    }

    /// Where the next run starts; empty when it reads everything again.
    public Optional<Position.Checkpoint> checkpoint() {
        return Optional.ofNullable(pages.getLast().page().checkpoint());
    }

    /// Whether the object was read whole.
    public boolean isComplete() {
        return pages.getLast().page().complete();
    }

    /// The records of one page as JSON by id.
    public static Map<String, String> records(Page page) {
        var records = new LinkedHashMap<String, String>();
        page.records()
                .forEach((id, _, json) -> {
                    var text =
                            new String(
                                    json.buffer(),
                                    json.offset(),
                                    json.length(),
                                    StandardCharsets.UTF_8);
                    records.put(id, text);
                });
        return records;
    }
}
