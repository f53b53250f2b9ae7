package dev.tenon.server.api;

import dev.tenon.server.install.Installation;
import dev.tenon.server.install.Installed;
import dev.tenon.server.records.Dataset;
import dev.tenon.server.records.DatasetId;
import dev.tenon.server.sync.ReadState;
import dev.tenon.server.tenant.Group;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.vault.Connection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What is known of the installations of some groups, read for all of them at once.
final class InstallationFacts {
    /// An object that fails so often in a row needs a person.
    private static final int TOO_OFTEN = 3;

    private final Map<GroupId, Group> groups;
    private final Map<UUID, Connection> connections;
    private final Map<UUID, List<Dataset>> datasets;
    private final Map<DatasetId, ReadState> states;

    InstallationFacts(
            List<Group> groups,
            List<Connection> connections,
            List<Dataset> datasets,
            List<ReadState> states) {
        this.groups = by(groups, Group::key);
        this.connections = by(connections, Connection::id);
        this.datasets = datasets.stream().collect(Collectors.groupingBy(Dataset::installation));
        this.states = by(states, ReadState::dataset);
    }

    private static <K, T> Map<K, T> by(List<T> things, Function<T, K> key) {
        return things.stream().collect(Collectors.toMap(key, thing -> thing));
    }

    Group group(Installation installation) {
        return Objects.requireNonNull(groups.get(installation.group()));
    }

    Optional<Connection> connection(Installation installation) {
        return Optional.ofNullable(connections.get(installation.connection()));
    }

    /// The connections that installations use, each once.
    List<Connection> connections(List<Installed> all) {
        return all.stream()
                .map(each -> connection(each.installation()))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    Optional<Dataset> dataset(Installation installation, String object) {
        return datasets(installation).stream()
                .filter(each -> each.object().equals(object))
                .findFirst();
    }

    Optional<ReadState> state(Dataset dataset) {
        return Optional.ofNullable(states.get(dataset.id()));
    }

    private List<Dataset> datasets(Installation installation) {
        return datasets.getOrDefault(installation.id(), List.of());
    }

    /// Healthy while the connection works and no object fails again and again.
    boolean isHealthy(Installation installation) {
        boolean signedIn =
                connection(installation)
                        .map(found -> found.status() != Connection.Status.BAD_CREDENTIALS)
                        .orElse(false);
        return signedIn
                && datasets(installation).stream()
                        .map(this::state)
                        .flatMap(Optional::stream)
                        .allMatch(state -> state.worst().failures() < TOO_OFTEN);
    }
}
