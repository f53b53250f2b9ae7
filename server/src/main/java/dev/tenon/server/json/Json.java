package dev.tenon.server.json;

import dev.tenon.diagnostics.Refusal;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads and writes JSON trees.
public final class Json {
    /// Buffers are not kept for the next tree: one that held a token would hold it on and on.
    /// Slashes stand for themselves: to escape them costs a search for every generator made.
    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
                                    .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
                                    .build())
                    .enable(
                            tools.jackson.databind.DeserializationFeature
                                    .USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(tools.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private static final int LONGEST_NAME = 255;

    private Json() {}

    /// The mapper, for streaming.
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /// An empty object.
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /// An empty array.
    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /// An array of texts.
    public static ArrayNode array(Iterable<String> texts) {
        ArrayNode array = array();
        texts.forEach(array::add);
        return array;
    }

    /// Parses what we wrote ourselves.
    public static JsonNode parse(String text) {
        return MAPPER.readTree(text);
    }

    /// Parses an object we wrote ourselves.
    public static ObjectNode parseObject(String text) {
        return (ObjectNode) MAPPER.readTree(text);
    }

    /// Parses what somebody sent.
    ///
    /// @throws Refusal `request.invalid-json` with line and column, `request.bad-character` or
    ///   `request.bad-value`
    public static JsonNode parseForeign(byte[] bytes) {
        try {
            JsonNode node = MAPPER.readTree(bytes);
            if (node.isMissingNode()) return object();
            Storability.check(node);
            return node;
        } catch (JacksonException problem) {
            TokenStreamLocation at = problem.getLocation();
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "request.invalid-json",
                    "The body is not valid JSON: " + problem.getOriginalMessage(),
                    at == null
                            ? "body"
                            : "body, line " + at.getLineNr() + ", column " + at.getColumnNr(),
                    "Send one JSON value in UTF-8.");
        }
    }

    /// As text, without blanks.
    public static String text(JsonNode node) {
        if (node.isContainer() && node.isEmpty()) return node.isArray() ? "[]" : "{}";
        return MAPPER.writeValueAsString(node);
    }

    /// As bytes in UTF-8.
    public static byte[] bytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /// Writes to a stream, with line breaks for people.
    public static void pretty(OutputStream out, JsonNode node) {
        MAPPER.writerWithDefaultPrettyPrinter().writeValue(out, node);
    }

    /// A text member, or null when it is absent or null.
    ///
    /// @throws Refusal `request.wrong-type`
    public static @Nullable String textOrNull(JsonNode object, String member) {
        JsonNode value = object.get(member);
        if (value == null || value.isNull()) return null;
        if (!value.isString()) throw wrongType(member, "a text");
        return value.asString();
    }

    /// A text member, or `fallback` when it is absent or null.
    ///
    /// @throws Refusal `request.wrong-type`
    public static String text(JsonNode object, String member, String fallback) {
        String value = textOrNull(object, member);
        return value == null ? fallback : value;
    }

    /// A text member that must be there.
    ///
    /// @throws Refusal `request.missing` or `request.wrong-type`
    public static String required(JsonNode object, String member) {
        JsonNode value = object.get(member);
        if (value == null || value.isNull() || (value.isString() && value.asString().isEmpty())) {
            throw missing(member);
        }
        if (!value.isString()) throw wrongType(member, "a text");
        return value.asString();
    }

    /// A text member that must be there and is short enough to tell things apart by.
    ///
    /// @throws Refusal `request.missing`, `request.wrong-type` or `request.too-long`
    public static String name(JsonNode object, String member) {
        return shortEnough(required(object, member), "body." + member);
    }

    /// A text that is short enough to tell things apart by.
    ///
    /// @param where it stands in the request
    /// @throws Refusal `request.too-long`
    public static String shortEnough(String text, String where) {
        if (text.length() <= LONGEST_NAME) return text;
        throw new Refusal(
                Refusal.Kind.INVALID,
                "request.too-long",
                "This name has " + text.length() + " characters.",
                where,
                "Use at most " + LONGEST_NAME + " characters.");
    }

    /// A member that is true or false; `fallback` when it is absent or null.
    ///
    /// @throws Refusal `request.wrong-type`
    public static boolean flag(JsonNode object, String member, boolean fallback) {
        JsonNode value = object.get(member);
        if (value == null || value.isNull()) return fallback;
        if (!value.isBoolean()) throw wrongType(member, "true or false");
        return value.booleanValue();
    }

    /// An object member; an empty object when it is absent or null.
    ///
    /// @throws Refusal `request.wrong-type`
    public static ObjectNode inner(JsonNode object, String member) {
        JsonNode value = object.get(member);
        if (value == null || value.isNull()) return object();
        if (value instanceof ObjectNode inner) return inner;
        throw wrongType(member, "an object");
    }

    /// An object member that must be there.
    ///
    /// @throws Refusal `request.missing` or `request.wrong-type`
    public static ObjectNode requiredInner(JsonNode object, String member) {
        if (object.path(member).isObject()) return inner(object, member);
        JsonNode value = object.get(member);
        throw value == null || value.isNull() ? missing(member) : wrongType(member, "an object");
    }

    /// An array member that must be there.
    ///
    /// @throws Refusal `request.missing` or `request.wrong-type`
    public static ArrayNode requiredElements(JsonNode object, String member) {
        JsonNode value = object.get(member);
        if (value == null || value.isNull()) throw missing(member);
        if (value instanceof ArrayNode elements) return elements;
        throw wrongType(member, "an array");
    }

    /// The texts of an array member that must be there.
    ///
    /// @throws Refusal `request.missing` or `request.wrong-type`
    public static List<String> requiredTexts(JsonNode object, String member) {
        requiredElements(object, member);
        return texts(object, member);
    }

    /// The texts of an array member; empty when it is absent.
    public static List<String> texts(JsonNode object, String member) {
        JsonNode value = object.get(member);
        if (value == null || value.isNull()) return List.of();
        if (!value.isArray()) throw wrongType(member, "an array of texts");
        var texts = new ArrayList<String>();
        for (JsonNode element : value) {
            if (!element.isString()) throw wrongType(member, "an array of texts");
            texts.add(element.asString());
        }
        return texts;
    }

    /// The text members of an object member; empty when it is absent.
    public static Map<String, String> map(JsonNode object, String member) {
        JsonNode value = object.get(member);
        if (value == null || value.isNull()) return Map.of();
        if (!value.isObject()) throw wrongType(member, "an object");
        var map = new LinkedHashMap<String, String>();
        value.properties()
                .forEach(entry -> {
                    if (!entry.getValue().isString()) throw wrongType(member, "an object of texts");
                    map.put(entry.getKey(), entry.getValue().asString());
                });
        return map;
    }

    /// An object of texts.
    public static ObjectNode object(Map<String, String> members) {
        ObjectNode object = object();
        members.forEach(object::put);
        return object;
    }

    /// Puts a text, or nothing when it is null.
    public static void putIfPresent(ObjectNode object, String member, @Nullable Object value) {
        if (value != null) object.put(member, value.toString());
    }

    /// Refuses members that are not `known`, naming the first.
    ///
    /// @throws Refusal `request.unknown-member`
    public static void only(JsonNode object, Set<String> known) {
        if (!object.isObject()) throw wrongType("", "an object");
        object.properties()
                .forEach(entry -> {
                    if (known.contains(entry.getKey())) return;
                    throw new Refusal(
                            Refusal.Kind.INVALID,
                            "request.unknown-member",
                            "\"" + entry.getKey() + "\" is not known here.",
                            "body." + entry.getKey(),
                            "Use one of "
                                    + String.join(", ", new java.util.TreeSet<>(known))
                                    + ".");
                });
    }

    private static Refusal missing(String member) {
        return new Refusal(
                Refusal.Kind.INVALID,
                "request.missing",
                "\"" + member + "\" is missing.",
                "body." + member,
                "Add \"" + member + "\" to the body.");
    }

    /// A refusal for a member of the wrong type.
    public static Refusal wrongType(String member, String expected) {
        return new Refusal(
                Refusal.Kind.INVALID,
                "request.wrong-type",
                member.isEmpty()
                        ? "The body is not " + expected + "."
                        : "\"" + member + "\" is not " + expected + ".",
                member.isEmpty() ? "body" : "body." + member,
                "Send " + expected + ".");
    }
}
