package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Tx;
import dev.tenon.server.tenant.Consumer;
import dev.tenon.server.tenant.Group;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.vault.Connection;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What a customer's token reaches: its group; and when it names a person, of the connections those
/// that are the group's own or that person's.
///
/// @param consumerRef null when the token names no person
record Within(String groupRef, @Nullable String consumerRef) {
    /// Which connections it reaches.
    Predicate<Connection> sight(Tx tx, Groups groups, ProjectId project) {
        Optional<Group> group = groups.find(tx, project, groupRef);
        if (group.isEmpty()) return _ -> false;
        Predicate<Connection> ofGroup = each -> each.group().equals(group.get().key());
        if (consumerRef == null) return ofGroup;
        Optional<Long> person =
                groups.consumer(tx, group.get().key(), consumerRef).map(Consumer::number);
        return ofGroup.and(each ->
                each.consumer() == null || person.filter(each.consumer()::equals).isPresent());
    }

    /// @param where the name stands in the request
    /// @throws Refusal `jwt.other-customer`
    void checkGroup(String named, String where) {
        if (named.equals(groupRef)) return;
        throw new Refusal(
                Refusal.Kind.FORBIDDEN,
                "jwt.other-customer",
                "The token is for another customer than this request.",
                where,
                "Name the token's own groupRef, or send a token for that customer.");
    }

    /// @param where the name stands in the request
    /// @throws Refusal `jwt.other-person`
    void checkConsumer(String named, String where) {
        if (named.isEmpty() || consumerRef == null || named.equals(consumerRef)) return;
        throw new Refusal(
                Refusal.Kind.FORBIDDEN,
                "jwt.other-person",
                "The token is for another person than this request.",
                where,
                "Name the token's own consumerRef, or send a token without one.");
    }
}
