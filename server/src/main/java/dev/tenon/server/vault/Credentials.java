package dev.tenon.server.vault;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.seal.Seal;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.vault.CredentialRows.Stored;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.ProviderException.Said;
import dev.tenon.spi.SignIn;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Hands out credentials that work, and renews them: one renewal at a time per credential on this
/// node by a lock, across nodes by a lease in the database, fenced by the credential's version. The
/// new refresh token is stored before the new access token is used. A token in use is renewed a
/// while before it expires, while calls go on with it. Safe for use by many threads.
public final class Credentials {
    private static final System.Logger LOG = System.getLogger("tenon.vault");
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final Db db;
    private final CredentialRows rows;
    private final ProviderApps apps;
    private final Grants grants;
    private final InstantSource clock;
    private final ConcurrentMap<UUID, HeldToken> held = new ConcurrentHashMap<>();
    private final ConcurrentMap<UUID, Long> accepted = new ConcurrentHashMap<>();
    private final ConcurrentMap<UUID, ReentrantLock> locks = new ConcurrentHashMap<>();
    private final ConcurrentMap<UUID, Boolean> ahead = new ConcurrentHashMap<>();

    public Credentials(Db db, SignIns.Store store, Seal seal, VaultHttp http, InstantSource clock) {
        this.db = db;
        this.rows = new CredentialRows(seal, store.connections(), clock);
        this.apps = store.apps().all();
        this.grants = http.grants();
        this.clock = clock;
    }

    /// The current credential, renewed first when it is about to expire.
    ///
    /// @throws ProviderException.Revoked when a person must sign in again
    public Token token(Connection connection, ConnectorInfo info) {
        HeldToken known = held.get(connection.id());
        Instant now = clock.instant();
        if (known == null || !now.isBefore(known.freshUntil())) return locked(connection, info, -1);
        if (!now.isBefore(known.renewFrom())) renewAhead(connection, info, known);
        return known.token();
    }

    /// One that is newer than `stale`, which the provider refused.
    public Token newerThan(Token stale, Connection connection, ConnectorInfo info) {
        return locked(connection, info, stale.version());
    }

    /// One that is newer than what is stored now, whether that has expired or not; whoever asks for
    /// the same one at the same time shares it.
    public Token renew(Connection connection, ConnectorInfo info) {
        long stored =
                db.inTransaction(
                                connection.group().projectNumber(), tx -> rows.load(tx, connection))
                        .map(Stored::version)
                        .orElseThrow(() -> dead(connection));
        return locked(connection, info, stored);
    }

    /// Notes that the provider has accepted a credential: from now on its connection is shown as
    /// working. Costs a statement for the first call with each, and nothing after.
    public void accepted(Connection connection, Token token) {
        Long known = accepted.put(connection.id(), token.version());
        if (known != null && known == token.version()) return;
        db.inTransaction(
                connection.group().projectNumber(),
                tx -> {
                    rows.accepted(tx, connection, token.version());
                    return token;
                });
    }

    /// Forgets a connection's credential on this node, after it was deleted or signed in again.
    public void forget(UUID connection) {
        held.remove(connection);
        accepted.remove(connection);
        locks.remove(connection);
    }

    /// The secrets themselves, for a full key that asks for them.
    public Optional<Secrets> reveal(Tx tx, Connection connection) {
        return rows.load(tx, connection)
                .map(row ->
                        new Secrets(
                                row.credential().secrets(),
                                row.credential().scope(),
                                row.times().expiresAt()));
    }

    /// Gives the tokens up at the provider, before a connection is deleted: as well as it can, for
    /// a connection whose provider app is gone, or whose provider is, is deleted too.
    public void revoke(Connection connection, ConnectorInfo info) {
        if (info.signIn().tokens().isEmpty()) return;
        var want = new Want(connection, info, 0);
        try {
            db.inTransaction(
                            connection.group().projectNumber(),
                            tx -> rows.load(tx, connection).map(row -> party(tx, want, row)))
                    .ifPresent(grants::revoke);
        } catch (ProviderException failure) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "the grant of %s was not given up: %s"
                            .formatted(connection.id(), failure.getMessage()));
        }
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

    /// In a thread of its own; what goes wrong shows again when the token expires.
    private void renewAhead(Connection connection, ConnectorInfo info, HeldToken known) {
        if (ahead.putIfAbsent(connection.id(), true) != null) return;
        Thread.ofVirtual()
                .name("renew")
                .start(() -> {
                    try {
                        newerThan(known.token(), connection, info);
                    } catch (RuntimeException failure) {
                        held.computeIfPresent(
                                connection.id(),
                                (_, now) -> now.notBefore(clock.instant().plus(PAUSE)));
                        LOG.log(
                                System.Logger.Level.WARNING,
                                "connection %s was not renewed ahead of time: %s"
                                        .formatted(connection.id(), failure.getMessage()));
                    } finally {
                        ahead.remove(connection.id());
                    }
                });
    }

    private Token fresh(Connection connection, ConnectorInfo info, long stale) {
        int project = connection.group().projectNumber();
        String holder = UUID.randomUUID().toString();
        while (true) {
            Turn turn =
                    db.inTransaction(
                            project, tx -> turn(tx, new Want(connection, info, stale), holder));
            switch (turn) {
                case Turn.Good(Stored stored, Party party) -> {
                    return hold(connection, party, stored);
                }
                case Turn.Ours(Stored stored, Party party) -> {
                    Optional<Token> got = renew(connection, party, stored, holder);
                    if (got.isPresent()) return got.get();
                }
                case Turn.Refused(Stored stored) -> throw refused(connection, stored);
                case Turn.Others() -> pause();
            }
        }
    }

    /// How things stand, and the lease where a renewal is wanted and nobody has it.
    private Turn turn(Tx tx, Want want, String holder) {
        Connection connection = want.connection();
        Stored stored = rows.load(tx, connection).orElseThrow(() -> dead(connection));
        if (stored.isDead()) throw dead(connection);
        boolean isNewer = stored.version() > want.stale();
        boolean isRenewable = isRenewable(want.info().signIn(), stored);
        if (isNewer && (stored.isFresh(clock.instant()) || !isRenewable)) {
            return new Turn.Good(stored, party(tx, want, stored));
        }
        if (!isRenewable) return new Turn.Refused(stored);
        return rows.lease(tx, connection, stored, holder)
                ? new Turn.Ours(stored, party(tx, want, stored))
                : new Turn.Others();
    }

    /// A credential that is newer than a version of it.
    private record Want(Connection connection, ConnectorInfo info, long stale) {}

    /// What to do for a credential that works.
    private sealed interface Turn {
        /// What is stored is good.
        record Good(Stored stored, Party party) implements Turn {}

        /// To renew it: the lease is ours.
        record Ours(Stored stored, Party party) implements Turn {}

        /// Somebody else renews it.
        record Others() implements Turn {}

        /// The provider does not take it, and nothing renews it.
        record Refused(Stored stored) implements Turn {}
    }

    private static boolean isRenewable(SignIn signIn, Stored stored) {
        boolean byToken = signIn.tokens().isPresent() && stored.credential().refresh() != null;
        return byToken || signIn.renewsAlone();
    }

    private ProviderException.Revoked refused(Connection connection, Stored stored) {
        var said =
                new Said(
                        "refused",
                        "The provider no longer takes what the customer has given, and it cannot be"
                                + " renewed",
                        "");
        markDead(connection, stored, said.message());
        return new ProviderException.Revoked(said);
    }

    /// Nothing when the grant is dead for a holder that came late: another has renewed it
    /// meanwhile, or a person has signed in again.
    private Optional<Token> renew(
            Connection connection, Party party, Stored stored, String holder) {
        int project = connection.group().projectNumber();
        try {
            Tokens got = renewed(party);
            Instant keepAlive = KeepAlive.next(party.signIn(), connection.id(), clock.instant());
            Optional<Stored> kept =
                    db.inTransaction(
                            project, tx -> rows.store(tx, connection, stored, got, keepAlive));
            Stored now = kept.orElseThrow(() -> dead(connection));
            return Optional.of(hold(connection, party.as(now), now));
        } catch (ProviderException.Revoked revoked) {
            if (!markDead(connection, stored, reason(revoked, stored))) return Optional.empty();
            throw revoked;
        } catch (ProviderException other) {
            db.inTransaction(
                    project,
                    tx -> {
                        rows.release(tx, connection, holder, isAnswered(other));
                        return holder;
                    });
            throw other;
        }
    }

    /// By the refresh token where there is one; else, and when that is dead and nobody has to be
    /// asked, as at first.
    private Tokens renewed(Party party) {
        if (party.credential().refresh() != null && party.signIn().tokens().isPresent()) {
            try {
                return grants.refresh(party);
            } catch (ProviderException.Revoked revoked) {
                if (!party.signIn().renewsAlone()) throw revoked;
            }
        }
        try {
            return grants.obtain(party);
        } catch (ProviderException.Forbidden refused) {
            if (party.isTeamsClient()) throw refused;
            throw new ProviderException.Revoked(
                    new Said(refused.code(), refused.getMessage(), refused.requestId()));
        }
    }

    /// Whether the provider has surely not given a new refresh token away.
    private static boolean isAnswered(ProviderException failure) {
        return switch (failure) {
            case ProviderException.Unreachable unreachable -> !unreachable.sent();
            case ProviderException.Garbled _ -> false;
            default -> true;
        };
    }

    private static String reason(ProviderException revoked, Stored stored) {
        Instant unanswered = stored.times().unanswered();
        if (unanswered == null) return revoked.getMessage();
        return "%s. The reply to a refresh at %s never came; the provider may have replaced the refresh token then"
                .formatted(revoked.getMessage(), unanswered);
    }

    private boolean markDead(Connection connection, Stored dead, String reason) {
        held.remove(connection.id());
        return db.inTransaction(
                connection.group().projectNumber(),
                tx -> rows.markDead(tx, connection, dead, reason));
    }

    private Party party(Tx tx, Want want, Stored stored) {
        Connection connection = want.connection();
        UUID named = connection.account().app();
        Optional<ProviderApp> app =
                named == null
                        ? Optional.empty()
                        : apps.find(tx, connection.group().project(), named);
        if (named != null && app.isEmpty()) throw dead(connection);
        return new Party(want.info(), stored.metadata(), stored.credential(), app);
    }

    private Token hold(Connection connection, Party party, Stored stored) {
        boolean showsClient = ClientInCalls.isShown(party.signIn().proof());
        var secrets = new HashMap<>(showsClient ? party.secrets() : party.credential().secrets());
        secrets.remove(Credential.REFRESH);
        var token = new Token(secrets, stored.version(), stored.metadata(), party.hosts());
        held.put(
                connection.id(),
                HeldToken.of(
                        token,
                        connection.id(),
                        clock.instant(),
                        isRenewable(party.signIn(), stored)
                                ? stored.times().freshUntil()
                                : Tokens.Life.NEVER));
        return token;
    }

    private static ProviderException.Revoked dead(Connection connection) {
        return new ProviderException.Revoked(
                new Said(
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
                    new Said("interrupted", "The work was cut off", ""), false, interrupted);
        }
    }

    /// What a call is made with, and the version of the credential it belongs to.
    ///
    /// @param secrets by the names that templates have for them, without the refresh token
    /// @param metadata what the account's URLs need
    /// @param hosts origins that stand in for the provider's
    public record Token(
            Map<String, Secret> secrets,
            long version,
            Map<String, String> metadata,
            Map<String, String> hosts) {
        /// Copies its maps.
        public Token {
            secrets = Map.copyOf(secrets);
            metadata = Map.copyOf(metadata);
            hosts = Map.copyOf(hosts);
        }

        /// Where the account's API is. What the provider itself has told is taken as it is; nothing
        /// stands in for that.
        public URI base(ConnectorInfo info) {
            boolean isTold = info.baseUrl().startsWith("{{");
            return Template.url(info.baseUrl(), metadata, isTold ? Map.of() : hosts);
        }

        /// The access token; empty where there is none.
        public Secret access() {
            return secrets.getOrDefault(Credential.ACCESS, new Secret(""));
        }
    }

    /// What a full key may ask to see.
    ///
    /// @param expiresAt when the access token dies; the year 9999 when it does not
    public record Secrets(Map<String, Secret> all, String scope, Instant expiresAt) {
        /// Copies its map.
        public Secrets {
            all = Map.copyOf(all);
        }

        /// When the access token dies; nothing when it does not.
        public Optional<Instant> expiry() {
            return Optional.of(expiresAt).filter(moment -> moment.isBefore(Tokens.Life.NEVER));
        }

        /// One of them.
        public @Nullable Secret get(String name) {
            return all.get(name);
        }
    }
}
