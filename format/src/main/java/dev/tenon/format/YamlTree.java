package dev.tenon.format;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Turns composed YAML into what the shapes read: resolves aliases and merge keys, notes keys that
/// come twice.
final class YamlTree {
    private static final int MOST_NODES = 500_000;
    private static final String MERGE = "<<";

    private final Notes notes;
    private final int lastLine;
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private int count;

    YamlTree(Notes notes, int lastLine) {
        this.notes = notes;
        this.lastLine = lastLine;
    }

    Written read(Node root) {
        return read(root, "");
    }

    private Written read(Node node, String path) {
        Place place = placeOf(node, path);
        if (++count > MOST_NODES) {
            throw new Unreadable(
                    place,
                    "too-large",
                    "With its aliases written out the file has more than 500,000 values.",
                    "Use fewer aliases.");
        }
        if (!open.add(node)) {
            throw new Unreadable(
                    place, "alias-loop", "An alias contains itself.", "Remove the alias.");
        }
        Written written =
                switch (node) {
                    case MappingNode mapping -> tree(mapping, place);
                    case SequenceNode sequence -> row(sequence, place);
                    case ScalarNode scalar -> scalar(scalar, place);
                    default -> new Written.Nothing(place);
                };
        open.remove(node);
        return written;
    }

    private Written row(SequenceNode sequence, Place place) {
        var items = new ArrayList<Written>();
        for (Node item : sequence.getValue()) {
            items.add(read(item, place.path() + "[" + items.size() + "]"));
        }
        return new Written.Row(place, items);
    }

    private Written tree(MappingNode mapping, Place place) {
        var entries = new LinkedHashMap<String, Written.Entry>();
        var merged = new ArrayList<Written>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                noteBadKey(placeOf(tuple.getKeyNode(), place.path()));
                continue;
            }
            String name = key.getValue();
            String path = place.path().isEmpty() ? name : place.path() + "." + name;
            Place keyPlace = placeOf(key, path);
            Written value = read(tuple.getValueNode(), path);
            if (name.equals(MERGE)) {
                merged.add(value);
                continue;
            }
            var entry = new Written.Entry(name, keyPlace, value);
            if (entries.putIfAbsent(name, entry) != null) noteTwice(name, keyPlace);
        }
        merged.forEach(each -> mergeInto(entries, each));
        return new Written.Tree(place, List.copyOf(entries.values()));
    }

    /// What a merge key brings lies under what the mapping says itself.
    private void mergeInto(Map<String, Written.Entry> entries, Written merged) {
        switch (merged) {
            case Written.Tree tree ->
                    tree.entries().forEach(each -> entries.putIfAbsent(each.key(), each));
            case Written.Row row -> row.items().forEach(each -> mergeInto(entries, each));
            case Written.Text _,
                    Written.Whole _,
                    Written.Fraction _,
                    Written.Flag _,
                    Written.Nothing _ ->
                    WrongType.note(merged, "a mapping to merge", "Write an alias.", notes);
        }
    }

    private void noteTwice(String name, Place place) {
        notes.error(
                place,
                "duplicate-key",
                "\"%s\" is written twice in one mapping.".formatted(name),
                "Remove one of them.");
    }

    private void noteBadKey(Place place) {
        notes.error(
                place, "bad-key", "A key must be text.", "Write a plain word before the colon.");
    }

    private static Written scalar(ScalarNode node, Place place) {
        Tag tag = node.getTag();
        String value = node.getValue();
        if (tag.equals(Tag.NULL)) return new Written.Nothing(place);
        if (tag.equals(Tag.BOOL)) return new Written.Flag(place, Boolean.parseBoolean(value));
        if (tag.equals(Tag.INT)) return whole(value, place);
        if (tag.equals(Tag.FLOAT)) return new Written.Fraction(place, Double.NaN);
        return new Written.Text(place, value);
    }

    /// A number too large for a long, or in another base than ten, is no whole number to us.
    private static Written whole(String value, Place place) {
        try {
            return new Written.Whole(place, Long.parseLong(value));
        } catch (NumberFormatException e) {
            return new Written.Fraction(place, Double.NaN);
        }
    }

    private Place placeOf(Node node, String path) {
        return node.getStartMark()
                .map(mark -> YamlSource.placeOf(path, mark, lastLine))
                .orElse(new Place(path, 1, 1));
    }
}
