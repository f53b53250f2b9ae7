package dev.tenon.server.api;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.format.Integration;
import dev.tenon.format.Manifest;
import dev.tenon.format.Nearest;
import dev.tenon.format.WatchSchema;
import dev.tenon.server.db.Tx;
import dev.tenon.server.delivery.Destination;
import dev.tenon.server.delivery.Destinations;
import dev.tenon.server.tenant.ProjectId;
import java.util.ArrayList;
import java.util.List;

/// Checks that the destinations which a manifest's `watchSchema` names are there: nothing else
/// would tell a team that its messages about schemas go nowhere.
public final class WatchedDestinations {
    private final Destinations destinations;

    public WatchedDestinations(Destinations destinations) {
        this.destinations = destinations;
    }

    /// @throws Refusal `deploy.unknown-destination` for each that is not there
    void check(Tx tx, ProjectId project, Manifest manifest) {
        var problems = new ArrayList<Diagnostic>();
        for (int i = 0; i < manifest.integrations().size(); i++) {
            Integration integration = manifest.integrations().get(i);
            WatchSchema watch = integration.watchSchema();
            if (watch == null) continue;
            if (destinations.find(tx, project, watch.destination()).isPresent()) continue;
            problems.add(unknown(tx, project, watch.destination(), i));
        }
        if (!problems.isEmpty()) throw new Refusal(Refusal.Kind.INVALID, problems);
    }

    private Diagnostic unknown(Tx tx, ProjectId project, String name, int position) {
        List<String> known = destinations.all(tx, project).stream().map(Destination::name).toList();
        return new Diagnostic(
                "deploy.unknown-destination",
                "The project has no destination \"" + name + "\".",
                "integrations[" + position + "].watchSchema.destination",
                Nearest.advice(
                        name,
                        known,
                        "Make it first: tenon destinations create " + name + " --url <url>"));
    }
}
