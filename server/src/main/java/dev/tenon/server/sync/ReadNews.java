package dev.tenon.server.sync;

import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.operation.Notification;
import dev.tenon.server.operation.Notifications;
import dev.tenon.server.records.DatasetId;
import dev.tenon.server.records.Datasets;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/// Tells products how reads went. Joins the transaction in which they ended. Safe for use by many
/// threads.
final class ReadNews {
    private final Notifications notifications;
    private final Datasets datasets;

    ReadNews(Notifications notifications, Datasets datasets) {
        this.notifications = notifications;
        this.datasets = datasets;
    }

    /// A run has reached its end.
    void done(Tx tx, DatasetId id, Run run, Track track) {
        boolean backfilled = run.errand() instanceof Errand.Everything;
        if (!backfilled && track != Track.ASKED) return;
        ObjectNode data = about(tx, id);
        data.put("operationId", run.operation().toString());
        data.put("numRecords", run.recordsRead());
        notifications.notify(
                tx,
                id.group(),
                backfilled
                        ? Notification.Type.READ_BACKFILL_DONE
                        : Notification.Type.READ_TRIGGERED_DONE,
                data);
    }

    /// What somebody asked for will not be read.
    void refused(Tx tx, DatasetId id, UUID operation, String why) {
        ObjectNode data = about(tx, id);
        data.put("operationId", operation.toString()).put("error", why);
        notifications.notify(tx, id.group(), Notification.Type.READ_TRIGGERED_ERROR, data);
    }

    /// An object is not read before a person has done something.
    void paused(Tx tx, DatasetId id, String why) {
        ObjectNode data = about(tx, id);
        data.put("reason", why);
        notifications.notify(tx, id.group(), Notification.Type.READ_OBJECT_PAUSED, data);
    }

    /// Deletions wait for a person.
    void held(Tx tx, DatasetId id, UUID held, HeldDeletions.Amount amount) {
        ObjectNode data = about(tx, id);
        data.put("heldDeletionId", held.toString());
        data.put("records", amount.records()).put("ofRecords", amount.of());
        notifications.notify(tx, id.group(), Notification.Type.DELETIONS_HELD, data);
    }

    private ObjectNode about(Tx tx, DatasetId id) {
        ObjectNode data = Json.object();
        datasets.get(tx, id)
                .ifPresent(dataset -> {
                    data.put("objectName", dataset.object());
                    data.put("installationId", dataset.installation().toString());
                });
        return data;
    }
}
