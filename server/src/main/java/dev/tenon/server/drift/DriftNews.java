package dev.tenon.server.drift;

import dev.tenon.format.EffectiveRead;
import dev.tenon.format.WatchSchema;
import dev.tenon.server.db.Tx;
import dev.tenon.server.delivery.Destination;
import dev.tenon.server.delivery.Destinations;
import dev.tenon.server.delivery.Outbox;
import dev.tenon.server.install.Installation;
import dev.tenon.server.install.Installations;
import dev.tenon.server.install.Installed;
import dev.tenon.server.json.Json;
import dev.tenon.server.operation.Notification;
import dev.tenon.server.operation.Notifications;
import dev.tenon.server.schema.Drift;
import dev.tenon.server.schema.DriftListener;
import dev.tenon.server.schema.Schemas;
import dev.tenon.server.tenant.Group;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.vault.Connection;
import dev.tenon.spi.Discovery.ObjectSchema;
import dev.tenon.spi.FieldInfo;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Tells products what changed in the objects that their installations use: by messages to the
/// destination that `watchSchema` names, and by a notification. Joins the transaction that stores
/// the new description. Safe for use by many threads.
public final class DriftNews implements DriftListener {
    private static final System.Logger LOG = System.getLogger("tenon.drift");

    private final Stores stores;
    private final Outbox outbox;
    private final Notifications notifications;
    private final InstantSource clock;

    public DriftNews(
            Stores stores, Outbox outbox, Notifications notifications, InstantSource clock) {
        this.stores = stores;
        this.outbox = outbox;
        this.notifications = notifications;
        this.clock = clock;
    }

    @Override
    public void drifted(Tx tx, Connection connection, String object, Drift drift) {
        List<Installed> users =
                stores
                        .installations()
                        .using(tx, connection.group().project(), connection.id())
                        .stream()
                        .filter(each -> uses(each, object))
                        .toList();
        if (users.isEmpty()) return;
        users.forEach(each -> watch(tx, connection, each, object, drift));
        List<StaleMapping> stale =
                users.stream()
                        .flatMap(each -> StaleMapping.of(each, object, drift).stream())
                        .toList();
        stale.forEach(each ->
                LOG.log(
                        System.Logger.Level.WARNING,
                        "installation %s, %s: %s"
                                .formatted(
                                        each.installed().installation().id(),
                                        object,
                                        each.words())));
        notifications.notify(
                tx,
                connection.group(),
                Notification.Type.SCHEMA_CHANGED,
                ChangeNotice.of(connection, object, drift, users, stale));
    }

    private static boolean uses(Installed installed, String object) {
        return installed.config().reads().containsKey(object)
                || installed.config().writes().containsKey(object);
    }

    private void watch(
            Tx tx, Connection connection, Installed installed, String object, Drift drift) {
        WatchSchema watch = installed.revision().content().watchSchema();
        if (watch == null) return;
        List<FieldInfo> fields =
                stores.schemas()
                        .remembered(tx, connection, object)
                        .map(ObjectSchema::fields)
                        .orElse(List.of());
        List<ObjectNode> messages =
                new WatchMessages(envelope(tx, connection, installed, object))
                        .of(watch, drift, fields);
        if (messages.isEmpty()) return;
        Optional<Destination> destination =
                stores.destinations().find(tx, connection.group().project(), watch.destination());
        if (destination.isEmpty()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "installation %s: watchSchema names the destination \"%s\", which there is not"
                            .formatted(installed.installation().id(), watch.destination()));
            return;
        }
        var address =
                new Outbox.Address(
                        connection.group().project(),
                        connection.group().number(),
                        destination.get().id());
        messages.forEach(message -> outbox.put(tx, address, "schema.watch", message));
    }

    private ObjectNode envelope(Tx tx, Connection connection, Installed installed, String object) {
        Installation installation = installed.installation();
        Group group = stores.groups().get(tx, installation.group());
        EffectiveRead read = installed.config().reads().get(object);
        ObjectNode json = Json.object();
        json.put("action", "schema.watch");
        json.put(
                "projectId",
                stores.projects().get(tx, installation.group().project()).id().toString());
        json.put("provider", connection.provider());
        String workspace = connection.account().workspaceRef();
        if (!workspace.isEmpty()) json.put("workspace", workspace);
        json.put("groupRef", group.ref());
        json.put("groupName", group.name());
        Long person = connection.consumer();
        if (person != null) {
            stores.groups()
                    .consumer(tx, installation.group(), person)
                    .ifPresent(found ->
                            json.put("consumerRef", found.ref()).put("consumerName", found.name()));
        }
        json.put("installationId", installation.id().toString());
        json.put("installationUpdateTime", installation.times().updatedAt().toString());
        json.put("objectName", read == null ? object : read.mappedName());
        json.put("rawObjectName", object);
        json.put("operationTime", clock.instant().toString());
        return json;
    }

    /// What news are made from.
    public record Stores(
            Projects projects,
            Groups groups,
            Installations installations,
            Destinations destinations,
            Schemas schemas) {}
}
