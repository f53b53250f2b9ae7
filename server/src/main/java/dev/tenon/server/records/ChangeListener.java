package dev.tenon.server.records;

import dev.tenon.server.db.Tx;

/// Is told, inside the transaction, that a dataset's feed has grown.
@FunctionalInterface
public interface ChangeListener {
    /// Called once per transaction that changed something.
    void changed(Tx tx, DatasetId dataset);
}
