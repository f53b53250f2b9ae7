package dev.tenon.server.console;

import dev.tenon.server.api.Reply;
import dev.tenon.server.api.Request;
import dev.tenon.server.json.Json;
import dev.tenon.server.tenant.Project;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What is left of the providers' quotas. Safe for use by many threads.
final class QuotaPage {
    static final String PATH = Console.HOME + "/quotas";

    private final Console.Features features;
    private final Templates templates;

    QuotaPage(Console.Features features, Templates templates) {
        this.features = features;
        this.templates = templates;
    }

    Reply show(Request request, Visitor visitor) {
        Project project = visitor.shown(request.query("project"));
        ObjectNode all = features.quotas().of(project);
        var accounts = new ArrayList<Row>();
        for (JsonNode each : all.path("results")) {
            accounts.add(row(each, Json.text(each, "groupRef", ""), each.path("allowed").asLong()));
        }
        var budgets = new ArrayList<Row>();
        for (JsonNode each : all.path("budgets")) {
            String per = Json.text(each, "per", "").equals("app") ? "All customers" : "One account";
            budgets.add(row(each, per, each.path("calls").asLong()));
        }
        var names = visitor.projects().stream().map(Project::name).toList();
        return templates.page(
                "quotas.jte",
                "Quotas",
                visitor,
                new View(names, project.name(), accounts, budgets));
    }

    private static Row row(JsonNode quota, String whose, long allowed) {
        JsonNode left = quota.path("left");
        String within = quota.has("seconds") ? " in " + quota.path("seconds").asLong() + " s" : "";
        return new Row(
                whose,
                Json.text(quota, "provider", ""),
                Json.text(quota, "quota", ""),
                new Use(quota.path("used").asLong(), Math.max(1, allowed)),
                Wording.count(quota.path("used").asLong())
                        + " of "
                        + Wording.count(allowed)
                        + within,
                new Left(
                        Wording.count(left.path("interactive").asLong()),
                        Wording.count(left.path("scheduled").asLong()),
                        Wording.count(left.path("backfill").asLong())),
                Json.text(quota, "pausedUntil", ""));
    }

    /// The page.
    ///
    /// @param accounts as the providers' replies have told
    /// @param budgets as they were written down with the provider app
    record View(List<String> projects, String project, List<Row> accounts, List<Row> budgets) {
        View {
            projects = List.copyOf(projects);
            accounts = List.copyOf(accounts);
            budgets = List.copyOf(budgets);
        }
    }

    /// One quota.
    ///
    /// @param pausedUntil until when the provider is left alone; empty when it is not
    record Row(
            String whose,
            String provider,
            String quota,
            Use use,
            String words,
            Left left,
            String pausedUntil) {}

    record Use(long used, long allowed) {}

    /// Calls left, by what they are made for.
    record Left(String people, String scheduled, String backfill) {}
}
