package dev.tenon.server.delivery;

import dev.tenon.format.EffectiveRead;
import dev.tenon.server.db.Tx;
import dev.tenon.server.install.Installations;
import dev.tenon.server.install.Installed;
import dev.tenon.server.records.Dataset;
import dev.tenon.server.records.Datasets;
import dev.tenon.server.records.ObjectShape;
import dev.tenon.server.schema.Schemas;
import dev.tenon.server.tenant.Consumer;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Connections;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds what a message says of its sender, as things stand now. Safe for use by many threads.
final class Senders {
    private final Sources sources;

    Senders(Sources sources) {
        this.sources = sources;
    }

    Optional<Destination> destination(Tx tx, Feed.Key key) {
        return sources.destinations()
                .find(tx, key.dataset().group().project(), key.destination().toString());
    }

    /// None when the installation is gone, or no longer has the object.
    Optional<NextMessage.Sender> sender(Tx tx, Feed.Key key) {
        ProjectId project = key.dataset().group().project();
        Optional<Dataset> dataset = sources.datasets().get(tx, key.dataset());
        Optional<Installed> installed =
                dataset.flatMap(
                        found -> sources.installations().find(tx, project, found.installation()));
        if (dataset.isEmpty() || installed.isEmpty()) return Optional.empty();
        EffectiveRead read = installed.get().config().reads().get(dataset.get().object());
        Optional<Connection> connection =
                sources.connections()
                        .find(tx, project, installed.get().installation().connection());
        if (read == null || connection.isEmpty()) return Optional.empty();
        return sources.schemas()
                .remembered(tx, connection.get(), read.objectName())
                .map(schema ->
                        sender(
                                tx,
                                installed.get(),
                                connection.get(),
                                read,
                                ObjectShape.of(read, schema)));
    }

    private NextMessage.Sender sender(
            Tx tx,
            Installed installed,
            Connection connection,
            EffectiveRead read,
            ObjectShape shape) {
        var group = installed.installation().group();
        Long number = connection.consumer();
        @Nullable Consumer consumer =
                number == null ? null : sources.groups().consumer(tx, group, number).orElse(null);
        return new NextMessage.Sender(
                sources.projects().get(tx, group.project()).id().toString(),
                connection.provider(),
                connection.account().workspaceRef(),
                sources.groups().get(tx, group),
                consumer,
                new NextMessage.InstallationRef(
                        installed.installation().id().toString(),
                        installed.installation().times().updatedAt().toString()),
                new NextMessage.ObjectName(read.mappedName(), read.objectName()),
                shape);
    }

    /// Where all this comes from.
    record Sources(
            Projects projects,
            Groups groups,
            Installations installations,
            Connections connections,
            Datasets datasets,
            Schemas schemas,
            Destinations destinations) {}
}
