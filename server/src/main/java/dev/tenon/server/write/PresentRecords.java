package dev.tenon.server.write;

import dev.tenon.server.json.Json;
import dev.tenon.spi.Page;
import dev.tenon.spi.Reader;
import dev.tenon.spi.Records;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Looks at records of one object as the provider has them now. For use by one thread.
final class PresentRecords {
    private static final int AT_ONCE = 2_000;

    private final Reader reader;
    private final String object;

    PresentRecords(Reader reader, String object) {
        this.reader = reader;
        this.object = object;
    }

    /// The records with these ids, by the id as it was asked for; those that are gone are missing.
    /// One call of the reader for 2,000 ids.
    Map<String, Present> read(Set<String> fields, List<String> ids) {
        var all = new HashMap<String, Present>();
        for (int from = 0; from < ids.size(); from += AT_ONCE) {
            readPart(fields, ids.subList(from, Math.min(from + AT_ONCE, ids.size())), all);
        }
        return all;
    }

    /// A provider may know a record by more than one form of its id, and answer with another than
    /// it was asked for: such a record is asked for alone.
    private void readPart(Set<String> fields, List<String> ids, Map<String, Present> all) {
        Page page = reader.readIds(object, fields, ids);
        present(page).forEach(each -> all.put(each.id(), each));
        var gone = new HashSet<>(page.deletedIds());
        for (String id : ids) {
            if (all.containsKey(id) || gone.contains(id)) continue;
            List<Present> alone =
                    ids.size() == 1
                            ? present(page)
                            : present(reader.readIds(object, fields, List.of(id)));
            if (alone.size() == 1) all.put(id, alone.getFirst());
        }
    }

    private static List<Present> present(Page page) {
        var present = new ArrayList<Present>();
        page.records()
                .forEach((id, modifiedAt, json) ->
                        present.add(
                                new Present(
                                        id,
                                        modifiedAt,
                                        new String(
                                                json.buffer(),
                                                json.offset(),
                                                json.length(),
                                                StandardCharsets.UTF_8))));
        return present;
    }

    /// A record.
    ///
    /// @param id as the provider gives it
    /// @param modifiedAt when it last changed; null when the provider does not say
    record Present(String id, @Nullable Instant modifiedAt, String json) {
        ObjectNode tree() {
            return Json.parseObject(json);
        }

        Records records() {
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            return visitor ->
                    visitor.see(id, modifiedAt, new Records.Slice(bytes, 0, bytes.length));
        }
    }
}
