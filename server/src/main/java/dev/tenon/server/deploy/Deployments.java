package dev.tenon.server.deploy;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.format.DeployedIntegration;
import dev.tenon.format.Integration;
import dev.tenon.format.Manifest;
import dev.tenon.format.Plan;
import dev.tenon.server.db.Tx;
import dev.tenon.server.tenant.ProjectId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Plans and deploys. A deploy does what its plan says, or is refused when the world has moved
/// since. Safe for use by many threads; deploys of one project follow one another.
public final class Deployments {
    private final Integrations integrations;

    public Deployments(Integrations integrations) {
        this.integrations = integrations;
    }

    /// What deploying a manifest would change.
    public Planned plan(Tx tx, ProjectId project, Manifest manifest, boolean destructive) {
        List<DeployedRevision> deployed = integrations.all(tx, project);
        Plan plan = Plan.between(states(deployed), manifest, destructive);
        var touched = new LinkedHashMap<String, Integer>();
        deployed.forEach(each -> touched.put(each.name(), integrations.installations(tx, each)));
        return new Planned(plan, touched);
    }

    /// Deploys a manifest: every integration that differs gets a new revision in force. Objects and
    /// integrations that the manifest does not have go only when `destructive`.
    ///
    /// @param planId the fingerprint of the plan a person saw; null when none was made
    /// @throws Refusal `deploy.stale-plan` or `deploy.needs-destructive`
    public Deployed deploy(
            Tx tx, ProjectId project, Manifest manifest, Options options, @Nullable String planId) {
        integrations.lock(tx, project);
        Planned planned = plan(tx, project, manifest, options.destructive());
        if (planId != null && !planId.equals(planned.plan().fingerprint())) throw stale();
        if (planned.plan().needsDestructive()) throw needsDestructive(planned.plan());
        var changed = new ArrayList<DeployedRevision>();
        for (Plan.IntegrationChange change : planned.plan().integrations()) {
            switch (change.kind()) {
                case ADDED, CHANGED -> {
                    Integration content = manifest.integration(change.name()).orElseThrow();
                    changed.add(integrations.put(tx, project, content, options.actor()));
                }
                case REMOVED ->
                        integrations
                                .find(tx, project, change.name())
                                .ifPresent(gone -> integrations.retire(tx, gone));
                case UNCHANGED, KEPT -> {}
            }
        }
        return new Deployed(planned.plan(), integrations.all(tx, project), changed);
    }

    /// Puts an earlier revision in force again, as a new revision.
    ///
    /// @param to the id or number of a revision; null for the one before the one in force
    /// @throws Refusal `deploy.no-revision`
    public DeployedRevision rollback(
            Tx tx, DeployedRevision integration, @Nullable String to, String actor) {
        integrations.lock(tx, integration.project());
        int newest = integration.revision().number();
        if (to == null && newest == 1) throw nothingBefore(integration);
        String wanted = to == null ? Integer.toString(newest - 1) : to;
        DeployedRevision earlier =
                integrations
                        .revision(tx, integration, wanted)
                        .orElseThrow(() -> noRevision(integration, wanted));
        return integrations.put(tx, integration.project(), earlier.content(), actor);
    }

    private static Refusal nothingBefore(DeployedRevision integration) {
        return new Refusal(
                Refusal.Kind.NOT_FOUND,
                "deploy.no-revision",
                "\"" + integration.name() + "\" was deployed once; there is nothing to go back to.",
                "integration",
                "Deploy the manifest that you want to be in force.");
    }

    private static Refusal noRevision(DeployedRevision integration, String wanted) {
        return new Refusal(
                Refusal.Kind.NOT_FOUND,
                "deploy.no-revision",
                "\"" + integration.name() + "\" has no revision " + wanted + ".",
                "body.revision",
                "Name a revision from 1 to " + integration.revision().number() + ".");
    }

    private static List<DeployedIntegration> states(List<DeployedRevision> deployed) {
        return deployed.stream()
                .map(each ->
                        new DeployedIntegration(
                                each.name(), each.revision().number(), each.content()))
                .toList();
    }

    private static Refusal stale() {
        return new Refusal(
                Refusal.Kind.STALE,
                "deploy.stale-plan",
                "Something was deployed since this plan was made.",
                "planId",
                "Plan again, look at what it says now, and deploy that plan.");
    }

    private static Refusal needsDestructive(Plan plan) {
        Plan.Warning warning =
                plan.warnings().stream()
                        .filter(each -> each.code().equals("plan.needs-destructive"))
                        .findFirst()
                        .orElseThrow();
        return new Refusal(
                Refusal.Kind.CONFLICT,
                "deploy.needs-destructive",
                warning.what(),
                "destructive",
                "Deploy with ?destructive=true (tenon deploy --destructive) to take objects away.");
    }

    /// A plan and how many installations each integration has that it concerns.
    public record Planned(Plan plan, Map<String, Integer> installations) {
        /// Copies its map.
        public Planned {
            installations =
                    java.util.Collections.unmodifiableMap(new LinkedHashMap<>(installations));
        }
    }

    /// How to deploy.
    ///
    /// @param actor for the audit, such as `key/1f…`
    public record Options(boolean destructive, String actor) {}

    /// What a deploy did.
    ///
    /// @param all every integration as it is in force now
    /// @param changed those with a new revision
    public record Deployed(Plan plan, List<DeployedRevision> all, List<DeployedRevision> changed) {
        /// Copies its lists.
        public Deployed {
            all = List.copyOf(all);
            changed = List.copyOf(changed);
        }
    }
}
