package dev.tenon.server.cli;

import dev.tenon.server.cli.screen.Count;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `tenon query`: stored records, filtered and sorted.
@Command(
        name = "query",
        description = {
            "Show stored records. Names may be yours or the provider's.",
            "Example: tenon query crm company -g acme --where \"tier = 'gold'\" --order-by name"
        })
final class QueryCommand extends ServerCommand {
    private static final int LARGEST_PAGE = 1_000;

    @Mixin private ObjectChoice object = new ObjectChoice();

    @Option(names = "--where", paramLabel = "CONDITION", description = "Which records (all).")
    private @Nullable String where;

    @Option(
            names = "--order-by",
            paramLabel = "FIELDS",
            description = "Sorted by what, such as \"amount desc\".")
    private @Nullable String orderBy;

    @Option(names = "--fields", paramLabel = "A,B", split = ",", description = "Which fields.")
    private List<String> fields = new ArrayList<>();

    @Option(names = "--limit", paramLabel = "N", description = "How many records at most (50).")
    private int limit = 50;

    @Option(names = "--after", paramLabel = "CURSOR", description = "Go on after an earlier query.")
    private String after = "";

    @Option(
            names = "--max-age",
            paramLabel = "SPAN",
            description = "Read what changed first when the store is older, such as 30s or 5m.")
    private @Nullable String maxAge;

    @Option(
            names = "--all",
            description = "All records, page by page; with --json one record to a line.")
    private boolean all;

    QueryCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(Desk desk) {
        if (limit < 1) throw usage("--limit is at least 1.");
        if (desk.json()) return all ? lines(desk) : value(desk);
        var table = new RecordTable(fields, List.of("id"));
        long shown = 0;
        String next = after;
        do {
            JsonNode page = page(desk, next, shown);
            int size = page.path("results").size();
            if (size > 0) table.print(desk.terminal(), page.path("results"));
            shown += size;
            next = Words.of(page, "next");
        } while (!next.isEmpty() && (all || shown < limit));
        end(desk, shown, next, table.advice());
        return ExitCode.OK;
    }

    private static void end(Desk desk, long shown, String next, String advice) {
        if (shown == 0) desk.terminal().note("No records.");
        if (!next.isEmpty()) {
            desk.terminal().note(Count.of(shown, "record") + " shown; go on with --after " + next);
        }
        if (!advice.isEmpty()) desk.terminal().note(advice);
    }

    private JsonNode page(Desk desk, String next, long shown) {
        long wanted = all ? LARGEST_PAGE : Math.min(LARGEST_PAGE, limit - shown);
        return desk.remote()
                .get(
                        object.records(desk)
                                .with("where", where)
                                .with("orderBy", orderBy)
                                .with("fields", String.join(",", fields))
                                .with("limit", wanted)
                                .with("maxAge", maxAge)
                                .with("after", next));
    }

    private int lines(Desk desk) {
        String next = after;
        do {
            JsonNode page = page(desk, next, 0);
            page.path("results").forEach(desk.terminal()::jsonLine);
            next = Words.of(page, "next");
        } while (!next.isEmpty());
        return ExitCode.OK;
    }

    private int value(Desk desk) {
        ObjectNode value = Json.object();
        ArrayNode results = value.putArray("results");
        String next = after;
        do {
            JsonNode page = page(desk, next, results.size());
            page.path("results").forEach(results::add);
            next = Words.of(page, "next");
        } while (!next.isEmpty() && results.size() < limit);
        value.put("next", next.isEmpty() ? null : next);
        desk.terminal().json(value);
        return ExitCode.OK;
    }
}
