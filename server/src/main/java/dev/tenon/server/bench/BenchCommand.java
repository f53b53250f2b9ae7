package dev.tenon.server.bench;

import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.SandboxSettings;
import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import dev.tenon.server.bench.BenchManifest.Integration;
import dev.tenon.server.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// `tenon bench`: runs the benchmarks and prints a table, or JSON.
@Command(name = "bench", description = "Measure this server beside its references.")
public final class BenchCommand implements Callable<Integer> {
    private static final String MANIFEST = BenchManifest.of(Integration.backfilling("crm"));

    @Option(
            names = "--records",
            description = "How many records B1 reads.",
            defaultValue = "500000")
    private int records = 500_000;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(
            names = "--only",
            split = ",",
            description =
                    "Comma-separated: read, query, start, schedules, many, fair, storm, write,"
                            + " proxy.",
            defaultValue = "read,query,start,schedules,many,fair,storm,write,proxy")
    private List<String> only = List.of();

    @Option(
            names = "--customers",
            description = "How many small customers wait beside ten large ones.",
            defaultValue = "200")
    private int customers = 200;

    @Option(
            names = "--profile",
            paramLabel = "DIRECTORY",
            description = "Draw flame graphs of B1 and B2 there.")
    private @Nullable Path profile;

    private final Function<Path, BenchServer> servers;

    /// @param servers starts a server with its files in a directory
    public BenchCommand(Function<Path, BenchServer> servers) {
        this.servers = servers;
    }

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("tenon-bench");
        var results = new ArrayList<Result>();
        var orgs =
                List.of(
                        OrgSettings.of("bench", Map.of("Account", records)),
                        OrgSettings.of("hundred", Map.of("Account", 100_000)),
                        OrgSettings.of("ten", Map.of("Account", 10_000)),
                        OrgSettings.of("one", Map.of("Account", 1_000)));
        BenchServer server = servers.apply(directory.resolve("server"));
        try (AutoCloseable _ = server.stop();
                Sandbox sandbox =
                        Sandbox.start(SandboxSettings.of(0, SalesforceSettings.of(orgs)));
                PageFront front = PageFront.start(sandbox.uri(), directory.resolve("pages"));
                var product = new Product(server, "crm")) {
            if (only.contains("read")) {
                product.prepare(front.uri());
                product.deploy(MANIFEST);
                results.addAll(
                        new ReadBench(product, server, directory, new Profiles(profile))
                                .run(records));
                if (only.contains("query")) results.addAll(new QueryBench(product, server).run());
            }
            if (only.contains("start")) {
                Path manifest = Files.writeString(directory.resolve("tenon.yaml"), MANIFEST);
                results.addAll(new StartBench(directory, server.databaseUrl(), manifest).run());
            }
            if (only.contains("schedules")) {
                results.addAll(new ScheduleBench(server.databaseUrl()).run());
            }
            if (only.contains("many")) {
                results.addAll(
                        new ManyBench(
                                        directory.resolve("many"),
                                        server.databaseUrl(),
                                        sandbox.uri(),
                                        records)
                                .run());
            }
            if (only.contains("write")) {
                results.addAll(
                        new WriteBench(directory.resolve("write"), server.databaseUrl(), sandbox)
                                .run());
            }
            if (only.contains("proxy")) {
                results.addAll(
                        new ProxyBench(directory.resolve("proxy"), server.databaseUrl()).run());
            }
            if (only.contains("storm")) {
                results.addAll(
                        new StormBench(directory.resolve("storm"), server.databaseUrl()).run());
            }
            if (only.contains("fair")) {
                results.addAll(
                        new FairBench(
                                        directory.resolve("fair"),
                                        server.databaseUrl(),
                                        sandbox.uri(),
                                        customers)
                                .run());
            }
        } finally {
            erase(directory);
        }
        print(results);
        return results.stream().allMatch(Result::reached) ? 0 : 1;
    }

    private void print(List<Result> results) {
        if (json) {
            ObjectNode all = Json.object().put("date", LocalDate.now(ZoneOffset.UTC).toString());
            all.put("cores", Runtime.getRuntime().availableProcessors());
            all.put("java", Runtime.version().toString());
            var list = all.putArray("results");
            results.forEach(result -> list.add(result.json()));
            System.out.println(Json.text(all));
            return;
        }
        System.out.println("| | what | measured | reference | ratio | goal | reached |");
        System.out.println("|---|---|---|---|---|---|---|");
        results.forEach(result -> System.out.println(result.row()));
    }

    private static void erase(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList())
                Files.deleteIfExists(file);
        }
    }
}
