package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// The manifest that `plan` and `deploy` are about.
final class ManifestChoice {
    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "A manifest, or a directory with one (this directory).")
    private Path file = Path.of(".");

    @Option(
            names = "--destructive",
            description = "Also take away what the manifest no longer has.")
    private boolean destructive;

    boolean isDestructive() {
        return destructive;
    }

    /// As the user wrote it, for advice.
    String name() {
        return file.toString();
    }

    /// The manifest's text when nothing is wrong with it; else shows what is.
    Optional<String> checked(Desk desk) {
        ManifestFile manifest = ManifestFile.open(file);
        Check check = Check.of(manifest);
        if (check.isGood()) {
            warn(desk.terminal(), check);
            return Optional.of(manifest.text());
        }
        if (desk.json()) {
            desk.terminal().json(refusal(check));
        } else {
            desk.terminal().err().print(check.text(desk.terminal()));
            desk.terminal().note(check.summary() + "; nothing was sent.");
        }
        return Optional.empty();
    }

    private static void warn(Terminal terminal, Check check) {
        if (!check.findings().isEmpty()) terminal.err().print(check.text(terminal));
    }

    private static ObjectNode refusal(Check check) {
        ObjectNode json = Json.object();
        json.put("ok", false);
        json.putArray("files").add(check.json());
        return json;
    }

    /// Asks the server what deploying would change.
    PlanAnswer plan(Desk desk, String source) {
        var address =
                desk.inProject("/integrations:plan").with("destructive", destructive ? "true" : "");
        return new PlanAnswer(desk.remote().post(address, Json.object().put("sourceYaml", source)));
    }
}
