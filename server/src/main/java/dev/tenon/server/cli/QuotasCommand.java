package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Table;
import dev.tenon.server.cli.screen.Terminal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `tenon quotas`: what is left of the providers' quotas.
@Command(name = "quotas", description = "Show what is left of the providers' quotas.")
final class QuotasCommand extends ServerCommand {
    @Option(
            names = {"-g", "--group"},
            paramLabel = "REF",
            description = "One customer (all).")
    private @Nullable String group;

    @Option(names = "--provider", paramLabel = "NAME", description = "One provider (all).")
    private @Nullable String provider;

    QuotasCommand(Terminal terminal) {
        super(terminal);
    }

    private static void budgets(Desk desk, JsonNode budgets) {
        var table =
                new Table(
                        "PROVIDER",
                        "BUDGET",
                        "PER",
                        "CALLS",
                        "SECONDS",
                        "USED",
                        "LEFT",
                        "BACKFILL");
        for (JsonNode each : budgets) {
            table.row(
                    Words.of(each, "provider"),
                    Words.of(each, "quota"),
                    Words.of(each, "per"),
                    Words.of(each, "calls"),
                    Words.of(each, "seconds"),
                    Words.of(each, "used"),
                    Words.of(each.path("left"), "interactive"),
                    Words.of(each.path("left"), "backfill"));
        }
        desk.terminal().say("");
        table.print(desk.terminal());
    }

    @Override
    int run(Desk desk) {
        JsonNode page =
                desk.remote()
                        .get(
                                desk.inProject("/quotas")
                                        .with("groupRef", group)
                                        .with("provider", provider));
        return desk.show(
                page,
                () -> {
                    var table =
                            new Table(
                                    "GROUP",
                                    "PROVIDER",
                                    "QUOTA",
                                    "USED",
                                    "ALLOWED",
                                    "LEFT FOR PEOPLE",
                                    "SCHEDULED",
                                    "BACKFILL");
                    for (JsonNode each : page.path("results")) {
                        JsonNode left = each.path("left");
                        table.row(
                                Words.of(each, "groupRef"),
                                Words.of(each, "provider"),
                                Words.of(each, "quota"),
                                Words.of(each, "used"),
                                Words.of(each, "allowed"),
                                Words.of(left, "interactive"),
                                Words.of(left, "scheduled"),
                                Words.of(left, "backfill"));
                    }
                    table.print(desk.terminal());
                    if (!page.path("budgets").isEmpty()) budgets(desk, page.path("budgets"));
                });
    }
}
