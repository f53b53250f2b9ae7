package dev.tenon.server.sync;

import dev.tenon.format.EffectiveRead;
import dev.tenon.server.install.Installed;
import dev.tenon.server.records.Dataset;
import dev.tenon.server.records.DatasetId;
import dev.tenon.server.records.ObjectShape;
import dev.tenon.server.vault.Connection;
import dev.tenon.spi.Connector;
import dev.tenon.spi.Discovery.ObjectSchema;

/// Everything a run needs to know, read once at its start.
record ReadWork(
        Dataset dataset,
        Installed installed,
        EffectiveRead read,
        Connection connection,
        Connector connector,
        ObjectSchema schema,
        ObjectShape shape,
        Claim claim) {

    DatasetId id() {
        return dataset.id();
    }

    /// The same work, for a run that was taken up.
    ReadWork on(Run run) {
        return new ReadWork(
                dataset, installed, read, connection, connector, schema, shape, claim.on(run));
    }
}
