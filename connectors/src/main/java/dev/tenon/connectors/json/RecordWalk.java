package dev.tenon.connectors.json;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// One pass over one reply, from its first byte to its last.
final class RecordWalk {
    private final JsonParser parser;
    private final RecordShape shape;
    private final List<RecordPage.@Nullable Found> found = new ArrayList<>();
    private final Map<String, String> kept = new HashMap<>();

    RecordWalk(JsonParser parser, RecordShape shape) {
        this.parser = parser;
        this.shape = shape;
    }

    RecordPage page(byte[] reply) {
        JsonToken first = parser.nextToken();
        if (shape.array().isEmpty()) {
            if (first != JsonToken.START_ARRAY) throw expected("an array of records");
            elements(true);
        } else {
            if (first != JsonToken.START_OBJECT) throw expected("an object with records");
            envelope();
        }
        if (parser.nextToken() != null) throw expected("nothing after the end");
        return new RecordPage(reply, found, kept);
    }

    private void envelope() {
        boolean seen = false;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals(shape.array())) {
                if (value != JsonToken.START_ARRAY) throw expected("an array in " + name);
                elements(false);
                seen = true;
            } else if (shape.kept().contains(name) && value.isScalarValue()) {
                if (value != JsonToken.VALUE_NULL) kept.put(name, parser.getString());
            } else {
                parser.skipChildren();
            }
        }
        if (!seen) throw expected("a member called " + shape.array());
    }

    private void elements(boolean nulls) {
        while (true) {
            switch (parser.nextToken()) {
                case END_ARRAY -> {
                    return;
                }
                case START_OBJECT -> found.add(one());
                case VALUE_NULL -> {
                    if (!nulls) throw expected("records, not null");
                    found.add(null);
                }
                case null, default -> throw expected("records that are objects");
            }
        }
    }

    private RecordPage.Found one() {
        int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
        String id = null;
        Instant modified = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals(shape.id())) {
                if (value != JsonToken.VALUE_STRING) throw expected("text in " + name);
                id = parser.getString();
            } else if (name.equals(shape.modified()) && value == JsonToken.VALUE_STRING) {
                modified = moment();
            } else {
                parser.skipChildren();
            }
        }
        int end = Math.toIntExact(parser.currentLocation().getByteOffset());
        if (id == null || id.isEmpty()) throw expected("a record with " + shape.id());
        return new RecordPage.Found(id, modified, start, end - start);
    }

    private Instant moment() {
        char[] text = parser.getStringCharacters();
        return Moments.parse(text, parser.getStringOffset(), parser.getStringLength());
    }

    private RuntimeException expected(String what) {
        long at = parser.currentTokenLocation().getByteOffset();
        return RecordPage.garbled(
                "The reply should hold " + what + ", but does not, at byte " + at + ".");
    }
}
