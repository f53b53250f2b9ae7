package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Tx;
import dev.tenon.server.install.Installation;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.Connections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/// Which connections a caller sees. All of the project for a key; for a customer's token, what
/// [Within] says.
public record Sight(Groups groups, Connections connections) {
    /// The rule for one request; costs two statements at most, and none for a key.
    Predicate<Connection> of(Tx tx, Caller caller) {
        return of(tx, groups, caller);
    }

    static Predicate<Connection> of(Tx tx, Groups groups, Caller caller) {
        return caller.within()
                .<Predicate<Connection>>map(within -> {
                    if (caller.project() == null)
                        throw new IllegalStateException("a token has a project");
                    return within.sight(tx, groups, caller.project());
                })
                .orElse(_ -> true);
    }

    /// The connection of a group that is meant when none is named.
    Optional<Connection> usual(Tx tx, Caller caller, GroupId group, String provider) {
        if (caller.within().isEmpty()) return connections.ofGroup(tx, group, provider);
        return connections.of(tx, group.project(), List.of(group)).reversed().stream()
                .filter(each -> each.provider().equals(provider))
                .filter(of(tx, caller))
                .min(Comparator.comparing(each -> each.consumer() != null));
    }

    /// Whether a caller sees the connection of an installation, or nobody has it any more.
    boolean sees(Tx tx, Caller caller, Installation installation) {
        return connections
                .find(tx, installation.group().project(), installation.connection())
                .filter(of(tx, caller).negate())
                .isEmpty();
    }

    /// @throws Refusal `jwt.other-person` when the installation runs on somebody else's connection
    void check(Tx tx, Caller caller, Installation installation) {
        if (caller.within().isEmpty() || sees(tx, caller, installation)) return;
        throw new Refusal(
                Refusal.Kind.FORBIDDEN,
                "jwt.other-person",
                "The installation runs on the connection of another person.",
                "installation",
                "Have that person do this, or send a token of the customer without a consumerRef.");
    }

    /// Leaves another person's connection out of how an installation looks.
    static ObjectNode hide(Caller caller, ObjectNode installation) {
        caller.within()
                .map(Within::consumerRef)
                .ifPresent(own -> {
                    String whose =
                            installation.at("/connection/consumer/consumerRef").asString(own);
                    if (!whose.equals(own)) installation.remove("connection");
                });
        return installation;
    }
}
