package dev.tenon.server.operation;

import dev.tenon.server.db.Tx;
import java.util.UUID;

/// Takes a notification to one destination.
@FunctionalInterface
public interface NotificationListener {
    /// Called once per destination that a notification is routed to, in the transaction of what
    /// happened; must not call anybody.
    void notified(Tx tx, Notification notification, UUID destination);
}
