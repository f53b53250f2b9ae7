package dev.tenon.server.boot;

import dev.tenon.server.bench.BenchCommand;
import dev.tenon.server.bench.BenchServer;
import dev.tenon.server.cli.Cli;
import dev.tenon.server.db.DatabaseSettings;
import dev.tenon.server.demo.DemoCommand;
import dev.tenon.server.demo.DemoServer;
import dev.tenon.server.seal.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Where the program begins: picks the command.
public final class Main {
    private static final String CARRIERS = "jdk.virtualThreadScheduler.parallelism";
    private static final int FEWEST_CARRIERS = 8;

    private Main() {}

    /// @param args the command and its options
    public static void main(String[] args) {
        Logging.quiet();
        manyCarriers();
        Map<String, String> environment = System.getenv();
        List<Object> more =
                List.of(
                        new ServeCommand(environment),
                        new SandboxCommand(),
                        new DemoCommand(Main::demoServer),
                        new BenchCommand(Main::benchServer),
                        new Version());
        System.exit(Cli.run(args, System.out, System.err, environment, more));
    }

    /// A virtual thread that computes keeps its carrier until it waits for something, so that on
    /// two cores two pages being shaped would keep every answer waiting. With more carriers than
    /// cores the operating system lets all of them go on in turn.
    private static void manyCarriers() {
        int cores = Runtime.getRuntime().availableProcessors();
        if (System.getProperty(CARRIERS) == null) {
            System.setProperty(CARRIERS, Integer.toString(Math.max(FEWEST_CARRIERS, 4 * cores)));
        }
    }

    private static DemoServer demoServer(Path directory) {
        Server server = local(directory, Duration.ofSeconds(5));
        return new DemoServer(
                server.address(), server.console(), server.adminKey().reveal(), server);
    }

    private static BenchServer benchServer(Path directory) {
        Server server = local(directory, Settings.Engine.USUAL.scheduleMinute());
        return new BenchServer(
                server.address(), server.adminKey().reveal(), server.databaseUrl(), server);
    }

    /// A server on any free port that may call this machine.
    ///
    /// @param minute how long a minute of its schedules lasts
    private static Server local(Path directory, Duration minute) {
        return Server.start(
                new Settings(
                        directory,
                        new Settings.Listen("127.0.0.1", 0),
                        "",
                        DatabaseSettings.embedded(directory),
                        new Settings.AccessRules(new Secret(""), Settings.KeyChoice.OWN, true),
                        new Settings.Engine(
                                Settings.Engine.USUAL.workers(),
                                minute,
                                Settings.Engine.USUAL.writeWait(),
                                Settings.Engine.USUAL.logRetention())));
    }
}
