package dev.tenon.server.schema;

import dev.tenon.spi.FieldInfo.Choice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// Compares the values of a choice.
///
/// A value that went and one that came are one renamed value when exactly one of each has the same
/// label, or when they stand between the same two values that stayed; the ends of the list count as
/// values. Anything less sure is a value that went and another that came.
final class ChoiceDiff {
    private final SequencedMap<String, Choice> gone = new LinkedHashMap<>();
    private final SequencedMap<String, Choice> come = new LinkedHashMap<>();
    private final List<ChoiceChange> changes = new ArrayList<>();

    private ChoiceDiff() {}

    static List<ChoiceChange> between(List<Choice> before, List<Choice> after) {
        var diff = new ChoiceDiff();
        diff.sameValues(byValue(before), byValue(after));
        diff.sameLabels();
        diff.samePlaces(before, after);
        diff.gone.values().forEach(choice -> diff.changes.add(new ChoiceChange.Removed(choice)));
        diff.come.values().forEach(choice -> diff.changes.add(new ChoiceChange.Added(choice)));
        return List.copyOf(diff.changes);
    }

    private void sameValues(Map<String, Choice> before, Map<String, Choice> after) {
        before.forEach((value, choice) -> {
            Choice now = after.get(value);
            if (now == null) gone.put(value, choice);
            else if (!now.equals(choice)) changes.add(new ChoiceChange.Relabelled(choice, now));
        });
        after.forEach((value, choice) -> {
            if (!before.containsKey(value)) come.put(value, choice);
        });
    }

    private void sameLabels() {
        for (Choice old : List.copyOf(gone.values())) {
            only(gone, old.label())
                    .flatMap(_ -> only(come, old.label()))
                    .ifPresent(now -> rename(old, now));
        }
    }

    /// The one value with this label; none when there are several.
    private static Optional<Choice> only(Map<String, Choice> choices, String label) {
        List<Choice> found =
                choices.values().stream().filter(each -> each.label().equals(label)).toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    private void samePlaces(List<Choice> before, List<Choice> after) {
        List<String> olds = before.stream().map(Choice::value).toList();
        List<String> news = after.stream().map(Choice::value).toList();
        for (Choice old : List.copyOf(gone.values())) {
            int place = olds.indexOf(old.value());
            String left = at(olds, place - 1);
            String right = at(olds, place + 1);
            if (gone.containsKey(left) || gone.containsKey(right)) continue;
            for (Choice now : List.copyOf(come.values())) {
                int here = news.indexOf(now.value());
                if (!at(news, here - 1).equals(left) || !at(news, here + 1).equals(right)) continue;
                rename(old, now);
                break;
            }
        }
    }

    /// The value at a place; a text that no value has before the first and after the last.
    private static String at(List<String> values, int place) {
        if (place < 0) return "\0first";
        return place < values.size() ? values.get(place) : "\0last";
    }

    private void rename(Choice old, Choice now) {
        gone.remove(old.value());
        come.remove(now.value());
        changes.add(new ChoiceChange.Renamed(old, now));
    }

    private static SequencedMap<String, Choice> byValue(List<Choice> choices) {
        var byValue = new LinkedHashMap<String, Choice>();
        choices.forEach(choice -> byValue.putIfAbsent(choice.value(), choice));
        return byValue;
    }
}
