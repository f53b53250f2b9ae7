package dev.tenon.server.proxy;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.install.Installations;
import dev.tenon.server.install.Installed;
import dev.tenon.server.install.InstalledNames;
import dev.tenon.server.outbound.Providers;
import dev.tenon.server.recent.Recent;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.vault.Acting;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Connections;
import dev.tenon.spi.ConnectorInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

/// Finds the accounts that calls are for. What was found is remembered for five seconds, like the
/// key of the call, so that calls which follow each other cost no statement and a change holds
/// soon; what was refused is looked up each time. Safe for use by many threads.
public final class Ways {
    private static final Duration REMEMBERED = Duration.ofSeconds(5);
    private static final int MOST = 10_000;

    private final Db db;
    private final Stores stores;
    private final Providers providers;
    private final InstantSource clock;
    private final Recent<Question, Known> recent = new Recent<>(MOST);

    public Ways(Db db, Stores stores, Providers providers, InstantSource clock) {
        this.db = db;
        this.stores = stores;
        this.providers = providers;
        this.clock = clock;
    }

    /// @throws Refusal that there is no such installation, or that no calls are passed through to
    ///   it
    Way find(ProjectId project, Routing routing) {
        var question = new Question(project, routing);
        Instant now = clock.instant();
        Known known = recent.get(question);
        if (known != null && now.isBefore(known.until())) return known.way();
        Way found = db.inTransaction(project.number(), tx -> look(tx, project, routing));
        recent.put(question, new Known(found, now.plus(REMEMBERED)));
        return found;
    }

    private Way look(Tx tx, ProjectId project, Routing routing) {
        Installed installed = installed(tx, project, routing);
        checkEnabled(installed);
        UUID id = installed.installation().connection();
        Connection usual =
                stores.connections().find(tx, project, id).orElseThrow(Ways::noConnection);
        ConnectorInfo info = info(usual);
        if (routing.consumerRef().isEmpty()) return new Way(usual, info);
        var actor = new Acting.Actor(routing.consumerRef(), "header x-tenon-consumer-ref");
        return new Way(stores.acting().as(tx, actor, usual, info), info);
    }

    private Installed installed(Tx tx, ProjectId project, Routing routing) {
        UUID id = routing.installation();
        return id == null
                ? stores.names().get(tx, project, routing.integration(), routing.groupRef())
                : stores.installations()
                        .find(tx, project, id)
                        .orElseThrow(() -> unknown(id.toString()));
    }

    private static void checkEnabled(Installed installed) {
        if (installed.config().proxy()) return;
        String name = installed.revision().name();
        boolean isOpen = installed.revision().content().proxies();
        throw new Refusal(
                Refusal.Kind.FORBIDDEN,
                "proxy.disabled",
                isOpen
                        ? "The config of this installation of \""
                                + name
                                + "\" has switched the proxy off."
                        : "The integration \"" + name + "\" passes no calls through.",
                isOpen ? "config.content.proxy.enabled" : "proxy",
                isOpen
                        ? "Set proxy.enabled to true in the installation's config, or leave it out."
                        : "Add proxy: { enabled: true } to the integration in the manifest, and"
                                + " deploy it.");
    }

    /// A provider has one base URL here, and so have its modules.
    private ConnectorInfo info(Connection connection) {
        return providers
                .info(connection.provider())
                .filter(info -> !info.baseUrl().isEmpty())
                .orElseThrow(() ->
                        new Refusal(
                                Refusal.Kind.UNPROCESSABLE,
                                "proxy.not-supported",
                                "This server does not know where the API of \""
                                        + connection.provider()
                                        + "\" is.",
                                "provider",
                                "Run \"tenon providers\" to see which have a base URL."));
    }

    static Refusal unknown(String installation) {
        return new Refusal(
                Refusal.Kind.NOT_FOUND,
                "installation.unknown",
                "There is no installation \"" + installation + "\".",
                "header x-amp-installation-id",
                "Check the id; things of other projects are not shown.");
    }

    private static Refusal noConnection() {
        return new Refusal(
                Refusal.Kind.UNPROCESSABLE,
                "proxy.no-connection",
                "The installation's connection was deleted.",
                "header x-amp-installation-id",
                "Have the customer connect again.");
    }

    /// Where the look-ups end.
    public record Stores(
            InstalledNames names,
            Installations installations,
            Connections connections,
            Acting acting) {}

    private record Question(ProjectId project, Routing routing) {}

    private record Known(Way way, Instant until) {}
}
