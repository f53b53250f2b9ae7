package dev.tenon.server.boot;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.api.RequestLimits;
import dev.tenon.server.db.DatabaseSettings;
import dev.tenon.server.seal.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tenon serve`: runs the server until it is told to stop.
@Command(name = "serve", description = "Run the server until it is stopped.")
final class ServeCommand implements Callable<Integer> {
    @Option(names = "--data", description = "Where files are kept (TENON_DATA, default ./.tenon).")
    private String data = "";

    @Option(names = "--host", description = "Address to listen at (TENON_HOST, default 127.0.0.1).")
    private String host = "";

    @Option(names = "--port", description = "Port to listen at (TENON_PORT, default 8600).")
    private String port = "";

    @Option(
            names = "--public-url",
            description = "Where browsers reach this server (TENON_PUBLIC_URL).")
    private String publicUrl = "";

    @Option(
            names = "--database-url",
            description = "jdbc:postgresql://… of an external server (TENON_DATABASE_URL).")
    private String databaseUrl = "";

    @Option(
            names = "--database-user",
            description = "TENON_DATABASE_USER; password: TENON_DATABASE_PASSWORD.")
    private String databaseUser = "";

    @Option(
            names = "--key-rate",
            description =
                    "Requests a second of one key, or of one customer's tokens (TENON_KEY_RATE,"
                            + " default 200; 0 for no limit).")
    private String keyRate = "";

    @Option(
            names = "--unknown-key-rate",
            description =
                    "Requests a second with unknown keys from one address (TENON_UNKNOWN_KEY_RATE,"
                            + " default 20; 0 for no limit).")
    private String unknownKeyRate = "";

    @Option(
            names = "--write-wait",
            description =
                    "Seconds a call that waits for the outcome of its write is kept waiting"
                            + " (TENON_WRITE_WAIT, default 60). Keep it below the limit of proxies"
                            + " before the server.")
    private String writeWait = "";

    @Option(
            names = "--allow-private-addresses",
            description =
                    "Let providers and webhooks be on this machine or network (TENON_ALLOW_PRIVATE=true).")
    private boolean allowPrivate;

    @Mixin private EntranceOptions entrance = new EntranceOptions();

    @Option(
            names = "--master-key",
            description =
                    "Where the key-encrypting key is: file:PATH, env:NAME,"
                            + " vault:https://HOST/transit/keys/NAME or awskms:ARN (TENON_MASTER_KEY,"
                            + " default master.key in the data directory).")
    private String masterKey = "";

    @Option(
            names = "--old-master-key",
            description =
                    "The key-encrypting key before it, until tenon rotate-keys --master is done"
                            + " (TENON_OLD_MASTER_KEY).")
    private String oldMasterKey = "";

    private final Map<String, String> environment;

    ServeCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        try (Server server = Server.start(settings())) {
            System.out.println("Tenon answers at " + server.address());
            System.out.println("The console is at " + server.console());
            System.out.println(
                    "The administrator's key is in " + settings().data().resolve("admin.key"));
            // The server closes itself when the process is told to end.
            new CountDownLatch(1).await();
        }
        return 0;
    }

    private Settings settings() {
        Path directory =
                Path.of(value(data, "TENON_DATA", "./.tenon")).toAbsolutePath().normalize();
        var database =
                new DatabaseSettings(
                        postgresUrl(),
                        value(databaseUser, "TENON_DATABASE_USER", ""),
                        environment.getOrDefault("TENON_DATABASE_PASSWORD", ""),
                        directory,
                        number("TENON_DATABASE_CONNECTIONS", "", "", 32));
        return new Settings(
                directory,
                new Settings.Listen(
                        value(host, "TENON_HOST", "127.0.0.1"),
                        number("TENON_PORT", "--port", port, 8600)),
                value(publicUrl, "TENON_PUBLIC_URL", ""),
                database,
                new Settings.AccessRules(
                        new Secret(environment.getOrDefault("TENON_ADMIN_KEY", "")),
                        new Settings.KeyChoice(masterKey, oldMasterKey, environment),
                        allowPrivate || value("", "TENON_ALLOW_PRIVATE", "").equals("true")),
                new Settings.Engine(
                        number("TENON_WORKERS", "", "", Settings.Engine.USUAL.workers()),
                        Duration.ofSeconds(number("TENON_SCHEDULE_MINUTE_SECONDS", "", "", 60)),
                        Duration.ofSeconds(
                                number("TENON_WRITE_WAIT", "--write-wait", writeWait, 60)),
                        Settings.Engine.USUAL.logRetention()),
                entrance.read(environment),
                new RequestLimits(
                        rate("TENON_KEY_RATE", "--key-rate", keyRate, RequestLimits.USUAL.perKey()),
                        rate(
                                "TENON_UNKNOWN_KEY_RATE",
                                "--unknown-key-rate",
                                unknownKeyRate,
                                RequestLimits.USUAL.strangers())));
    }

    private String postgresUrl() {
        String url = value(databaseUrl, "TENON_DATABASE_URL", "");
        if (url.isEmpty() || url.startsWith("jdbc:postgresql:")) return url;
        throw new Refusal(
                Refusal.Kind.INVALID,
                "server.bad-setting",
                "The database's URL is not one of PostgreSQL.",
                "--database-url or TENON_DATABASE_URL",
                "Write it as in jdbc:postgresql://db.example.com:5432/tenon.");
    }

    private String value(String given, String variable, String fallback) {
        return given.isEmpty() ? environment.getOrDefault(variable, fallback) : given;
    }

    private int rate(String variable, String option, String given, int fallback) {
        int rate = number(variable, option, given, fallback);
        if (rate <= RequestLimits.MOST) return rate;
        throw new Refusal(
                Refusal.Kind.INVALID,
                "server.bad-setting",
                "A limit of " + rate + " requests a second is more than can be counted.",
                given.isEmpty() ? variable : option,
                "Give a number up to " + RequestLimits.MOST + ", or 0 for no limit.");
    }

    private int number(String variable, String option, String given, int fallback) {
        String text = value(given, variable, Integer.toString(fallback));
        try {
            int number = Integer.parseInt(text);
            if (number >= 0) return number;
        } catch (NumberFormatException _) {
            // Told below.
        }
        throw new Refusal(
                Refusal.Kind.INVALID,
                "server.bad-setting",
                "\"" + text + "\" is not a whole number.",
                given.isEmpty() ? variable : option,
                "Give a number such as " + fallback + ".");
    }
}
