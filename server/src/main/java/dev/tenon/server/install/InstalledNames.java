package dev.tenon.server.install;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Tx;
import dev.tenon.server.deploy.DeployedRevision;
import dev.tenon.server.deploy.Integrations;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.ProjectId;

/// Finds installations by what people call them. Safe for use by many threads.
public final class InstalledNames {
    private final Integrations integrations;
    private final Groups groups;
    private final Installations installations;

    public InstalledNames(Integrations integrations, Groups groups, Installations installations) {
        this.integrations = integrations;
        this.groups = groups;
        this.installations = installations;
    }

    /// The installation of an integration for a group.
    ///
    /// @param integration its name or its id
    /// @throws Refusal `integration.unknown` or `installation.unknown`
    public Installed get(Tx tx, ProjectId project, String integration, String groupRef) {
        return get(tx, integrations.get(tx, project, integration), groupRef);
    }

    /// The same, where the integration is known.
    ///
    /// @throws Refusal `installation.unknown`
    public Installed get(Tx tx, DeployedRevision revision, String groupRef) {
        return groups.find(tx, revision.project(), groupRef)
                .flatMap(group -> installations.find(tx, group.key(), revision))
                .orElseThrow(() -> unknown(revision, groupRef));
    }

    private static Refusal unknown(DeployedRevision revision, String groupRef) {
        return new Refusal(
                Refusal.Kind.NOT_FOUND,
                "installation.unknown",
                "\"" + revision.name() + "\" is not installed for the group \"" + groupRef + "\".",
                "groupRef",
                "Install it first: tenon install " + revision.name() + " --group " + groupRef);
    }
}
