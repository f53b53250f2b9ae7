package dev.tenon.server.api;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.format.Integration;
import dev.tenon.format.Manifest;
import dev.tenon.format.Nearest;
import dev.tenon.format.Plan;
import dev.tenon.format.Read;
import dev.tenon.format.ReadObject;
import dev.tenon.format.Subscribe;
import dev.tenon.format.SubscribeObject;
import dev.tenon.format.WatchSchema;
import dev.tenon.server.db.Tx;
import dev.tenon.server.delivery.Destination;
import dev.tenon.server.delivery.Destinations;
import dev.tenon.server.tenant.ProjectId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Checks that the destinations which a manifest names are there: nothing else would tell a team
/// that its messages go nowhere. A plan warns of those of objects, whose records are in the store
/// all the same; those of `watchSchema` are refused.
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

    /// A warning for each destination that objects are delivered to and that is not there. Costs
    /// one statement.
    List<Plan.Warning> warnings(Tx tx, ProjectId project, Manifest manifest) {
        List<String> known = names(tx, project);
        var warnings = new ArrayList<Plan.Warning>();
        for (Integration integration : manifest.integrations()) {
            Map<String, String> named = named(integration);
            named.keySet().removeAll(known);
            named.forEach((name, place) ->
                    warnings.add(
                            new Plan.Warning(
                                    "deploy.undelivered",
                                    integration.name() + "." + place,
                                    what(name),
                                    fix(name, known))));
        }
        return warnings;
    }

    /// Each name with the first place that it stands in.
    private static Map<String, String> named(Integration integration) {
        var named = new LinkedHashMap<String, String>();
        Read read = integration.read();
        if (read != null) {
            for (ReadObject object : read.objects()) {
                String name = object.delivery().destination();
                if (name != null) named.putIfAbsent(name, "read." + object.objectName());
            }
        }
        Subscribe subscribe = integration.subscribe();
        if (subscribe != null) {
            for (SubscribeObject object : subscribe.objects()) {
                named.putIfAbsent(object.destination(), "subscribe." + object.objectName());
            }
        }
        return named;
    }

    private List<String> names(Tx tx, ProjectId project) {
        return destinations.all(tx, project).stream().map(Destination::name).toList();
    }

    private Diagnostic unknown(Tx tx, ProjectId project, String name, int position) {
        return new Diagnostic(
                "deploy.unknown-destination",
                what(name),
                "integrations[" + position + "].watchSchema.destination",
                fix(name, names(tx, project)));
    }

    private static String what(String name) {
        return "The project has no destination \"" + name + "\".";
    }

    private static String fix(String name, List<String> known) {
        return Nearest.advice(
                name, known, "Make it first: tenon destinations create " + name + " URL");
    }
}
