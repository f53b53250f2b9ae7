package dev.tenon.server.console;

import dev.tenon.server.api.Reply;
import dev.tenon.server.api.Request;
import dev.tenon.server.db.Db;
import dev.tenon.server.json.Json;
import dev.tenon.server.tenant.Audit;
import dev.tenon.server.tenant.ServerAudit;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Who did what to the people of this server, and who signed in or tried to, for admins. Safe for
/// use by many threads.
final class AuditPage {
    static final String PATH = Console.HOME + "/audit";
    private static final int ROWS = 100;

    private final Db db;
    private final ServerAudit audit;
    private final Templates templates;
    private final InstantSource clock;

    AuditPage(Db db, ServerAudit audit, Templates templates, InstantSource clock) {
        this.db = db;
        this.audit = audit;
        this.templates = templates;
        this.clock = clock;
    }

    Reply show(Request request, Visitor visitor) {
        long before = number(request.query("before"));
        var filter = before == 0 ? Audit.Filter.ALL : Audit.Filter.ALL.before(before);
        List<Audit.Entry> entries = db.asSystem(tx -> audit.newest(tx, filter, ROWS));
        Instant now = clock.instant();
        boolean isFull = entries.size() == ROWS;
        var view =
                new View(
                        entries.stream().map(entry -> row(entry, now)).toList(),
                        before > 0,
                        isFull ? PATH + "?before=" + entries.getLast().number() : "");
        return templates.page("server-audit.jte", "Audit of people", visitor, view);
    }

    private static long number(String text) {
        try {
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    private static Row row(Audit.Entry entry, Instant now) {
        String details =
                Json.parse(entry.details()).properties().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(each -> each.getKey() + " " + each.getValue().asString(""))
                        .collect(Collectors.joining(", "));
        return new Row(
                Wording.when(entry.at(), now),
                entry.actor(),
                what(entry.action()),
                entry.subject(),
                details);
    }

    private static Pill what(String action) {
        String words = action.replaceFirst("^person\\.", "").replaceAll("[.-]", " ");
        String look = action.endsWith(".failed") ? "bad" : "rest";
        return new Pill(Character.toUpperCase(words.charAt(0)) + words.substring(1), look);
    }

    /// @param isLater whether newer entries are left out
    /// @param older the address of the entries before these; empty for none
    record View(List<Row> rows, boolean isLater, String older) {
        View {
            rows = List.copyOf(rows);
        }
    }

    /// @param details words in no order that matters
    record Row(
            Wording.@Nullable When at, String actor, Pill what, String subject, String details) {}
}
