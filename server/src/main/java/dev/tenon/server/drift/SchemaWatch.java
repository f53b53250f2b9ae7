package dev.tenon.server.drift;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.install.Installation;
import dev.tenon.server.install.Installations;
import dev.tenon.server.install.Installed;
import dev.tenon.server.jobs.Job;
import dev.tenon.server.jobs.Jobs;
import dev.tenon.server.outbound.Providers;
import dev.tenon.server.schema.Schemas;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Connections;
import dev.tenon.spi.Connector;
import dev.tenon.spi.ProviderException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/// Asks the provider on a schedule what the objects of an installation look like now. Whatever else
/// describes an object finds changes too, and they are told then; this sees to it that it never
/// takes longer than the schedule says. Safe for use by many threads.
public final class SchemaWatch implements Job {
    private static final System.Logger LOG = System.getLogger("tenon.drift");
    private static final Duration AWAY = Duration.ofMinutes(10);

    private final Db db;
    private final Jobs jobs;
    private final Stores stores;
    private final Provider provider;
    private final InstantSource clock;
    private final WatchTimes times;

    /// @param minute how long a minute of a schedule lasts
    public SchemaWatch(
            Db db,
            Jobs jobs,
            Stores stores,
            Provider provider,
            Duration minute,
            InstantSource clock) {
        this.db = db;
        this.jobs = jobs;
        this.stores = stores;
        this.provider = provider;
        this.clock = clock;
        this.times = new WatchTimes(clock, minute);
    }

    /// Has an installation that is new or was changed looked at soon, and from then on by its
    /// schedule. Joins the transaction that changes it.
    public void plan(Tx tx, Installed installed) {
        Installation installation = installed.installation();
        jobs.wake(tx, this, instance(installation), times.first(installation.id()));
    }

    /// Has an installation looked at by the schedule of a revision that was deployed, or earlier
    /// where that was planned: a deploy for thousands of customers asks no provider by itself.
    /// Joins the transaction that deploys.
    public void follow(Tx tx, Installed installed) {
        Installation installation = installed.installation();
        jobs.wake(
                tx,
                this,
                instance(installation),
                times.next(installed.revision().content().watchSchema(), installation.id()));
    }

    /// Watches an installation no more.
    public void remove(Tx tx, Installed gone) {
        jobs.cancel(tx, this, instance(gone.installation()));
    }

    private static String instance(Installation installation) {
        return installation.group().projectNumber() + "/" + installation.id();
    }

    @Override
    public String kind() {
        return "watch-schema";
    }

    @Override
    public Lane lane() {
        return Lane.SCHEDULED;
    }

    @Override
    public Next run(String instance) {
        int slash = instance.indexOf('/');
        var project = new ProjectId(Integer.parseInt(instance.substring(0, slash)));
        UUID id = UUID.fromString(instance.substring(slash + 1));
        Optional<Watched> watched =
                db.inTransaction(project.number(), tx -> watched(tx, project, id));
        if (watched.isEmpty()) return new Next.WhenWoken();
        Instant next = times.next(watched.get().installed().revision().content().watchSchema(), id);
        try {
            look(watched.get());
            return new Next.At(next);
        } catch (ProviderException refusal) {
            return new Next.At(answerTo(refusal, watched.get(), next));
        }
    }

    private Optional<Watched> watched(Tx tx, ProjectId project, UUID id) {
        return stores.installations()
                .find(tx, project, id)
                .flatMap(installed ->
                        stores.connections()
                                .find(tx, project, installed.installation().connection())
                                .map(connection -> new Watched(installed, connection)));
    }

    private void look(Watched watched) {
        Connection connection = watched.connection();
        Optional<Connector> connector = provider.providers().find(connection.provider());
        if (connector.isEmpty() || connection.status() == Connection.Status.BAD_CREDENTIALS) return;
        Set<String> objects = new TreeSet<>(watched.installed().config().reads().keySet());
        objects.addAll(watched.installed().config().writes().keySet());
        provider.schemas().objects(connection, connector.get(), Lane.SCHEDULED);
        if (objects.isEmpty()) return;
        provider.schemas().discover(connection, connector.get(), objects, Lane.SCHEDULED);
    }

    private Instant answerTo(ProviderException refusal, Watched watched, Instant next) {
        Instant again =
                switch (refusal) {
                    case ProviderException.Busy busy -> clock.instant().plus(busy.after());
                    case ProviderException.QuotaSpent spent -> spent.until();
                    case ProviderException.Unreachable _,
                            ProviderException.Garbled _,
                            ProviderException.Expired _ ->
                            clock.instant().plus(AWAY);
                    case ProviderException.Revoked _,
                            ProviderException.Forbidden _,
                            ProviderException.CursorExpired _,
                            ProviderException.CheckpointExpired _,
                            ProviderException.SchemaChanged _,
                            ProviderException.Invalid _,
                            ProviderException.Duplicate _,
                            ProviderException.NotFound _ ->
                            next;
                };
        LOG.log(
                System.Logger.Level.WARNING,
                "the schemas of installation %s could not be looked at, again at %s: %s"
                        .formatted(
                                watched.installed().installation().id(),
                                again,
                                refusal.getMessage()));
        return again;
    }

    private record Watched(Installed installed, Connection connection) {}

    /// Whose schemas are looked at.
    public record Stores(Installations installations, Connections connections) {}

    /// The way to what a connection has.
    public record Provider(Providers providers, Schemas schemas) {}
}
