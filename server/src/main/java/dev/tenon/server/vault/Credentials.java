package dev.tenon.server.vault;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.operation.Notification;
import dev.tenon.server.seal.Seal;
import dev.tenon.server.seal.Secret;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.ProviderException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Hands out access tokens that work, and refreshes them: one refresh at a time per credential on
/// this node by a lock, across nodes by a lease in the database, fenced by the credential's
/// version. The new refresh token is stored before the new access token is used. Safe for use by
/// many threads.
public final class Credentials {
    private static final Duration SKEW = Duration.ofMinutes(1);
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final Db db;
    private final Seal seal;
    private final ProviderApps apps;
    private final Connections connections;
    private final TokenClient tokens;
    private final InstantSource clock;
    private final ConcurrentMap<UUID, Held> held = new ConcurrentHashMap<>();
    private final ConcurrentMap<UUID, Long> accepted = new ConcurrentHashMap<>();
    private final ConcurrentMap<UUID, ReentrantLock> locks = new ConcurrentHashMap<>();

    public Credentials(Db db, SignIns.Store store, Seal seal, VaultHttp http, InstantSource clock) {
        this.db = db;
        this.seal = seal;
        this.apps = store.apps().all();
        this.connections = store.connections();
        this.tokens = http.tokens();
        this.clock = clock;
    }

    /// The current access token, refreshed first when it is about to expire.
    ///
    /// @throws ProviderException.Revoked when a person must sign in again
    public Token token(Connection connection, ConnectorInfo info) {
        Held known = held.get(connection.id());
        if (known != null && known.isFresh(clock.instant())) return known.token();
        return locked(connection, info, -1);
    }

    /// A token newer than `stale`, which the provider refused.
    public Token newerThan(Token stale, Connection connection, ConnectorInfo info) {
        return locked(connection, info, stale.version());
    }

    /// Notes that the provider has accepted a token: from now on its connection is shown as
    /// working. Costs a statement for the first call with each token, and nothing after.
    public void accepted(Connection connection, Token token) {
        Long known = accepted.put(connection.id(), token.version());
        if (known != null && known == token.version()) return;
        int project = connection.group().projectNumber();
        db.inTransaction(
                project,
                tx ->
                        tx.update(
                                """
                                update connections set status = 'working', updated_at = ?
                                where project_id = ? and group_id = ? and id = ?
                                  and status = 'created' and credential_version = ?\
                                """,
                                clock.instant(),
                                project,
                                connection.group().number(),
                                connection.id(),
                                token.version()));
    }

    /// Forgets a connection's token on this node, after it was deleted or signed in again.
    public void forget(UUID connection) {
        held.remove(connection);
        accepted.remove(connection);
        locks.remove(connection);
    }

    /// The tokens themselves, for a full key that asks for them.
    public Optional<Secrets> reveal(Tx tx, Connection connection) {
        return Optional.of(load(tx, connection))
                .map(row -> new Secrets(row.access(), row.refresh(), row.scope(), row.expiresAt()));
    }

    /// Gives the tokens up at the provider, before a connection is deleted.
    public void revoke(Connection connection, ConnectorInfo info) {
        if (info.signIn().revokeUrl().isEmpty()) return;
        int project = connection.group().projectNumber();
        Stored stored = db.inTransaction(project, tx -> load(tx, connection));
        ProviderApp app = app(connection);
        URI endpoint =
                Template.url(
                        info.signIn().revokeUrl(),
                        connection.account().metadata(),
                        app.settings().hosts());
        Secret refresh = stored.refresh();
        tokens.revoke(endpoint, app, refresh == null ? stored.access() : refresh);
        forget(connection.id());
    }

    private Token locked(Connection connection, ConnectorInfo info, long stale) {
        ReentrantLock lock = locks.computeIfAbsent(connection.id(), _ -> new ReentrantLock());
        lock.lock();
        try {
            return fresh(connection, info, stale);
        } finally {
            lock.unlock();
        }
    }

    private Token fresh(Connection connection, ConnectorInfo info, long stale) {
        int project = connection.group().projectNumber();
        String holder = UUID.randomUUID().toString();
        while (true) {
            Stored stored = db.inTransaction(project, tx -> load(tx, connection));
            if (stored.isDead()) throw dead(connection);
            boolean newer = stored.version() > stale;
            if (newer && stored.expiresAt().minus(SKEW).isAfter(clock.instant())) {
                return hold(connection, stored);
            }
            if (stored.refresh() == null) return unrefreshable(connection, stored, stale);
            if (db.inTransaction(project, tx -> lease(tx, connection, stored, holder))) {
                Optional<Token> got = refresh(connection, info, stored, holder);
                if (got.isPresent()) return got.get();
            } else {
                pause();
            }
        }
    }

    private Token unrefreshable(Connection connection, Stored stored, long stale) {
        if (stored.version() > stale) return hold(connection, stored);
        var said =
                new ProviderException.Said(
                        "no refresh token", "The token has expired and cannot be refreshed", "");
        markDead(connection, stored, said.message());
        throw new ProviderException.Revoked(said);
    }

    /// Nothing when the grant is dead for a holder that came late: another has refreshed it
    /// meanwhile, or a person has signed in again.
    private Optional<Token> refresh(
            Connection connection, ConnectorInfo info, Stored stored, String holder) {
        ProviderApp app = app(connection);
        URI endpoint =
                Template.url(
                        info.signIn().tokenUrl(),
                        connection.account().metadata(),
                        app.settings().hosts());
        try {
            Secret refresh = java.util.Objects.requireNonNull(stored.refresh());
            Tokens got = tokens.refresh(endpoint, info.signIn(), app, refresh);
            Stored kept = store(connection, stored, got);
            return Optional.of(hold(connection, kept));
        } catch (ProviderException.Revoked revoked) {
            if (!markDead(connection, stored, revoked.getMessage())) return Optional.empty();
            throw revoked;
        } catch (ProviderException other) {
            release(connection, holder);
            throw other;
        }
    }

    private Stored store(Connection connection, Stored old, Tokens got) {
        int project = connection.group().projectNumber();
        return db.inTransaction(
                project,
                tx -> {
                    byte[] sealed =
                            seal.seal(
                                    tx, project, Connections.owner(connection.id()), got.sealed());
                    int stored =
                            tx.update(
                                    """
                                    update connections set credential = ?, expires_at = ?,
                                      credential_version = credential_version + 1, status = 'working',
                                      status_reason = '', metadata = metadata || ?::jsonb,
                                      refresh_lease_until = null, refresh_lease_holder = null
                                    where project_id = ? and group_id = ? and id = ?
                                      and credential_version = ?\
                                    """,
                                    sealed,
                                    got.expiresAt(),
                                    Json.text(Json.object(got.metadata())),
                                    project,
                                    connection.group().number(),
                                    connection.id(),
                                    old.version());
                    if (stored == 1) {
                        connections
                                .find(tx, connection.group().project(), connection.id())
                                .ifPresent(now ->
                                        connections.tell(
                                                tx, now, Notification.Type.CONNECTION_REFRESHED));
                    }
                    return load(tx, connection);
                });
    }

    private boolean lease(Tx tx, Connection connection, Stored stored, String holder) {
        return tx.update(
                        """
                        update connections set refresh_lease_until = ?, refresh_lease_holder = ?
                        where project_id = ? and group_id = ? and id = ? and credential_version = ?
                          and (refresh_lease_until is null or refresh_lease_until < ?)\
                        """,
                        clock.instant().plus(LEASE),
                        holder,
                        connection.group().projectNumber(),
                        connection.group().number(),
                        connection.id(),
                        stored.version(),
                        clock.instant())
                == 1;
    }

    private void release(Connection connection, String holder) {
        db.inTransaction(
                connection.group().projectNumber(),
                tx ->
                        tx.update(
                                """
                                update connections
                                set refresh_lease_until = null, refresh_lease_holder = null
                                where project_id = ? and group_id = ? and id = ?
                                  and refresh_lease_holder = ?\
                                """,
                                connection.group().projectNumber(),
                                connection.group().number(),
                                connection.id(),
                                holder));
    }

    /// Whether the credential that was found dead is still the one that is stored.
    private boolean markDead(Connection connection, Stored dead, String reason) {
        held.remove(connection.id());
        return db.inTransaction(
                connection.group().projectNumber(),
                tx -> {
                    boolean current =
                            tx.first(
                                            """
                                            select credential_version from connections
                                            where project_id = ? and group_id = ? and id = ?
                                            for update\
                                            """,
                                            row -> row.number("credential_version"),
                                            connection.group().projectNumber(),
                                            connection.group().number(),
                                            connection.id())
                                    .filter(version -> version == dead.version())
                                    .isPresent();
                    if (current) {
                        connections.mark(
                                tx,
                                connection.group(),
                                connection.id(),
                                Connection.Status.BAD_CREDENTIALS,
                                reason);
                    }
                    return current;
                });
    }

    private Stored load(Tx tx, Connection connection) {
        int project = connection.group().projectNumber();
        return tx.first(
                        """
                        select credential, credential_version, expires_at, status, metadata
                        from connections where project_id = ? and group_id = ? and id = ?\
                        """,
                        row -> {
                            Secret opened =
                                    seal.open(
                                            tx,
                                            project,
                                            Connections.owner(connection.id()),
                                            row.bytes("credential"));
                            JsonNode json = Json.parse(opened.reveal());
                            String refresh = Json.text(json, "refreshToken", "");
                            return new Stored(
                                    new Secret(Json.required(json, "accessToken")),
                                    refresh.isEmpty() ? null : new Secret(refresh),
                                    Json.text(json, "scope", ""),
                                    row.number("credential_version"),
                                    row.instant("expires_at"),
                                    row.text("status").equals("bad_credentials"),
                                    Json.map(
                                            Json.parse("{\"m\":" + row.text("metadata") + "}"),
                                            "m"));
                        },
                        project,
                        connection.group().number(),
                        connection.id())
                .orElseThrow(() -> dead(connection));
    }

    private ProviderApp app(Connection connection) {
        UUID app = connection.account().app();
        return db.inTransaction(
                connection.group().projectNumber(),
                tx ->
                        (app == null
                                        ? Optional.<ProviderApp>empty()
                                        : apps.find(tx, connection.group().project(), app))
                                .orElseThrow(() -> dead(connection)));
    }

    private Token hold(Connection connection, Stored stored) {
        var token = new Token(stored.access(), stored.version(), stored.metadata());
        held.put(connection.id(), new Held(token, stored.expiresAt()));
        return token;
    }

    private static ProviderException.Revoked dead(Connection connection) {
        return new ProviderException.Revoked(
                new ProviderException.Said(
                        "signed out",
                        "The connection to " + connection.provider() + " must be signed in again",
                        ""));
    }

    private static void pause() {
        try {
            Thread.sleep(Duration.ofMillis(50));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ProviderException.Unreachable(
                    new ProviderException.Said("interrupted", "The work was cut off", ""),
                    false,
                    interrupted);
        }
    }

    /// An access token and the version of the credential it belongs to.
    ///
    /// @param metadata what the account's URLs need
    public record Token(Secret access, long version, Map<String, String> metadata) {
        /// Copies its map.
        public Token {
            metadata = Map.copyOf(metadata);
        }
    }

    /// What a full key may ask to see.
    public record Secrets(
            Secret access, @Nullable Secret refresh, String scope, Instant expiresAt) {}

    private record Held(Token token, Instant expiresAt) {
        boolean isFresh(Instant now) {
            return expiresAt.minus(SKEW).isAfter(now);
        }
    }

    private record Stored(
            Secret access,
            @Nullable Secret refresh,
            String scope,
            long version,
            Instant expiresAt,
            boolean isDead,
            Map<String, String> metadata) {}
}
