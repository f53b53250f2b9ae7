package dev.tenon.format;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON as tests write it, with single quotes.
final class Json {
    private Json() {}

    static JsonNode of(String text) {
        return new JsonMapper().readTree(text.replace('\'', '"'));
    }
}
