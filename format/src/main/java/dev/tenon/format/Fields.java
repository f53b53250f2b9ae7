package dev.tenon.format;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads the keys of one mapping and notes all that is wrong with them. Each key that is asked for
/// becomes a known one; [#done] warns of the others.
final class Fields {
    private final Written.Tree tree;
    private final Notes notes;
    private final boolean broken;
    private final Set<String> asked = new LinkedHashSet<>();

    private Fields(Written.Tree tree, boolean broken, Notes notes) {
        this.tree = tree;
        this.broken = broken;
        this.notes = notes;
    }

    /// The keys of a mapping; of an empty one, after an error, when it is something else.
    static Fields of(Written written, Notes notes) {
        if (written instanceof Written.Tree tree) return new Fields(tree, false, notes);
        WrongType.note(written, "a mapping", "Write keys and values here.", notes);
        return new Fields(new Written.Tree(written.place(), List.of()), true, notes);
    }

    Place place() {
        return tree.place();
    }

    /// Whether this is no mapping at all, which has been noted; what is missing in it is no news.
    boolean isBroken() {
        return broken;
    }

    /// Whether a program sent it and no person wrote it; programs send empty texts for absent ones.
    boolean isSent() {
        return tree.place().line() == 0;
    }

    /// The place of a key, or of the whole mapping when it is not there.
    Place placeOf(String key) {
        Written value = find(key);
        return value == null
                ? new Place(path(key), place().line(), place().column())
                : value.place();
    }

    /// The place of one of the objects of a section, or of the section.
    Place placeOfItem(String section, int index) {
        if (!(find(section) instanceof Written.Tree inner)) return placeOf(section);
        Written objects = new Fields(inner, false, notes).find("objects");
        if (!(objects instanceof Written.Row row) || index >= row.items().size()) {
            return placeOf(section);
        }
        return row.items().get(index).place();
    }

    boolean has(String key) {
        return find(key) != null;
    }

    /// Whatever stands there.
    @Nullable Written any(String key) {
        asked.add(key);
        return find(key);
    }

    @Nullable String text(String key) {
        return switch (any(key)) {
            case null -> null;
            case Written.Text(Place place, String text) when text.isBlank() -> {
                if (!isSent())
                    notes.error(
                            place,
                            "empty-text",
                            "\"%s\" is empty.".formatted(key),
                            WrongType.giveOrRemove());
                yield null;
            }
            case Written.Text text -> text.text();
            case Written other -> {
                WrongType.note(other, "text", WrongType.textFix(other), notes);
                yield null;
            }
        };
    }

    /// The text, or an empty one after an error.
    String requiredText(String key, String example) {
        String text = text(key);
        if (text != null) return text;
        boolean blank = isSent() && find(key) instanceof Written.Text;
        if (!has(key) || blank) missing(key, example);
        return "";
    }

    @Nullable Boolean flag(String key) {
        return switch (any(key)) {
            case null -> null;
            case Written.Flag flag -> flag.flag();
            case Written other -> {
                WrongType.note(
                        other, "true or false", "Write true or false, without quotes.", notes);
                yield null;
            }
        };
    }

    boolean flag(String key, boolean otherwise) {
        Boolean flag = flag(key);
        return flag == null ? otherwise : flag;
    }

    /// A whole number within bounds.
    @Nullable Long number(String key, long least, long most) {
        return switch (any(key)) {
            case null -> null;
            case Written.Whole(Place place, long number) -> {
                if (number >= least && number <= most) yield number;
                notes.error(
                        place,
                        "out-of-range",
                        "\"%s\" is %d.".formatted(key, number),
                        most == Long.MAX_VALUE
                                ? "Write a number of at least %d.".formatted(least)
                                : "Write a number from %d to %d.".formatted(least, most));
                yield null;
            }
            case Written other -> {
                WrongType.note(
                        other, "a whole number", "Write a whole number, without quotes.", notes);
                yield null;
            }
        };
    }

    /// One of a few words.
    <T> @Nullable T word(String key, Map<String, T> words) {
        String text = text(key);
        if (text == null) return null;
        T meaning = words.get(text);
        if (meaning == null) {
            String all = words.keySet().stream().sorted().collect(Collectors.joining(", "));
            notes.error(
                    placeOf(key),
                    "unknown-value",
                    "\"%s\" cannot be \"%s\".".formatted(key, text),
                    Nearest.advice(text, words.keySet(), "It can be: %s.".formatted(all)));
        }
        return meaning;
    }

    @Nullable Duration span(String key) {
        String text = text(key);
        if (text == null) return null;
        Optional<Duration> span = Span.read(text);
        if (span.isEmpty()) {
            notes.error(
                    placeOf(key),
                    "bad-duration",
                    "\"%s\" is not a duration.".formatted(text),
                    "Write a number and s, m, h or d, such as 15m or 400d.");
        }
        return span.orElse(null);
    }

    /// The schedule as written, or nothing after an error.
    @Nullable String schedule(String key) {
        String text = text(key);
        if (text == null) return null;
        try {
            Schedule.parse(text);
            return text;
        } catch (Schedule.Malformed malformed) {
            notes.error(placeOf(key), "bad-schedule", malformed.what(), malformed.fix());
            return null;
        }
    }

    @Nullable Fields object(String key) {
        Written value = any(key);
        return value == null ? null : of(value, notes);
    }

    /// The mapping, or an empty one after an error.
    @Nullable Fields requiredObject(String key, String example) {
        Fields fields = object(key);
        if (fields == null) missing(key, example);
        return fields;
    }

    /// The items of a list; none after an error, or when the key is not there.
    List<Written> list(String key) {
        return switch (any(key)) {
            case null -> List.of();
            case Written.Row row -> row.items();
            case Written other -> {
                WrongType.note(other, "a list", "Begin each item with \"- \".", notes);
                yield List.of();
            }
        };
    }

    /// The items of a list of texts.
    List<Written.Text> texts(String key) {
        var texts = new ArrayList<Written.Text>();
        for (Written item : list(key)) {
            if (item instanceof Written.Text text && !text.text().isBlank()) texts.add(text);
            else WrongType.note(item, "text", WrongType.textFix(item), notes);
        }
        return texts;
    }

    /// All keys with their values; every key is a known one.
    List<Written.Entry> entries() {
        tree.entries().forEach(each -> asked.add(each.key()));
        return tree.entries();
    }

    void missing(String key, String example) {
        if (broken) return;
        notes.error(
                new Place(path(key), place().line(), place().column()),
                "missing-key",
                "\"%s\" is missing.".formatted(key),
                "Add it, for example %s.".formatted(example));
    }

    /// Warns of the keys that nobody asked for.
    void done() {
        for (Written.Entry entry : tree.entries()) {
            if (asked.contains(entry.key())) continue;
            List<String> nearest = Nearest.to(entry.key(), asked);
            String all = asked.stream().sorted().collect(Collectors.joining(", "));
            String otherwise =
                    nearest.isEmpty()
                            ? "Remove it; known keys are: %s.".formatted(all)
                            : "Otherwise remove it.";
            notes.warning(
                    entry.place(),
                    "unknown-key",
                    "\"%s\" is not a key that can stand here; it has no effect."
                            .formatted(entry.key()),
                    Nearest.advice(nearest, otherwise));
        }
    }

    private @Nullable Written find(String key) {
        for (Written.Entry entry : tree.entries()) {
            if (entry.key().equals(key)) return entry.value();
        }
        return null;
    }

    private String path(String key) {
        return place().path().isEmpty() ? key : place().path() + "." + key;
    }
}
