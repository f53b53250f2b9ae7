package dev.tenon.connectors.salesforce;

import dev.tenon.connectors.json.JsonTree;
import dev.tenon.connectors.salesforce.RunState.Leg;
import dev.tenon.spi.Position.Checkpoint;
import dev.tenon.spi.Position.Cursor;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.ProviderException.Said;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Cursors and checkpoints as text: small JSON objects with a version. Text of another version, of
/// another object or from anywhere else is refused with the reaction that mends it.
final class Bookmark {
    private static final int VERSION = 1;

    private Bookmark() {}

    /// Where the run before ended.
    ///
    /// @param at changes up to here have been read, but for those that came late
    record Start(ObjectTraits traits, Instant at) {}

    /// The cursor that leads back to `state`.
    static Cursor cursor(RunState state) {
        Map<String, Object> text = start(state.traits());
        text.put("leg", state.leg().name());
        put(text, "from", state.from());
        put(text, "until", state.until());
        put(text, "afterTime", state.afterTime());
        if (!state.afterId().isEmpty()) text.put("afterId", state.afterId());
        return new Cursor(json(text));
    }

    /// Where a cursor leads.
    ///
    /// @throws ProviderException.CursorExpired when it is no cursor of this object
    static RunState resume(Cursor cursor, String object) {
        try {
            JsonNode text = parsed(cursor.value(), object);
            return new RunState(
                    Leg.valueOf(text.path("leg").stringValue("")),
                    traits(text),
                    moment(text, "from").orElse(null),
                    moment(text, "until").orElseThrow(Bookmark::odd),
                    moment(text, "afterTime").orElse(null),
                    text.path("afterId").stringValue(""));
        } catch (IllegalArgumentException | DateTimeException _) {
            throw new ProviderException.CursorExpired(said("cursor", object));
        }
    }

    /// The checkpoint of a run that read everything up to `at`; null when the object has no time to
    /// ask for changes by.
    static @Nullable Checkpoint checkpoint(ObjectTraits traits, Instant at) {
        if (traits.time().isEmpty()) return null;
        Map<String, Object> text = start(traits);
        put(text, "at", at);
        return new Checkpoint(json(text));
    }

    /// Where a checkpoint leads.
    ///
    /// @throws ProviderException.CheckpointExpired when it is no checkpoint of this object
    static Start resume(Checkpoint checkpoint, String object) {
        try {
            JsonNode text = parsed(checkpoint.value(), object);
            ObjectTraits traits = traits(text);
            if (traits.time().isEmpty()) throw odd();
            return new Start(traits, moment(text, "at").orElseThrow(Bookmark::odd));
        } catch (IllegalArgumentException | DateTimeException _) {
            throw new ProviderException.CheckpointExpired(said("checkpoint", object));
        }
    }

    private static Map<String, Object> start(ObjectTraits traits) {
        var text = new LinkedHashMap<String, Object>();
        text.put("v", VERSION);
        text.put("object", traits.object());
        text.put("time", traits.time());
        text.put("isDeleted", traits.isDeleted());
        if (!traits.literals().isEmpty()) text.put("literals", traits.literals());
        return text;
    }

    private static void put(Map<String, Object> text, String name, @Nullable Instant moment) {
        if (moment != null) text.put(name, moment.toString());
    }

    private static String json(Map<String, Object> text) {
        return new String(JsonTree.write(text), StandardCharsets.UTF_8);
    }

    private static JsonNode parsed(String value, String object) {
        JsonNode text =
                JsonTree.tryRead(value.getBytes(StandardCharsets.UTF_8)).orElseThrow(Bookmark::odd);
        if (text.path("v").intValue(0) != VERSION) throw odd();
        if (!text.path("object").stringValue("").equalsIgnoreCase(object)) throw odd();
        return text;
    }

    private static ObjectTraits traits(JsonNode text) {
        var literals = new HashMap<String, Literal>();
        text.path("literals").forEachEntry((field, kind) -> literals.put(field, literal(kind)));
        return new ObjectTraits(
                text.path("object").stringValue(""),
                text.path("time").stringValue(""),
                text.path("isDeleted").booleanValue(false),
                literals);
    }

    private static Literal literal(JsonNode kind) {
        return Literal.valueOf(kind.stringValue(""));
    }

    private static Optional<Instant> moment(JsonNode text, String name) {
        String value = text.path(name).stringValue("");
        return value.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(value));
    }

    private static IllegalArgumentException odd() {
        return new IllegalArgumentException("not one of ours");
    }

    private static Said said(String what, String object) {
        String message = "This is not a " + what + " that a read of " + object + " has given.";
        return new Said("UNKNOWN_" + what.toUpperCase(java.util.Locale.ROOT), message, "");
    }
}
