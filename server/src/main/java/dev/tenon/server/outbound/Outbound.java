package dev.tenon.server.outbound;

import dev.tenon.server.net.Http;
import dev.tenon.server.operation.CallLog;
import dev.tenon.server.quota.QuotaReadings;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Credentials;
import dev.tenon.spi.Access;
import dev.tenon.spi.ConnectorInfo;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Gives connectors their access to provider accounts. Safe for use by many threads.
public final class Outbound {
    private final Http http;
    private final Credentials credentials;
    private final CallLog calls;
    private final QuotaReadings quotas;
    private final InstantSource clock;

    public Outbound(
            Http http,
            Credentials credentials,
            CallLog calls,
            QuotaReadings quotas,
            InstantSource clock) {
        this.http = http;
        this.credentials = credentials;
        this.calls = calls;
        this.quotas = quotas;
        this.clock = clock;
    }

    /// Access to one account.
    ///
    /// @param operation the unit of work that the calls are logged for; null for none
    public Access access(Connection connection, ConnectorInfo info, @Nullable UUID operation) {
        return new ProviderAccess(this, connection, info, operation);
    }

    Http http() {
        return http;
    }

    Credentials credentials() {
        return credentials;
    }

    CallLog calls() {
        return calls;
    }

    QuotaReadings quotas() {
        return quotas;
    }

    InstantSource clock() {
        return clock;
    }
}
