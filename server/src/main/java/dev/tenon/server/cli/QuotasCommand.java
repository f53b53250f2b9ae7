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
                });
    }
}
