package dev.tenon.server.delivery;

import dev.tenon.format.EffectiveRead;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.db.Tx;
import dev.tenon.server.install.Installations;
import dev.tenon.server.install.Installed;
import dev.tenon.server.jobs.Job;
import dev.tenon.server.jobs.Jobs;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.records.ChangeFeed;
import dev.tenon.server.records.ChangeListener;
import dev.tenon.server.records.Dataset;
import dev.tenon.server.records.DatasetId;
import dev.tenon.server.records.Datasets;
import dev.tenon.server.schema.Schemas;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.vault.Connections;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Sees to it that what changes is delivered. Hears of every change in the transaction that makes
/// it. Safe for use by many threads.
public final class Deliveries implements Job, ChangeListener {
    private final Jobs jobs;
    private final Feeds feeds;
    private final Stores stores;
    private final InstantSource clock;
    private final DeliveryRun run;

    public Deliveries(
            Db db,
            Jobs jobs,
            Stores stores,
            LargeResults largeResults,
            TimeId ids,
            Courier courier,
            InstantSource clock) {
        this.jobs = jobs;
        this.stores = stores;
        this.clock = clock;
        this.feeds = new Feeds(ids, largeResults);
        var sources =
                new Senders.Sources(
                        stores.projects(),
                        stores.groups(),
                        stores.installations(),
                        stores.connections(),
                        stores.datasets(),
                        stores.schemas(),
                        stores.destinations());
        this.run =
                new DeliveryRun(
                        db,
                        feeds,
                        new Senders(sources),
                        new NextMessage(new ChangeFeed(), stores.operations()),
                        largeResults,
                        courier,
                        clock);
    }

    @Override
    public String kind() {
        return "delivery";
    }

    @Override
    public Lane lane() {
        return Lane.ON_DEMAND;
    }

    @Override
    public Next run(String instance) {
        return run.run(Feed.parse(instance));
    }

    @Override
    public void changed(Tx tx, DatasetId dataset) {
        for (UUID destination : feeds.destinations(tx, dataset)) {
            jobs.wake(tx, this, dataset.text() + "/" + destination, clock.instant());
        }
    }

    /// Connects the datasets of an installation with the destinations its config names. A
    /// destination that is named later than the dataset was made gets what changes from then on.
    /// Joins the transaction that installs or changes the installation.
    public void plan(Tx tx, Installed installed) {
        ProjectId project = installed.installation().group().project();
        for (EffectiveRead read : installed.config().reads().values()) {
            String name = read.destination();
            Optional<Destination> destination =
                    name == null ? Optional.empty() : stores.destinations().find(tx, project, name);
            Dataset dataset =
                    stores.datasets()
                            .ensure(
                                    tx,
                                    installed.installation().group(),
                                    installed.installation().id(),
                                    read.objectName());
            feeds.keepOnly(tx, dataset.id(), destination.map(Destination::id).orElse(null));
            destination.ifPresent(
                    found -> feeds.ensure(tx, dataset.id(), found.id(), dataset.seq()));
            changed(tx, dataset.id());
        }
    }

    /// Connects every installation of a project that names a destination that was made just now.
    public void planAll(Tx tx, ProjectId project) {
        stores.installations().all(tx, project).forEach(installed -> plan(tx, installed));
    }

    /// How far the datasets of some groups have been delivered. Costs one statement.
    public Backlogs backlogs(Tx tx, ProjectId project, Collection<GroupId> groups) {
        return new Backlogs(feeds.slowest(tx, project, groups));
    }

    /// What slowest destinations have not got.
    public static final class Backlogs {
        private final Map<DatasetId, Feeds.Slowest> slowest;

        private Backlogs(Map<DatasetId, Feeds.Slowest> slowest) {
            this.slowest = slowest;
        }

        /// Of a dataset, which may go nowhere.
        public Backlog of(Dataset dataset) {
            Feeds.Slowest feed = slowest.get(dataset.id());
            return feed == null
                    ? Backlog.NONE
                    : new Backlog(dataset.seq() - feed.delivered(), feed.problem());
        }
    }

    /// What is still to be delivered.
    ///
    /// @param changes how many
    /// @param problem why the last attempt failed; empty when it did not
    public record Backlog(long changes, String problem) {
        private static final Backlog NONE = new Backlog(0, "");
    }

    /// What deliveries are made from.
    public record Stores(
            Projects projects,
            Groups groups,
            Installations installations,
            Connections connections,
            Datasets datasets,
            Schemas schemas,
            Destinations destinations,
            Operations operations) {}
}
