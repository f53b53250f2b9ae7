package dev.tenon.server.cli;

import dev.tenon.connectors.catalog.Catalog;
import dev.tenon.connectors.catalog.CatalogEntry;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.format.Nearest;
import dev.tenon.server.cli.screen.Ink;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tenon init`: writes a first manifest, with comments that say how to go on.
@Command(
        name = "init",
        description =
                "Write a first tenon.yaml, with comments that say how to go on. Needs no server.")
final class InitCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "Where to write it (here).")
    private Path directory = Path.of("");

    @Option(
            names = "--provider",
            required = true,
            paramLabel = "NAME",
            description = "The system to integrate; \"tenon providers\" lists them.")
    private String provider = "";

    @Option(
            names = "--name",
            paramLabel = "TEXT",
            description = "The integration's name (the provider's).")
    private @Nullable String name;

    @Option(names = "--object", paramLabel = "OBJECT", description = "An object to read (contact).")
    private String object = "contact";

    @Option(names = "--force", description = "Replace a tenon.yaml that is there.")
    private boolean force;

    @Option(names = "--json", description = "Print one JSON value.")
    private boolean json;

    InitCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        CatalogEntry system = Catalog.bundled().find(provider).orElseThrow(this::unknown);
        Path file = directory.resolve("tenon.yaml");
        String integration = name == null ? provider : name;
        String text = FirstManifest.text(system, provider, integration, object);
        Check check = Check.of(new ManifestFile(file.toString(), text));
        if (!check.isGood()) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    check.findings().stream().map(each -> each.diagnostic()).toList());
        }
        write(file, text);
        if (json) {
            terminal.json(Json.object().put("file", file.toString()));
            return ExitCode.OK;
        }
        terminal.say(terminal.paint(Ink.GREEN, "Wrote " + file + "."));
        terminal.say("Check it with \"tenon validate\", put it in force with \"tenon deploy\".");
        return ExitCode.OK;
    }

    private Refusal unknown() {
        return new Refusal(
                Refusal.Kind.NOT_FOUND,
                "cli.unknown-provider",
                "There is no system \"" + provider + "\".",
                "--provider",
                Nearest.advice(
                        Catalog.bundled().nearest(provider),
                        "See them all with \"tenon providers\"."));
    }

    private void write(Path file, String text) {
        var how = force ? StandardOpenOption.CREATE : StandardOpenOption.CREATE_NEW;
        try {
            if (file.getParent() != null) Files.createDirectories(file.getParent());
            Files.writeString(
                    file,
                    text,
                    how,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING);
        } catch (FileAlreadyExistsException _) {
            throw new Refusal(
                    Refusal.Kind.CONFLICT,
                    "cli.file-exists",
                    "There is a " + file + " already.",
                    file.toString(),
                    "Add --force to replace it, or name another directory.");
        } catch (IOException failure) {
            throw new Refusal(
                    Refusal.Kind.FORBIDDEN,
                    "cli.file-unwritable",
                    "The file cannot be written: " + failure.getMessage() + ".",
                    file.toString(),
                    "Make the directory writable, or name another one.");
        }
    }
}
