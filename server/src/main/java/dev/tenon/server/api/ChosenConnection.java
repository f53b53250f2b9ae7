package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Tx;
import dev.tenon.server.deploy.DeployedRevision;
import dev.tenon.server.install.Installed;
import dev.tenon.server.json.Json;
import dev.tenon.server.tenant.Group;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.vault.Connection;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Which customer and which of their connections a request to install is about.
///
/// @param canonical the connector's name for any spelling of a provider
record ChosenConnection(Sight sight, UnaryOperator<String> canonical) {
    /// The group and connection that a body names; the group's own connection when it names none.
    Wanted of(Tx tx, Caller caller, DeployedRevision revision, JsonNode body) {
        String groupRef = Json.required(body, "groupRef");
        Group group =
                sight.groups()
                        .find(tx, revision.project(), groupRef)
                        .orElseThrow(() -> noConnection(revision, groupRef));
        Connection connection =
                connection(tx, caller, revision, group, Json.textOrNull(body, "connectionId"));
        return new Wanted(revision, group, connection);
    }

    private Connection connection(
            Tx tx, Caller caller, DeployedRevision revision, Group group, @Nullable String id) {
        String provider = canonical.apply(revision.content().provider());
        if (id == null || id.isEmpty()) {
            return sight.usual(tx, caller, group.key(), provider)
                    .orElseThrow(() -> noConnection(revision, group.ref()));
        }
        return connection(tx, group.key(), provider, id);
    }

    /// Another connection for an installation that there is.
    Connection connection(Tx tx, Installed installed, String id) {
        String provider = canonical.apply(installed.revision().content().provider());
        return connection(tx, installed.installation().group(), provider, id);
    }

    private Connection connection(Tx tx, GroupId group, String provider, String id) {
        return sight.connections()
                .find(tx, group.project(), uuid("connection", id))
                .filter(found -> found.group().equals(group) && found.provider().equals(provider))
                .orElseThrow(() -> Request.notFound("connection", id));
    }

    static UUID uuid(String what, String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException _) {
            throw Request.notFound(what, id);
        }
    }

    private static Refusal noConnection(DeployedRevision revision, String groupRef) {
        return new Refusal(
                Refusal.Kind.UNPROCESSABLE,
                "installation.no-connection",
                "The group \""
                        + groupRef
                        + "\" has no connection to "
                        + revision.content().provider()
                        + ".",
                "body.groupRef",
                "Have the customer connect first: tenon connect "
                        + revision.content().provider()
                        + " --group "
                        + groupRef);
    }

    /// What is to be installed for whom.
    record Wanted(DeployedRevision revision, Group group, Connection connection) {}
}
