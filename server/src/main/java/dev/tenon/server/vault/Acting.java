package dev.tenon.server.vault;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Tx;
import dev.tenon.server.tenant.Consumer;
import dev.tenon.server.tenant.Group;
import dev.tenon.server.tenant.Groups;
import dev.tenon.spi.ConnectorInfo;
import java.util.List;
import java.util.Optional;

/// Finds the connection by which something is done as one of a customer's people. Safe for use by
/// many threads.
public final class Acting {
    private final Groups groups;
    private final Connections connections;

    public Acting(Groups groups, Connections connections) {
        this.groups = groups;
        this.connections = connections;
    }

    /// The newest connection of a person to the account that `usual` leads to; one to another
    /// account would change another account's records.
    ///
    /// @param usual by which the same is done as nobody in particular
    /// @throws Refusal `consumer.not-connected`, which says how the person connects, or
    ///   `consumer.other-account`
    public Connection as(Tx tx, Actor actor, Connection usual, ConnectorInfo info) {
        Optional<Consumer> consumer = groups.consumer(tx, usual.group(), actor.consumerRef());
        List<Connection> theirs =
                consumer.map(person ->
                                connections.ofConsumer(
                                        tx, usual.group(), person.number(), usual.provider()))
                        .orElse(List.of());
        if (theirs.isEmpty()) throw notConnected(tx, actor, usual, info);
        return theirs.stream()
                .filter(each ->
                        AccountRef.isSame(info, each.account().ref(), usual.account().ref()))
                .findFirst()
                .orElseThrow(() -> otherAccount(actor, info));
    }

    private Refusal notConnected(Tx tx, Actor actor, Connection usual, ConnectorInfo info) {
        Group group = groups.get(tx, usual.group());
        return new Refusal(
                Refusal.Kind.FORBIDDEN,
                "consumer.not-connected",
                "The person \""
                        + actor.consumerRef()
                        + "\" of \""
                        + group.ref()
                        + "\" has not connected "
                        + info.title()
                        + ".",
                actor.where(),
                "Have them connect: POST /v1/oauth-connect with this consumerRef, or tenon connect "
                        + usual.provider()
                        + " --group "
                        + group.ref()
                        + " --consumer "
                        + actor.consumerRef()
                        + ".");
    }

    private static Refusal otherAccount(Actor actor, ConnectorInfo info) {
        return new Refusal(
                Refusal.Kind.FORBIDDEN,
                "consumer.other-account",
                "The person \""
                        + actor.consumerRef()
                        + "\" has connected another account of "
                        + info.title()
                        + " than the installation.",
                actor.where(),
                "Have them connect the account that the installation uses.");
    }

    /// The person as whom something is done.
    ///
    /// @param where the part of the request that names them
    public record Actor(String consumerRef, String where) {}
}
