package dev.tenon.server.outbound;

import dev.tenon.server.recent.Recent;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Credentials;
import dev.tenon.server.vault.Credentials.Token;
import dev.tenon.spi.ConnectorInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// New credentials for calls that are passed through and were refused. Such calls go anywhere, also
/// to places that refuse every credential: so one that has just been renewed is not renewed again,
/// and one that only a person can renew is not given up. Safe for use by many threads.
final class Renewals {
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int REMEMBERED = 10_000;

    private final Credentials credentials;
    private final InstantSource clock;
    private final Recent<UUID, Renewed> recent = new Recent<>(REMEMBERED);

    Renewals(Credentials credentials, InstantSource clock) {
        this.credentials = credentials;
        this.clock = clock;
    }

    /// One that is newer than `refused`; null when none is to be had now.
    ///
    /// @throws dev.tenon.spi.ProviderException.Revoked when a person must sign in again
    @Nullable Token after(Token refused, Connection connection, ConnectorInfo info) {
        boolean isRenewable = info.signIn().tokens().isPresent() || info.signIn().renewsAlone();
        Renewed last = recent.get(connection.id());
        boolean isJustRenewed =
                last != null
                        && last.version() == refused.version()
                        && clock.instant().isBefore(last.until());
        if (!isRenewable || isJustRenewed) return null;
        Token newer = credentials.newerThan(refused, connection, info);
        recent.put(connection.id(), new Renewed(newer.version(), clock.instant().plus(PAUSE)));
        return newer;
    }

    private record Renewed(long version, Instant until) {}
}
