package dev.tenon.server.outbound;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.quota.Budget;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.ProviderApps;
import dev.tenon.spi.ConnectorInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Which budgets pay for the calls to an account: those its provider app was given, else those the
/// connector knows. An app is looked up again after half a minute. Safe for use by many threads.
public final class AccountBudgets {
    private static final Duration REMEMBERED = Duration.ofSeconds(30);
    private static final int MOST_REMEMBERED = 10_000;

    private final Db db;
    private final ProviderApps apps;
    private final InstantSource clock;
    private final ConcurrentHashMap<UUID, Remembered> remembered = new ConcurrentHashMap<>();

    public AccountBudgets(Db db, ProviderApps apps, InstantSource clock) {
        this.db = db;
        this.apps = apps;
        this.clock = clock;
    }

    /// All budgets of an account. Not to be called inside a transaction.
    public List<Budget> of(Connection connection, ConnectorInfo info) {
        return of(
                connection,
                info,
                app ->
                        db.inTransaction(
                                connection.group().projectNumber(),
                                tx -> look(tx, connection, app)));
    }

    /// All budgets of an account, looked up inside a transaction.
    public List<Budget> of(Tx tx, Connection connection, ConnectorInfo info) {
        return of(connection, info, app -> look(tx, connection, app));
    }

    private List<Budget> of(
            Connection connection,
            ConnectorInfo info,
            Function<UUID, List<ConnectorInfo.Budget>> look) {
        UUID app = connection.account().app();
        var rules = new ArrayList<>(app == null ? List.of() : ofApp(app, look));
        for (ConnectorInfo.Budget known : info.budgets()) {
            boolean isReplaced =
                    rules.stream()
                            .anyMatch(rule ->
                                    rule.quota().equals(known.quota())
                                            && rule.per() == known.per());
            if (!isReplaced) rules.add(known);
        }
        return rules.stream()
                .filter(rule -> app != null || rule.per() == ConnectorInfo.Per.CONNECTION)
                .map(rule -> budget(rule, connection, app == null ? connection.id() : app))
                .toList();
    }

    private static Budget budget(ConnectorInfo.Budget rule, Connection connection, UUID app) {
        UUID owner = rule.per() == ConnectorInfo.Per.APP ? app : connection.id();
        return new Budget(
                new Budget.Owner(connection.group().project(), owner),
                rule.quota(),
                rule.calls(),
                rule.window());
    }

    private List<ConnectorInfo.Budget> ofApp(
            UUID app, Function<UUID, List<ConnectorInfo.Budget>> look) {
        Instant now = clock.instant();
        Remembered known = remembered.get(app);
        if (known != null && now.isBefore(known.until())) return known.budgets();
        List<ConnectorInfo.Budget> found = look.apply(app);
        if (remembered.size() > MOST_REMEMBERED) {
            remembered.values().removeIf(each -> !now.isBefore(each.until()));
        }
        remembered.put(app, new Remembered(found, now.plus(REMEMBERED)));
        return found;
    }

    private List<ConnectorInfo.Budget> look(Tx tx, Connection connection, UUID app) {
        return apps.find(tx, connection.group().project(), app)
                .map(found -> found.settings().budgets())
                .orElse(List.of());
    }

    private record Remembered(List<ConnectorInfo.Budget> budgets, Instant until) {}
}
