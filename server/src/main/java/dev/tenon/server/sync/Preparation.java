package dev.tenon.server.sync;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.format.EffectiveRead;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.install.Installations;
import dev.tenon.server.install.Installed;
import dev.tenon.server.outbound.Providers;
import dev.tenon.server.records.Dataset;
import dev.tenon.server.records.DatasetId;
import dev.tenon.server.records.Datasets;
import dev.tenon.server.records.ObjectShape;
import dev.tenon.server.schema.Schemas;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Connections;
import dev.tenon.spi.Connector;
import dev.tenon.spi.Discovery.ObjectSchema;
import dev.tenon.spi.ProviderException;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;

/// Gathers what a run needs: the installation as it is in force now, its connection, and the object
/// as the connection has it. Safe for use by many threads.
final class Preparation {
    private final Db db;
    private final Datasets datasets;
    private final ReadStates states;
    private final Installations installations;
    private final Connections connections;
    private final Providers providers;
    private final Schemas schemas;

    Preparation(Db db, ReadStates states, Sources sources) {
        this.db = db;
        this.states = states;
        this.datasets = sources.datasets();
        this.installations = sources.installations();
        this.connections = sources.connections();
        this.providers = sources.providers();
        this.schemas = sources.schemas();
    }

    Result of(DatasetId id) {
        return switch (db.inTransaction(id.group().projectNumber(), tx -> find(tx, id))) {
            case Found.Nothing() -> new Result.Nothing();
            case Found.Resting(String why, long terms) -> new Result.Resting(why, terms);
            case Found.Reading there -> shaped(there);
        };
    }

    private Result shaped(Found.Reading there) {
        Optional<Connector> connector = providers.find(there.connection().provider());
        if (connector.isEmpty()) {
            return new Result.Stopped(
                    there.state(), "There is no connector for " + there.connection().provider());
        }
        try {
            return shaped(there, connector.get());
        } catch (ProviderException refusal) {
            return new Result.Failed(there.state(), refusal);
        }
    }

    private Result shaped(Found.Reading there, Connector connector) {
        String object = there.read().objectName();
        Optional<ObjectSchema> schema = schemas.describe(there.connection(), connector, object);
        if (schema.isEmpty()) {
            return new Result.Stopped(
                    there.state(),
                    "The connection has no object \"" + object + "\", or its user may not see it");
        }
        ObjectShape shape = ObjectShape.of(there.read(), schema.get());
        if (!shape.missingRequired().isEmpty()) {
            return new Result.Stopped(
                    there.state(),
                    "\""
                            + object
                            + "\" lacks required fields: "
                            + String.join(", ", shape.missingRequired()));
        }
        Dataset indexed =
                db.inTransaction(
                        there.dataset().id().group().projectNumber(),
                        tx ->
                                datasets.index(
                                        tx,
                                        there.dataset(),
                                        shape.index(),
                                        shape.selection(),
                                        new ArrayList<Diagnostic>()));
        return new Result.Ready(
                new ReadWork(
                        indexed,
                        there.installed(),
                        there.read(),
                        there.connection(),
                        connector,
                        schema.get(),
                        shape,
                        Claim.under(there.state().terms())),
                there.state());
    }

    /// Asks the provider anew what the object has; a provider that does not answer is asked again
    /// by the next run.
    void rediscover(ReadWork work) {
        try {
            schemas.discover(work.connection(), work.connector(), Set.of(work.read().objectName()));
        } catch (ProviderException refusal) {
            System.getLogger("tenon.sync")
                    .log(System.Logger.Level.WARNING, "discovery failed: " + refusal.code());
        }
    }

    /// The state is read before all else: what changes meanwhile changes its terms.
    private Found find(Tx tx, DatasetId id) {
        ProjectId project = id.group().project();
        Optional<Dataset> dataset = datasets.get(tx, id);
        Optional<ReadState> state = states.find(tx, id);
        if (dataset.isEmpty() || state.isEmpty()) return new Found.Nothing();
        Optional<Installed> installed =
                installations.find(tx, project, dataset.get().installation());
        if (installed.isEmpty()) return new Found.Nothing();
        EffectiveRead read = installed.get().config().reads().get(dataset.get().object());
        Optional<Connection> connection =
                connections.find(tx, project, installed.get().installation().connection());
        Optional<String> rests = Rest.why(read, installed.get(), state.get(), connection);
        if (rests.isPresent() || read == null) {
            return new Found.Resting(rests.orElseThrow(), state.get().terms());
        }
        return new Found.Reading(
                dataset.get(), state.get(), installed.get(), read, connection.orElseThrow());
    }

    /// Where all this comes from.
    record Sources(
            Datasets datasets,
            Installations installations,
            Connections connections,
            Providers providers,
            Schemas schemas) {}

    private sealed interface Found {
        record Nothing() implements Found {}

        record Resting(String why, long terms) implements Found {}

        record Reading(
                Dataset dataset,
                ReadState state,
                Installed installed,
                EffectiveRead read,
                Connection connection)
                implements Found {}
    }

    /// What came of it.
    sealed interface Result {
        record Ready(ReadWork work, ReadState state) implements Result {}

        /// There is nobody to read for any more.
        record Nothing() implements Result {}

        /// Nothing is to be read now.
        ///
        /// @param terms under which that holds
        record Resting(String why, long terms) implements Result {}

        /// A person must do something first.
        record Stopped(ReadState state, String why) implements Result {}

        /// The provider did not answer as it should.
        record Failed(ReadState state, ProviderException refusal) implements Result {}
    }
}
