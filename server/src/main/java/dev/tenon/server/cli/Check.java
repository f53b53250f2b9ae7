package dev.tenon.server.cli;

import dev.tenon.connectors.catalog.Catalog;
import dev.tenon.format.Finding;
import dev.tenon.format.ManifestReader;
import dev.tenon.format.Severity;
import dev.tenon.server.cli.screen.Count;
import dev.tenon.server.cli.screen.Ink;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What was found in one manifest.
record Check(String file, List<Finding> findings) {
    /// Reads a manifest; no server is needed.
    static Check of(ManifestFile file) {
        var reader = new ManifestReader(Catalog.bundled());
        return new Check(file.name(), reader.read(file.text(), file.name()).findings());
    }

    /// Whether nothing is wrong; warnings may be there.
    boolean isGood() {
        return findings.stream().noneMatch(Finding::isError);
    }

    private long count(Severity severity) {
        return findings.stream().filter(each -> each.severity() == severity).count();
    }

    /// One finding after the other, in the form that editors and build servers recognise.
    String text(Terminal terminal) {
        var text = new StringBuilder();
        for (Finding each : findings) text.append(text(terminal, each)).append('\n');
        return text.toString();
    }

    private static String text(Terminal terminal, Finding finding) {
        Ink ink = finding.isError() ? Ink.RED : Ink.YELLOW;
        var text = new StringBuilder();
        text.append("%s:%d:%d ".formatted(finding.file(), finding.line(), finding.column()));
        text.append(terminal.paint(ink, word(finding))).append(' ');
        text.append(finding.code()).append(": ");
        text.append(Terminal.clean(finding.diagnostic().what()));
        if (!finding.path().isEmpty()) {
            text.append("\n  at  ").append(Terminal.clean(finding.path()));
        }
        String fix = finding.diagnostic().fix();
        if (!fix.isEmpty()) text.append("\n  fix ").append(Terminal.clean(fix));
        return text.toString();
    }

    /// The file in a few words.
    String summary() {
        if (findings.isEmpty()) return file + ": good";
        return "%s: %s, %s"
                .formatted(
                        file,
                        Count.of(count(Severity.ERROR), "error"),
                        Count.of(count(Severity.WARNING), "warning"));
    }

    ObjectNode json() {
        ObjectNode json = Json.object();
        json.put("file", file);
        json.put("ok", isGood());
        json.put("errors", count(Severity.ERROR));
        json.put("warnings", count(Severity.WARNING));
        ArrayNode array = json.putArray("findings");
        for (Finding each : findings) {
            array.addObject()
                    .put("severity", word(each))
                    .put("code", each.code())
                    .put("what", each.diagnostic().what())
                    .put("fix", each.diagnostic().fix())
                    .put("line", each.line())
                    .put("column", each.column())
                    .put("path", each.path());
        }
        return json;
    }

    private static String word(Finding finding) {
        return finding.severity().name().toLowerCase(Locale.ROOT);
    }
}
