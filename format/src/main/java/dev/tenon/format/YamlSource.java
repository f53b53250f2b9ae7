package dev.tenon.format;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// Reads one YAML document of bounded size, depth and repetition.
final class YamlSource {
    private static final int MOST_BYTES = 2 << 20;
    private static final int DEEPEST = 64;
    private static final int MOST_ALIASES = 1_000;

    private final String source;
    private final Notes notes;
    private final int lastLine;
    private final LoadSettings settings =
            LoadSettings.builder()
                    .setSchema(new CoreSchema())
                    .setAllowDuplicateKeys(true)
                    .setAllowNonScalarKeys(true)
                    .setMaxAliasesForCollections(MOST_ALIASES)
                    .setCodePointLimit(MOST_BYTES)
                    .build();

    YamlSource(String source, Notes notes) {
        this.source = source;
        this.notes = notes;
        lastLine = Math.max(1, (int) source.lines().count());
    }

    /// The document.
    ///
    /// @throws Unreadable when there is none, or none that can be read
    Written read() {
        if (source.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new Unreadable(
                    new Place("", 1, 1),
                    "too-large",
                    "The file is larger than 2 MB.",
                    "Split it into several manifests.");
        }
        try {
            checkEvents();
            Optional<Node> root = new Compose(settings).composeString(source);
            if (root.isEmpty()) throw empty();
            return new YamlTree(notes, lastLine).read(root.get());
        } catch (MarkedYamlEngineException malformed) {
            throw malformed(malformed);
        } catch (ReaderException unprintable) {
            throw unprintable(unprintable);
        } catch (YamlEngineException other) {
            throw syntax(new Place("", 1, 1), String.valueOf(other.getMessage()));
        }
    }

    /// Depth and number of documents, before anything is built.
    private void checkEvents() {
        int depth = 0;
        int documents = 0;
        for (Event event : new Parse(settings).parseString(source)) {
            switch (event.getEventId()) {
                case DocumentStart -> documents++;
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                case Alias, Comment, DocumentEnd, Scalar, StreamEnd, StreamStart -> {}
            }
            if (documents > 1) throw severalDocuments(event);
            if (depth > DEEPEST) throw tooDeep(event);
        }
        if (documents == 0) throw empty();
    }

    private static Unreadable empty() {
        return new Unreadable(
                new Place("", 1, 1),
                "empty",
                "The file is empty.",
                "Begin with specVersion: 1.0.0 and a list of integrations.");
    }

    private Unreadable severalDocuments(Event event) {
        return new Unreadable(
                place(event.getStartMark()),
                "several-documents",
                "A second YAML document begins here.",
                "Write one manifest per file: remove the line \"---\" and what follows.");
    }

    private Unreadable tooDeep(Event event) {
        return new Unreadable(
                place(event.getStartMark()),
                "too-deep",
                "Lists and mappings are nested deeper than %d levels.".formatted(DEEPEST),
                "Look for brackets that are not closed.");
    }

    private Unreadable malformed(MarkedYamlEngineException malformed) {
        Optional<Mark> mark = malformed.getProblemMark().or(malformed::getContextMark);
        String problem = String.valueOf(malformed.getProblem());
        if (problem.contains("TAB")) {
            return new Unreadable(
                    place(mark),
                    "tab",
                    "There is a tab where YAML wants spaces.",
                    "Indent with spaces.");
        }
        return syntax(place(mark), problem);
    }

    private static Unreadable syntax(Place place, String problem) {
        return new Unreadable(
                place,
                "bad-yaml",
                "This is not YAML: %s.".formatted(problem),
                "Look at the indentation, the colons and the quotes on this line and the one"
                        + " above.");
    }

    private Unreadable unprintable(ReaderException unprintable) {
        int end = Math.clamp(unprintable.getPosition(), 0, source.length());
        String before = source.substring(0, end);
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        int column = end - before.lastIndexOf('\n');
        return new Unreadable(
                new Place("", Math.min(line, lastLine), column),
                "bad-character",
                "The character U+%04X may not stand in YAML.".formatted(unprintable.getCodePoint()),
                "Remove it, and save the file as UTF-8.");
    }

    private Place place(Optional<Mark> mark) {
        return mark.map(each -> placeOf("", each, lastLine)).orElse(new Place("", 1, 1));
    }

    /// A place in words of a person, never behind the last line.
    static Place placeOf(String path, Mark mark, int lastLine) {
        return new Place(path, Math.min(mark.getLine() + 1, lastLine), mark.getColumn() + 1);
    }
}
