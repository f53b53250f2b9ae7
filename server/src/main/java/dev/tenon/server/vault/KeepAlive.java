package dev.tenon.server.vault;

import dev.tenon.server.db.Db;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.SignIn;
import dev.tenon.spi.SignIn.TokenEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Renews credentials that nobody uses, before they die of it. Any number of nodes may look: what
/// one has taken, the others leave alone. Safe for use by many threads.
public final class KeepAlive {
    private static final System.Logger LOG = System.getLogger("tenon.vault");
    private static final int AT_ONCE = 100;
    private static final Duration AGAIN = Duration.ofHours(1);

    private final Db db;
    private final Connections connections;
    private final Credentials credentials;
    private final Function<String, Optional<ConnectorInfo>> providers;
    private final InstantSource clock;

    /// @param providers what is known of a provider that can be signed in to
    public KeepAlive(
            Db db,
            Connections connections,
            Credentials credentials,
            Function<String, Optional<ConnectorInfo>> providers,
            InstantSource clock) {
        this.db = db;
        this.connections = connections;
        this.credentials = credentials;
        this.providers = providers;
        this.clock = clock;
    }

    /// When a credential that was renewed now is renewed again though nobody uses it: between half
    /// and three quarters of the time it would survive, each connection at a moment of its own.
    static @Nullable Instant next(SignIn signIn, UUID connection, Instant now) {
        Duration life = signIn.tokens().map(TokenEndpoint::keepAlive).orElse(Duration.ZERO);
        if (life.isZero()) return null;
        long share = 500L + Math.floorMod(connection.hashCode(), 250);
        return now.plus(life.multipliedBy(share).dividedBy(1_000));
    }

    /// Renews those that are due, a hundred at a time; says how many those were.
    public int look() {
        Instant now = clock.instant();
        List<Connection> due =
                db.asSystem(tx -> connections.takeDue(tx, now, now.plus(AGAIN), AT_ONCE));
        for (Connection connection : due) {
            providers.apply(connection.provider()).ifPresent(info -> renew(connection, info));
        }
        return due.size();
    }

    private void renew(Connection connection, ConnectorInfo info) {
        try {
            credentials.renew(connection, info);
        } catch (ProviderException refused) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "connection %s was not kept alive: %s"
                            .formatted(connection.id(), refused.getMessage()));
        }
    }
}
