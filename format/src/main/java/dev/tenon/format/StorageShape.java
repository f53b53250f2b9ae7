package dev.tenon.format;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads how the records of an object are kept.
final class StorageShape {
    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3})\\s?%");

    private final Notes notes;

    StorageShape(Notes notes) {
        this.notes = notes;
    }

    Storage read(Fields object) {
        ReadChoice.StorageChoice given = readChoice(object);
        return new Storage(
                given.index(),
                given.keepRaw() != null && given.keepRaw(),
                given.deletions() == null ? Deletions.DEFAULT : given.deletions(),
                given.permissions() == null ? Storage.Permissions.NONE : given.permissions(),
                given.retain());
    }

    /// The same keys, each absent when it is not given.
    ReadChoice.StorageChoice readChoice(Fields object) {
        return new ReadChoice.StorageChoice(
                index(object),
                object.flag("keepRaw"),
                deletions(object.object("deletions")),
                object.word(
                        "permissions",
                        words(Storage.Permissions.values(), Storage.Permissions::word)),
                retain(object));
    }

    private List<String> index(Fields object) {
        List<String> names = object.texts("index").stream().map(Written.Text::text).toList();
        if (names.size() <= Storage.MAX_INDEX) return names.stream().distinct().toList();
        notes.error(
                object.placeOf("index"),
                "too-many-indexes",
                "%d fields are indexed; at most %d can be (8 text, 6 number and 4 time fields)."
                        .formatted(names.size(), Storage.MAX_INDEX),
                "Keep the fields that queries filter and sort on.");
        return List.of();
    }

    private @Nullable Duration retain(Fields object) {
        Duration retain = object.span("retain");
        if (retain == null || !retain.isZero()) return retain;
        notes.error(
                object.placeOf("retain"),
                "out-of-range",
                "Records cannot be retained for no time.",
                "Write a time such as 400d, or remove the key to keep them for ever.");
        return null;
    }

    private @Nullable Deletions deletions(@Nullable Fields fields) {
        if (fields == null) return null;
        Deletions.Mode mode =
                fields.word("mode", words(Deletions.Mode.values(), Deletions.Mode::word));
        String sweep = fields.schedule("sweep");
        int holdAbove = percent(fields, "holdAbove", Deletions.DEFAULT.holdAbove());
        fields.done();
        return new Deletions(mode == null ? Deletions.Mode.AUTO : mode, sweep, holdAbove);
    }

    private int percent(Fields fields, String key, int otherwise) {
        boolean bare = fields.any(key) instanceof Written.Whole;
        String text = bare ? "" : fields.text(key);
        if (text == null) return otherwise;
        int percent = percentOf(text);
        if (percent >= 0) return percent;
        notes.error(
                fields.placeOf(key),
                "bad-percentage",
                bare
                        ? "A number alone is no percentage."
                        : "\"%s\" is not a percentage.".formatted(text),
                "Write a whole number from 0 to 100 and %, such as 10%.");
        return otherwise;
    }

    /// From 0 to 100; -1 when it is no percentage.
    static int percentOf(String text) {
        Matcher match = PERCENT.matcher(text);
        int percent = match.matches() ? Integer.parseInt(match.group(1)) : -1;
        return percent > 100 ? -1 : percent;
    }

    static <E extends Enum<E>> Map<String, E> words(E[] values, Function<E, String> word) {
        var words = new LinkedHashMap<String, E>();
        Arrays.stream(values).forEach(each -> words.put(word.apply(each), each));
        return words;
    }
}
