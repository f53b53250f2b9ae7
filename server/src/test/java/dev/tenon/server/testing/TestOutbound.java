package dev.tenon.server.testing;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.net.Egress;
import dev.tenon.server.net.Http;
import dev.tenon.server.operation.CallLog;
import dev.tenon.server.outbound.AccountBudgets;
import dev.tenon.server.outbound.Outbound;
import dev.tenon.server.quota.Budgets;
import dev.tenon.server.quota.QuotaReadings;
import dev.tenon.server.quota.Quotas;
import dev.tenon.server.seal.Seal;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.vault.Connections;
import dev.tenon.server.vault.Credentials;
import dev.tenon.server.vault.ProviderApps;
import dev.tenon.server.vault.SignInStates;
import dev.tenon.server.vault.SignIns;
import dev.tenon.server.vault.VaultHttp;
import java.security.SecureRandom;

/// The way to a provider that a test has in its own process.
public final class TestOutbound {
    private TestOutbound() {}

    public static Outbound of(
            Db db, Http http, Seal seal, Connections connections, TestClock clock) {
        var random = new SecureRandom();
        var apps = new ProviderApps(seal, new Egress(true), new TimeId(clock, random), clock);
        var store =
                new SignIns.Store(
                        new SignIns.Apps(apps),
                        new SignInStates(seal, random, clock),
                        connections,
                        new Groups(clock));
        var credentials = new Credentials(db, store, seal, new VaultHttp(http, clock), clock);
        return new Outbound(
                http,
                credentials,
                new CallLog(db),
                new Outbound.Purse(
                        new Quotas(new QuotaReadings(db), new Budgets(db, clock), clock),
                        new AccountBudgets(db, apps, clock)),
                clock);
    }
}
