package dev.tenon.server.cli;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.format.Plan;
import dev.tenon.server.cli.screen.Terminal;
import dev.tenon.server.json.Json;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `tenon deploy`: checks, plans, asks, and puts a manifest in force.
@Command(
        name = "deploy",
        description = {
            "Put a manifest in force: check it here, plan it on the server, show the plan, deploy it.",
            "What changed on the server since the plan was made makes the deploy be refused."
        })
final class DeployCommand extends ServerCommand {
    @Mixin private ManifestChoice manifest = new ManifestChoice();

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Option(
            names = "--plan",
            paramLabel = "ID",
            description = "Deploy this plan, which \"tenon plan\" showed.")
    private @Nullable String planId;

    DeployCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(Desk desk) {
        Optional<String> source = manifest.checked(desk);
        if (source.isEmpty()) return ExitCode.REFUSED;
        if (planId != null) return deploy(desk, source.get(), planId, null);
        PlanAnswer answer = manifest.plan(desk, source.get());
        if (!desk.json()) desk.terminal().say(Terminal.clean(answer.text()));
        Plan plan = answer.plan();
        if (plan.needsDestructive()) throw needsDestructive(plan);
        if (plan.isEmpty()) return desk.show(result(false, answer, Json.array()), () -> {});
        if (!agreed(desk, plan)) return ExitCode.REFUSED;
        return deploy(desk, source.get(), answer.id(), answer);
    }

    private static Refusal needsDestructive(Plan plan) {
        List<Diagnostic> told =
                plan.warnings().stream()
                        .filter(each -> each.code().equals("plan.needs-destructive"))
                        .map(each ->
                                new Diagnostic(each.code(), each.what(), each.where(), each.fix()))
                        .toList();
        return new Refusal(Refusal.Kind.CONFLICT, told);
    }

    /// A person is asked; a script that takes things away has to have said so.
    private boolean agreed(Desk desk, Plan plan) {
        if (yes) return true;
        if (desk.terminal().isInteractive() && !desk.json()) {
            if (desk.terminal().confirms("Deploy this?")) return true;
            desk.terminal().note("Nothing was deployed.");
            return false;
        }
        if (!takesAway(plan)) return true;
        throw new Refusal(
                Refusal.Kind.CONFLICT,
                "cli.not-confirmed",
                "This deploy takes things away, and nobody can be asked.",
                manifest.name(),
                "Add --yes when that is meant.");
    }

    private static boolean takesAway(Plan plan) {
        return plan.integrations().stream()
                .anyMatch(each ->
                        each.kind() == Plan.Kind.REMOVED
                                || each.objects().stream()
                                        .anyMatch(one -> one.kind() == Plan.Kind.REMOVED));
    }

    private int deploy(Desk desk, String source, String plan, @Nullable PlanAnswer shown) {
        ObjectNode body = Json.object().put("sourceYaml", source);
        if (!plan.isEmpty()) body.put("planId", plan);
        var address =
                desk.inProject("/integrations:batch")
                        .with("destructive", manifest.isDestructive() ? "true" : "");
        JsonNode integrations = desk.remote().put(address, body);
        return desk.show(
                result(true, shown, integrations),
                () -> integrations.forEach(each -> tell(desk, each)));
    }

    private static void tell(Desk desk, JsonNode integration) {
        desk.done(
                "%s: revision %s is in force."
                        .formatted(
                                Words.of(integration, "name"),
                                Words.of(integration.path("latestRevision"), "number")));
    }

    private static ObjectNode result(
            boolean deployed, @Nullable PlanAnswer plan, JsonNode integrations) {
        ObjectNode json = Json.object();
        json.put("deployed", deployed);
        if (plan != null) json.set("plan", plan.json());
        json.set("integrations", integrations);
        return json;
    }
}
