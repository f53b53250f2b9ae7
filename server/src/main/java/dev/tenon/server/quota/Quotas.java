package dev.tenon.server.quota;

import dev.tenon.server.db.Tx;
import dev.tenon.server.jobs.Job.Lane;
import dev.tenon.server.quota.QuotaReadings.Reading;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.ProjectId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Decides whether a call may be made now, from what the provider's replies have said of its
/// quotas, and within the budgets that are known beforehand. A lower lane never uses the last fifth
/// that a higher one may need: interactive calls may use everything, those on demand and on
/// schedule four fifths, backfills and sweeps three. What replies say is kept in memory; no call
/// waits for the database because of it. What other nodes have learned is taken over from time to
/// time. Safe for use by many threads.
public final class Quotas {
    /// Who has spent a share asks the provider again after this: its window may have moved.
    static final Duration PROBE = Duration.ofMinutes(15);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final QuotaReadings readings;
    private final Budgets budgets;
    private final InstantSource clock;
    private final ConcurrentHashMap<Key, Learned> learned = new ConcurrentHashMap<>();

    public Quotas(QuotaReadings readings, Budgets budgets, InstantSource clock) {
        this.readings = readings;
        this.budgets = budgets;
        this.clock = clock;
    }

    /// The budgets that are known beforehand.
    public Budgets budgets() {
        return budgets;
    }

    /// The share of a quota that a lane may use, in percent.
    public static int share(Lane lane) {
        return switch (lane) {
            case INTERACTIVE -> 100;
            case ON_DEMAND, SCHEDULED -> 80;
            case BACKFILL, SWEEP -> 60;
        };
    }

    /// Asks for a call. Waits a little where a budget has none left now.
    ///
    /// @param known the budgets that pay for the call, as far as they are known beforehand
    public Permit take(GroupId group, UUID connection, String quota, Lane lane, List<Budget> known)
            throws InterruptedException {
        Learned told = learned(new Key(group, connection, quota));
        Permit permit = told.take(lane, clock.instant());
        if (!(permit instanceof Permit.Granted)) return permit;
        for (Budget budget : known) {
            Permit paid = budgets.take(budget, group, lane);
            if (paid instanceof Permit.Granted) continue;
            told.giveBack();
            return paid;
        }
        return permit;
    }

    /// How many calls a lane has left of all that replies have told of a connection; -1 when they
    /// have told nothing.
    public long left(UUID connection, Lane lane) {
        return learned.entrySet().stream()
                .filter(each -> each.getKey().connection().equals(connection))
                .mapToLong(each -> each.getValue().left(lane))
                .filter(left -> left >= 0)
                .min()
                .orElse(-1);
    }

    /// Notes what a reply said of a quota.
    public void read(GroupId group, UUID connection, QuotaReadings.Reading reading) {
        learned(new Key(group, connection, reading.quota())).read(reading);
        readings.note(group, connection, reading);
    }

    /// Notes that the provider has refused a call for there are too many.
    ///
    /// @param after what it said of when to come again
    public void refused(GroupId group, UUID connection, String quota, Optional<Duration> after) {
        learned(new Key(group, connection, quota)).refused(after, clock.instant());
    }

    /// Notes that the provider has accepted a call.
    public void accepted(GroupId group, UUID connection, String quota) {
        Learned known = learned.get(new Key(group, connection, quota));
        if (known != null) known.accepted();
    }

    /// Until when the provider wants no calls of a quota, as far as this node knows; nothing when
    /// it takes them.
    public Optional<Instant> pausedUntil(GroupId group, UUID connection, String quota) {
        Learned known = learned.get(new Key(group, connection, quota));
        return known == null
                ? Optional.empty()
                : Optional.ofNullable(known.pausedUntil(clock.instant()));
    }

    /// Takes over what all nodes have learned.
    public void share() {
        readings.all()
                .forEach(known ->
                        learned(new Key(known.group(), known.connection(), known.reading().quota()))
                                .read(known.reading()));
    }

    /// How the quotas of connections stand. Costs one statement.
    public List<Standing> of(Tx tx, ProjectId project, Collection<UUID> connections) {
        return readings.of(tx, project, connections).stream().map(this::standing).toList();
    }

    private Standing standing(QuotaReadings.Known known) {
        Reading reading = known.reading();
        Learned budget = learned.get(new Key(known.group(), known.connection(), reading.quota()));
        if (budget == null) budget = new Learned();
        budget.read(reading);
        return new Standing(
                known.connection(), reading, budget.used(), budget.pausedUntil(clock.instant()));
    }

    /// What limits the calls of a lane: the quotas that replies have told, which count calls of a
    /// day, and the budgets.
    public List<Forecast.Limit> limits(Tx tx, Account account, Lane lane) {
        var limits = new ArrayList<Forecast.Limit>();
        for (Standing each : of(tx, account.project(), List.of(account.connection()))) {
            limits.add(
                    new Forecast.Limit(
                            each.left(lane), each.reading().allowed() * share(lane) / 100));
        }
        for (Budget each : account.known()) {
            double windows = 86_400.0 / Math.max(1, each.window().toSeconds());
            limits.add(
                    new Forecast.Limit(
                            budgets.of(tx, List.of(each)).getFirst().left().getOrDefault(lane, 0L),
                            (long) (each.calls() * windows * share(lane) / 100)));
        }
        return limits;
    }

    private Learned learned(Key key) {
        return learned.computeIfAbsent(key, _ -> new Learned());
    }

    /// An account at a provider.
    ///
    /// @param known the budgets that pay for its calls, as far as they are known beforehand
    public record Account(ProjectId project, UUID connection, List<Budget> known) {}

    private record Key(GroupId group, UUID connection, String quota) {}

    /// How a quota stands.
    ///
    /// @param connection whose it is
    /// @param used by the newest reading and our calls since
    /// @param pausedUntil until when the provider is left alone; null when it is not
    public record Standing(
            UUID connection, Reading reading, long used, @Nullable Instant pausedUntil) {
        /// Written out, for other packages see what may be null.
        public Standing(
                UUID connection, Reading reading, long used, @Nullable Instant pausedUntil) {
            this.connection = connection;
            this.reading = reading;
            this.used = used;
            this.pausedUntil = pausedUntil;
        }

        /// How many calls a lane has left.
        public long left(Lane lane) {
            return Math.max(0, reading.allowed() * share(lane) / 100 - used);
        }
    }

    /// What was decided.
    public sealed interface Permit {
        /// The call may be made.
        record Granted() implements Permit {}

        /// The lane's share is spent.
        record Spent(Instant until) implements Permit {}

        /// The provider has said that there are too many calls.
        record Wait(Duration after) implements Permit {}
    }

    /// One quota of one connection on this node.
    private static final class Learned {
        private long allowed = -1;
        private long used;
        private Instant readAt = Instant.MIN;
        private Instant probedAt = Instant.MIN;
        private Instant pausedUntil = Instant.MIN;
        private int refusals;

        synchronized Permit take(Lane lane, Instant now) {
            if (lane != Lane.INTERACTIVE && now.isBefore(pausedUntil)) {
                return new Permit.Wait(Duration.between(now, pausedUntil));
            }
            if (allowed < 0 || used < allowed * share(lane) / 100) {
                used++;
                return new Permit.Granted();
            }
            Instant last = readAt.isAfter(probedAt) ? readAt : probedAt;
            if (!now.isBefore(last.plus(PROBE))) {
                probedAt = now;
                return new Permit.Granted();
            }
            return new Permit.Spent(last.plus(PROBE));
        }

        synchronized void giveBack() {
            if (used > 0) used--;
        }

        synchronized long left(Lane lane) {
            return allowed < 0 ? -1 : Math.max(0, allowed * share(lane) / 100 - used);
        }

        synchronized void read(QuotaReadings.Reading reading) {
            if (!reading.at().isAfter(readAt)) return;
            allowed = reading.allowed();
            used = reading.used();
            readAt = reading.at();
        }

        synchronized void refused(Optional<Duration> after, Instant now) {
            Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(refusals, 10));
            Duration ours = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
            refusals++;
            Instant until = now.plus(after.orElse(ours));
            if (until.isAfter(pausedUntil)) pausedUntil = until;
        }

        synchronized void accepted() {
            refusals = 0;
        }

        synchronized long used() {
            return used;
        }

        synchronized @Nullable Instant pausedUntil(Instant now) {
            return now.isBefore(pausedUntil) ? pausedUntil : null;
        }
    }
}
