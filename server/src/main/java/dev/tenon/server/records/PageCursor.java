package dev.tenon.server.records;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Where the next page of a query starts: the sort values and the id of the last record shown.
/// Bound to the query it came from.
///
/// @param query a checksum of what was asked
/// @param values the sort values of the last record, as texts; null where it has none
/// @param id the last record's id
record PageCursor(long query, List<@Nullable String> values, String id) {
    /// As the client sees it.
    String text() {
        ArrayNode json = Json.array();
        json.add(query);
        json.add(id);
        for (String value : values) json.add(value);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(json));
    }

    /// @throws Refusal `query.bad-cursor`
    static PageCursor parse(String text, long query, List<Order> orders) {
        try {
            JsonNode json = Json.mapper().readTree(Base64.getUrlDecoder().decode(text));
            if (!json.isArray() || json.size() < 2 || json.get(0).asLong(-1) != query) throw bad();
            var values = new ArrayList<@Nullable String>();
            for (int i = 2; i < json.size(); i++) {
                values.add(json.get(i).isNull() ? null : json.get(i).asString());
            }
            var cursor = new PageCursor(query, values, json.get(1).asString());
            if (!cursor.fits(orders)) throw bad();
            return cursor;
        } catch (IllegalArgumentException | JacksonException | DateTimeException _) {
            throw bad();
        }
    }

    /// Whether a record can have had these sort values.
    private boolean fits(List<Order> orders) {
        if (values.size() != orders.size() + (PageStatement.showsTime(orders) ? 1 : 0))
            return false;
        if (Storable.strangeAt(id).isPresent()) return false;
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            if (value == null) continue;
            if (Storable.strangeAt(value).isPresent()) return false;
            if (i < orders.size()) {
                Keyset.value(orders.get(i).sql(), value);
            } else {
                Keyset.moment(value);
            }
        }
        return true;
    }

    /// A checksum of everything that a cursor depends on.
    static long checksum(String... parts) {
        var crc = new CRC32();
        crc.update(String.join("\u0001", parts).getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

    private static Refusal bad() {
        return new Refusal(
                Refusal.Kind.INVALID,
                "query.bad-cursor",
                "\"after\" is not a cursor of this query.",
                "after",
                "Send the \"next\" of the page before, with the same where and orderBy.");
    }
}
