package dev.tenon.server.vault;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.tenant.Consumer;
import dev.tenon.server.tenant.Group;
import dev.tenon.server.tenant.ProjectId;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Keeps what a sign-in has brought as a connection. Safe for use by many threads.
final class Keeping {
    private final Db db;
    private final SignIns.Store store;
    private final InstantSource clock;

    Keeping(Db db, SignIns.Store store, InstantSource clock) {
        this.db = db;
        this.store = store;
        this.clock = clock;
    }

    /// Stores a connection: a new one, or a new credential for one of the same account.
    ///
    /// @param told metadata that came besides the tokens
    /// @param also joins the transaction that stores it
    /// @throws Refusal `sign-in.other-account` when it was for a connection of another account
    Connection keep(
            ProjectId project,
            SignIns.Ask ask,
            Party party,
            Tokens tokens,
            Map<String, String> told,
            BiConsumer<Tx, Connection> also) {
        var metadata = new HashMap<>(party.metadata());
        metadata.putAll(tokens.metadata());
        metadata.putAll(told);
        var account =
                new Connection.Account(
                        party.info().id(),
                        party.lasting().map(ProviderApp::id).orElse(null),
                        ask.workspaceRef(),
                        AccountRef.of(party.info(), metadata),
                        party.signIn().scheme().wireName(),
                        metadata);
        var fresh =
                new Connections.Fresh(
                        party.credential().with(tokens),
                        tokens.life(),
                        id -> KeepAlive.next(party.signIn(), id, clock.instant()));
        return db.inTransaction(
                project.number(),
                tx -> {
                    Group group =
                            store.groups()
                                    .ensure(tx, project, ask.group().ref(), ask.group().name());
                    Long consumer = consumer(tx, group, ask);
                    Optional<UUID> known = known(tx, group, consumer, party, ask, account);
                    Connection kept =
                            store.connections()
                                    .save(tx, group.key(), consumer, account, fresh, known);
                    also.accept(tx, kept);
                    return kept;
                });
    }

    private @Nullable Long consumer(Tx tx, Group group, SignIns.Ask ask) {
        return ask.consumer()
                .map(one -> store.groups().ensureConsumer(tx, group.key(), one.ref(), one.name()))
                .map(Consumer::number)
                .orElse(null);
    }

    private Optional<UUID> known(
            Tx tx,
            Group group,
            @Nullable Long consumer,
            Party party,
            SignIns.Ask ask,
            Connection.Account account) {
        for (Connection each :
                store.connections().current(tx, group.key(), consumer, party.info().id())) {
            boolean isSame = AccountRef.isSame(party.info(), each.account().ref(), account.ref());
            if (each.id().equals(ask.connection())) {
                if (!isSame) throw otherAccount(party, each);
                return Optional.of(each.id());
            }
            if (ask.connection() == null && isSame) return Optional.of(each.id());
        }
        if (ask.connection() != null) throw gone();
        return Optional.empty();
    }

    private static Refusal otherAccount(Party party, Connection connection) {
        return new Refusal(
                Refusal.Kind.CONFLICT,
                "sign-in.other-account",
                "This is another account of "
                        + party.info().title()
                        + " than the one that is connected here ("
                        + connection.account().ref()
                        + ").",
                "",
                "Sign out there, sign in to the account that was connected before, and try again; or"
                        + " make a new connection for this one.");
    }

    private static Refusal gone() {
        return new Refusal(
                Refusal.Kind.NOT_FOUND,
                "connection.unknown",
                "The connection was deleted while somebody signed in.",
                "",
                "Connect again.");
    }
}
