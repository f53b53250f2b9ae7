package dev.tenon.server.boot;

import dev.tenon.server.db.Database;
import dev.tenon.server.delivery.Destinations;
import dev.tenon.server.seal.MasterKeys;
import dev.tenon.server.seal.Seal;
import dev.tenon.server.seal.SealedColumn;
import dev.tenon.server.vault.Connections;
import dev.tenon.server.vault.ProviderApps;
import dev.tenon.server.vault.SignInStates;
import java.time.InstantSource;
import java.util.List;

/// What secrets are sealed with, and where all of them are.
final class Sealing {
    private Sealing() {}

    /// The seal, when its keys are known to open what the database has; else the database is
    /// closed.
    static Seal start(Settings settings, Database database, InstantSource clock) {
        try {
            Seal seal = seal(settings, clock);
            seal.start(database.db());
            return seal;
        } catch (RuntimeException failure) {
            database.close();
            throw failure;
        }
    }

    private static Seal seal(Settings settings, InstantSource clock) {
        Settings.KeyChoice choice = settings.access().keys();
        var keys =
                new MasterKeys(choice.environment(), settings.data().resolve("master.key"), clock);
        return new Seal(keys.current(choice.master()), keys.old(choice.old()));
    }

    /// Every column with sealed values. A test compares it with the database and the sources.
    static List<SealedColumn> columns() {
        return List.of(
                Connections.sealed(),
                ProviderApps.sealed(),
                Destinations.sealed(),
                SignInStates.sealed(),
                SignInStates.sealedSecrets());
    }
}
