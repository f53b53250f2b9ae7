package dev.tenon.server.api;

import dev.tenon.server.db.Tx;
import dev.tenon.server.install.Installed;
import dev.tenon.server.jobs.Job.Lane;
import dev.tenon.server.json.Json;
import dev.tenon.server.outbound.AccountBudgets;
import dev.tenon.server.outbound.Providers;
import dev.tenon.server.quota.Budget;
import dev.tenon.server.quota.Forecast;
import dev.tenon.server.quota.Quotas;
import dev.tenon.server.records.Datasets;
import dev.tenon.server.sync.ReadState;
import dev.tenon.server.sync.Reads;
import dev.tenon.server.sync.Run;
import dev.tenon.server.sync.Track;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Connections;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// Foretells how long backfills under way will take, from their pace and from what is left of the
/// quotas. Safe for use by many threads.
public final class Forecasts {
    private final Stores stores;
    private final InstantSource clock;

    public Forecasts(Stores stores, InstantSource clock) {
        this.stores = stores;
        this.clock = clock;
    }

    /// Of an object by the provider's name; none while it is not backfilled, or too little is
    /// known.
    public Optional<Forecast> of(Tx tx, Installed installed, String object) {
        var installation = installed.installation();
        return stores.datasets()
                .find(tx, installation.group(), installation.id(), object)
                .flatMap(dataset -> stores.reads().state(tx, dataset.id()))
                .flatMap(state -> of(tx, installed, state));
    }

    Optional<Forecast> of(Tx tx, Installed installed, ReadState state) {
        boolean rests = installed.installation().paused() || state.paused();
        if (rests || state.watched().filter(track -> track == Track.BACKFILL).isEmpty()) {
            return Optional.empty();
        }
        Run run = state.run().orElseThrow();
        var progress =
                new Forecast.Progress(
                        run.recordsRead(),
                        run.expected(),
                        run.place().pages(),
                        Duration.between(run.startedAt(), clock.instant()));
        return Forecast.of(progress, limits(tx, installed));
    }

    private List<Forecast.Limit> limits(Tx tx, Installed installed) {
        var project = installed.installation().group().project();
        Optional<Connection> found =
                stores.connections().find(tx, project, installed.installation().connection());
        if (found.isEmpty()) return List.of();
        List<Budget> known =
                stores.providers()
                        .info(found.get().provider())
                        .map(info -> stores.budgets().of(tx, found.get(), info))
                        .orElse(List.of());
        return stores.quotas()
                .limits(tx, new Quotas.Account(project, found.get().id(), known), Lane.BACKFILL);
    }

    /// For people, such as `about 2 h to go`, by the provider's name of the object.
    public Optional<String> inWords(Tx tx, Installed installed, String object) {
        return of(tx, installed, object)
                .map(found ->
                        "about "
                                + span(found.remaining())
                                + " to go"
                                + (found.quota() ? ", waiting for the quota" : ""));
    }

    private static String span(Duration time) {
        if (time.compareTo(Duration.ofMinutes(2)) < 0) return Math.max(1, time.toSeconds()) + " s";
        if (time.compareTo(Duration.ofHours(2)) < 0) return time.toMinutes() + " min";
        if (time.compareTo(Duration.ofDays(2)) < 0) return time.toHours() + " h";
        return time.toDays() + " days";
    }

    /// As it stands in replies.
    ObjectNode json(Forecast forecast) {
        Instant done = clock.instant().plus(forecast.remaining());
        ObjectNode json = Json.object();
        json.put("remainingSeconds", forecast.remaining().toSeconds());
        json.put("doneAt", Instant.ofEpochSecond(done.getEpochSecond()).toString());
        json.put("calls", forecast.calls());
        json.put("waitsForQuota", forecast.quota());
        return json;
    }

    /// What it is foretold from.
    public record Stores(
            Reads reads,
            Datasets datasets,
            Connections connections,
            Providers providers,
            Quotas quotas,
            AccountBudgets budgets) {}
}
