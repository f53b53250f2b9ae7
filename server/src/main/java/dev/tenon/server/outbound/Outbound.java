package dev.tenon.server.outbound;

import dev.tenon.server.jobs.Job.Lane;
import dev.tenon.server.jobs.Turns;
import dev.tenon.server.net.Http;
import dev.tenon.server.operation.CallLog;
import dev.tenon.server.quota.Budget;
import dev.tenon.server.quota.Quotas;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Credentials;
import dev.tenon.spi.Access;
import dev.tenon.spi.ConnectorInfo;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Gives connectors their access to provider accounts. Safe for use by many threads.
public final class Outbound {
    /// Calls to one account at once, from one node.
    private static final int AT_ONCE = 8;

    private static final int MOST_KNOWN = 10_000;

    private final Http http;
    private final Credentials credentials;
    private final CallLog calls;
    private final Purse purse;
    private final InstantSource clock;
    private final Renewals renewals;
    private final ConcurrentHashMap<UUID, Turns> turns = new ConcurrentHashMap<>();

    public Outbound(
            Http http, Credentials credentials, CallLog calls, Purse purse, InstantSource clock) {
        this.http = http;
        this.credentials = credentials;
        this.calls = calls;
        this.purse = purse;
        this.clock = clock;
        this.renewals = new Renewals(credentials, clock);
    }

    /// Access to one account.
    ///
    /// @param lane how urgent the calls are, when there are not enough for all
    /// @param operation the unit of work that the calls are logged for; null for none
    public Access access(
            Connection connection, ConnectorInfo info, Lane lane, @Nullable UUID operation) {
        return new ProviderAccess(this, connection, info, new Errand(lane, operation));
    }

    /// The way for calls of the product itself, which go through to an account as they are.
    public PassThrough passThrough(Connection connection, ConnectorInfo info) {
        return new PassThrough(this, connection, info, new Errand(Lane.INTERACTIVE, null));
    }

    /// The turns that calls of one account take, of all its units of work.
    Turns turns(Connection connection) {
        if (turns.size() > MOST_KNOWN) turns.values().removeIf(each -> each.waiting() == 0);
        return turns.computeIfAbsent(connection.id(), _ -> new Turns(AT_ONCE));
    }

    Http http() {
        return http;
    }

    Credentials credentials() {
        return credentials;
    }

    Renewals renewals() {
        return renewals;
    }

    CallLog calls() {
        return calls;
    }

    Quotas quotas() {
        return purse.quotas();
    }

    /// How many calls a lane has left of what an account's replies have told; -1 when they have
    /// told nothing.
    public long left(Connection connection, Lane lane) {
        return purse.quotas().left(connection.id(), lane);
    }

    /// The budgets that pay for a call.
    List<Budget> budgets(Connection connection, ConnectorInfo info, String quota) {
        return purse.budgets().of(connection, info).stream()
                .filter(budget -> budget.quota().equals(quota))
                .toList();
    }

    InstantSource clock() {
        return clock;
    }

    /// What pays for calls.
    public record Purse(Quotas quotas, AccountBudgets budgets) {}

    /// What calls are for.
    ///
    /// @param operation that they are logged for; null for none
    record Errand(Lane lane, @Nullable UUID operation) {}
}
