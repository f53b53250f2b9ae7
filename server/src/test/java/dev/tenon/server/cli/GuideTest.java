package dev.tenon.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.cli.screen.Waiting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// `docs/cli.md` has every command and every option, and its examples are understood.
class GuideTest {
    private static final Pattern EXAMPLE = Pattern.compile("(?m)^(?:\\./)?tenon (.+?)(?: +#.*)?$");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

    /// Those of others, which the page tells of in a sentence.
    private static final Set<String> OF_OTHERS =
            Set.of("serve", "sandbox", "demo", "bench", "test");

    private final String page = Files.readString(root().resolve("docs/cli.md"));
    private final CommandLine program =
            new Cli(
                            new Terminal(
                                    System.out,
                                    System.err,
                                    new ByteArrayInputStream(new byte[0]),
                                    Map.of(),
                                    false,
                                    Waiting.real()),
                            List.of())
                    .everything();

    GuideTest() throws IOException {}

    private static Path root() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Objects::nonNull, Path::getParent)
                .filter(at -> Files.isDirectory(at.resolve(".mvn")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void every_example_is_understood() {
        List<List<String>> examples =
                EXAMPLE.matcher(page).results().map(found -> words(found.group(1))).toList();

        assertThat(examples).hasSizeGreaterThan(30);
        for (List<String> words : examples) {
            if (OF_OTHERS.contains(words.getFirst())) continue;
            assertThat(program.parseArgs(words.toArray(String[]::new)).errors()).isEmpty();
        }
    }

    private static List<String> words(String line) {
        var words = new ArrayList<String>();
        WORD.matcher(line.replaceFirst(" [<>|] [\\w.-]+$", ""))
                .results()
                .forEach(found ->
                        words.add(
                                found.group(1) != null
                                        ? found.group(1)
                                        : found.group(2) != null
                                                ? found.group(2)
                                                : found.group(3)));
        return words;
    }

    @Test
    void every_command_has_its_section_and_every_option_is_named() {
        var missing = new TreeSet<String>();
        for (var each : program.getSubcommands().entrySet()) {
            if (each.getKey().equals("help")) continue;
            if (!page.contains("\n## " + each.getKey() + "\n")) missing.add(each.getKey());
            options(each.getValue(), missing);
        }

        assertThat(missing).isEmpty();
    }

    private void options(CommandLine command, Set<String> missing) {
        command.getCommandSpec().options().stream()
                .map(CommandLine.Model.OptionSpec::longestName)
                .filter(name -> !page.contains("`" + name) && !page.contains(name + " "))
                .forEach(missing::add);
        command.getSubcommands().values().forEach(inner -> options(inner, missing));
    }
}
