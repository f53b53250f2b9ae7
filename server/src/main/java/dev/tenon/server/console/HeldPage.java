package dev.tenon.server.console;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.api.Reply;
import dev.tenon.server.api.Request;
import dev.tenon.server.json.Json;
import dev.tenon.server.tenant.Project;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Deletions that wait for a person, and the two buttons with which people decide on them. Safe for
/// use by many threads.
final class HeldPage {
    static final String PATH = Console.HOME + "/held-deletions";
    private static final int MOST = 200;

    private final Console.Features features;
    private final Templates templates;
    private final InstantSource clock;

    HeldPage(Console.Features features, Templates templates, InstantSource clock) {
        this.features = features;
        this.templates = templates;
        this.clock = clock;
    }

    Reply show(Request request, Visitor visitor) {
        Project project = visitor.shown(request.query("project"));
        Instant now = clock.instant();
        var view =
                new View(
                        visitor.projects().stream().map(Project::name).toList(),
                        project.name(),
                        visitor.mayDecide(),
                        features.held().newest(project, MOST).stream()
                                .map(held -> row(held, now))
                                .toList());
        return templates.page("held-deletions.jte", "Held deletions", visitor, view);
    }

    private static Row row(ObjectNode held, Instant now) {
        String status = Json.text(held, "status", "");
        long records = held.path("records").asLong();
        long of = Math.max(1, held.path("ofRecords").asLong());
        return new Row(
                Json.text(held, "id", ""),
                Console.HOME + "/installations/" + Json.text(held, "installationId", ""),
                Json.text(held, "groupRef", ""),
                Json.text(held, "objectName", ""),
                new Amount(
                        Wording.counted(records, "record"),
                        Wording.count(of) + " (" + records * 100 / of + " %)"),
                new Fate(pill(status), Json.text(held, "decidedBy", "")),
                moment(held, "createTime", now),
                status.equals("held"));
    }

    private static Pill pill(String status) {
        return switch (status) {
            case "held" -> new Pill("Waits for you", "act");
            case "released" -> new Pill("Being deleted", "busy");
            case "done" -> new Pill("Deleted", "good");
            case "discarded" -> new Pill("Kept", "good");
            case "superseded" -> new Pill("Overtaken by a later list", "rest");
            case String other -> new Pill(other, "rest");
        };
    }

    private static Wording.@Nullable When moment(ObjectNode held, String member, Instant now) {
        String text = Json.textOrNull(held, member);
        return text == null ? null : Wording.when(Instant.parse(text), now);
    }

    Reply release(Request request, Visitor visitor) {
        return decide(request, visitor, features.release());
    }

    Reply discard(Request request, Visitor visitor) {
        return decide(request, visitor, features.discard());
    }

    private static Reply decide(Request request, Visitor visitor, Console.Decision decision) {
        Door.refuseForeign(request);
        if (!visitor.mayDecide()) throw notAllowed();
        Project project = visitor.project(request.form().getOrDefault("project", ""));
        decision.on(project, request.id("held"), visitor.signature());
        String name = URLEncoder.encode(project.name(), StandardCharsets.UTF_8);
        return Reply.seeOther(PATH + "?project=" + name).with("Cache-Control", "no-store");
    }

    private static Refusal notAllowed() {
        return new Refusal(
                Refusal.Kind.FORBIDDEN,
                "key.not-allowed",
                "You may look, and decide nothing.",
                "the session",
                "Ask an admin to let you decide, or sign in with a key that has the scope full, or"
                        + " write beside read.");
    }

    /// The page.
    ///
    /// @param mayDecide whether the buttons are shown
    record View(List<String> projects, String project, boolean mayDecide, List<Row> rows) {
        View {
            projects = List.copyOf(projects);
            rows = List.copyOf(rows);
        }
    }

    /// What one sweep found.
    ///
    /// @param installation the address of its page
    record Row(
            String id,
            String installation,
            String customer,
            String object,
            Amount amount,
            Fate fate,
            Wording.@Nullable When since,
            boolean isHeld) {}

    /// @param records such as `1,200 records`
    /// @param of how many there are, and the share
    record Amount(String records, String of) {}

    /// @param by who decided; empty while nobody has
    record Fate(Pill state, String by) {}
}
