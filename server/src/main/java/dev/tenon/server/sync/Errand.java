package dev.tenon.server.sync;

import static java.util.Collections.unmodifiableSortedSet;

import dev.tenon.server.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a run is for.
public sealed interface Errand {
    /// Everything as far back as the config says.
    ///
    /// @param target what the store holds afterwards
    record Everything(Holding target) implements Errand {}

    /// Some fields, of the records that the store has.
    ///
    /// @param target what the store holds afterwards
    record Columns(SortedSet<String> fields, Holding target) implements Errand {
        /// Copies its set.
        public Columns {
            fields = unmodifiableSortedSet(new TreeSet<>(fields));
        }
    }

    /// What changed since the last run.
    record Changes() implements Errand {}

    /// What changed in a span of time.
    record Span(@Nullable Instant since, @Nullable Instant until) implements Errand {}

    /// These records.
    record Ids(List<String> ids) implements Errand {
        /// Copies its list.
        public Ids {
            ids = List.copyOf(ids);
        }
    }

    /// Which records there still are.
    ///
    /// @param listed whether all ids have been listed, so that the rest is to conclude from them
    record Sweep(boolean listed) implements Errand {}

    /// As it is stored.
    default ObjectNode json() {
        ObjectNode json = Json.object();
        switch (this) {
            case Everything(Holding target) ->
                    json.put("for", "everything").set("target", target.json());
            case Columns(SortedSet<String> fields, Holding target) -> {
                json.put("for", "columns").set("fields", Json.array(fields));
                json.set("target", target.json());
            }
            case Changes() -> json.put("for", "changes");
            case Span(Instant since, Instant until) -> {
                json.put("for", "span");
                Json.putIfPresent(json, "since", since);
                Json.putIfPresent(json, "until", until);
            }
            case Ids(List<String> ids) -> json.put("for", "ids").set("ids", Json.array(ids));
            case Sweep(boolean listed) -> json.put("for", "sweep").put("listed", listed);
        }
        return json;
    }

    /// What [#json] gave.
    static Errand parse(JsonNode json) {
        return switch (Json.required(json, "for")) {
            case "everything" -> new Everything(Holding.parse(json.path("target")));
            case "columns" ->
                    new Columns(
                            new TreeSet<>(Json.texts(json, "fields")),
                            Holding.parse(json.path("target")));
            case "changes" -> new Changes();
            case "span" -> new Span(moment(json, "since"), moment(json, "until"));
            case "ids" -> new Ids(Json.texts(json, "ids"));
            case "sweep" -> new Sweep(Json.flag(json, "listed", false));
            case String other -> throw new IllegalArgumentException("errand " + other);
        };
    }

    private static @Nullable Instant moment(JsonNode json, String member) {
        String text = Json.textOrNull(json, member);
        return text == null ? null : Instant.parse(text);
    }
}
