package dev.tenon.server.cli;

import dev.tenon.connectors.Connectors;
import dev.tenon.connectors.catalog.Catalog;
import dev.tenon.connectors.catalog.CatalogEntry;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.format.Nearest;
import dev.tenon.server.cli.screen.Table;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;

/// `tenon providers`: the systems that a manifest may name.
@Command(
        name = "providers",
        description = {
            "List the systems that a manifest may name. Needs no server.",
            "Those with a connector can be connected, read and written today."
        })
final class ProvidersCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(
            arity = "0..1",
            paramLabel = "SEARCH",
            description = "Show only those whose name contains this.")
    private String search = "";

    @Option(names = "--json", description = "Print one JSON value.")
    private boolean json;

    ProvidersCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        List<CatalogEntry> found = Catalog.bundled().search(search);
        if (found.isEmpty()) throw unknown();
        var connectors = new Connectors(InstantSource.system());
        if (json) {
            terminal.json(json(found, connectors));
            return ExitCode.OK;
        }
        var table = new Table("NAME", "SYSTEM", "SIGN-IN", "CONNECTOR", "ALSO CALLED");
        for (CatalogEntry each : found) {
            table.row(
                    each.name(),
                    each.displayName(),
                    each.signInWords(),
                    connectors.find(each.name()).isPresent() ? "yes" : "",
                    String.join(", ", each.aliases()));
        }
        table.print(terminal);
        return ExitCode.OK;
    }

    private Refusal unknown() {
        List<String> nearest = Catalog.bundled().nearest(search.strip());
        return new Refusal(
                Refusal.Kind.NOT_FOUND,
                "cli.unknown-provider",
                "No system's name contains \"" + search + "\".",
                "",
                Nearest.advice(nearest, "See them all with \"tenon providers\"."));
    }

    private static ArrayNode json(List<CatalogEntry> found, Connectors connectors) {
        ArrayNode array = Json.array();
        for (CatalogEntry each : found) {
            var json = array.addObject();
            json.put("name", each.name());
            json.put("displayName", each.displayName());
            json.put("signIn", each.signInWords());
            json.put("connector", connectors.find(each.name()).isPresent());
            json.set("aliases", Json.array(each.aliases()));
            Json.putIfPresent(json, "baseUrl", each.baseUrl());
        }
        return array;
    }
}
