package dev.tenon.server.demo;

import dev.tenon.sandbox.Sandbox;
import dev.tenon.sandbox.SandboxSettings;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tenon demo`: starts everything, runs the [Demo], and stays until Ctrl-C.
@Command(name = "demo", description = "Run the main job end to end against the sandbox.")
public final class DemoCommand implements Callable<Integer> {
    @Option(names = "--once", description = "Drive the consent page by HTTP, verify, and exit.")
    private boolean once;

    @Option(names = "--json", description = "Print the summary as one JSON object.")
    private boolean json;

    @Option(names = "--fresh", description = "Start over: forget what an earlier demo stored.")
    private boolean fresh;

    @Option(names = "--data", description = "Where files are kept (TENON_DATA, default ./.tenon).")
    private String data = "";

    private final Function<Path, DemoServer> servers;

    /// @param servers starts a server with its files in a directory, which calls private addresses
    ///   and whose schedules run twelve times as fast
    public DemoCommand(Function<Path, DemoServer> servers) {
        this.servers = servers;
    }

    @Override
    public Integer call() throws Exception {
        String given =
                data.isEmpty() ? System.getenv().getOrDefault("TENON_DATA", "./.tenon") : data;
        Path directory = Path.of(given).toAbsolutePath().normalize().resolve("demo");
        if (fresh) erase(directory);
        boolean terminal =
                Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        var report = new Report(System.out, json, terminal, InstantSource.system());
        report.begin("Start PostgreSQL, the server and the sandbox");
        DemoServer server = servers.apply(directory);
        try (AutoCloseable _ = server.stop();
                Sandbox sandbox = Sandbox.start(SandboxSettings.demo(0));
                Receiver receiver = Receiver.start();
                var api = new Client(server.address(), server.adminKey())) {
            report.verified(
                    "start", "Tenon at " + server.address() + ", the sandbox at " + sandbox.uri());
            report.say("Schedules run twelve times as fast here: one of their minutes lasts 5 s.");
            boolean ok = run(new Demo.Parts(server, sandbox, receiver, api), report);
            report.print(ok, json);
            if (!once && ok) stay(directory.resolve("admin.key"));
            return ok ? 0 : 1;
        }
    }

    private boolean run(Demo.Parts parts, Report report) {
        try {
            new Demo(parts, report, InstantSource.system(), once).run();
            return true;
        } catch (RuntimeException failure) {
            report.failed(String.valueOf(failure.getMessage()));
            return false;
        }
    }

    private void stay(Path key) throws InterruptedException {
        if (!json) {
            System.out.println("\nThe key to the console is in " + key);
            System.out.println("Everything keeps running; press Ctrl-C to stop.");
        }
        // The server closes itself when the process is told to end.
        new CountDownLatch(1).await();
    }

    private static void erase(Path directory) throws IOException {
        if (!Files.exists(directory)) return;
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) Files.delete(file);
        }
    }
}
