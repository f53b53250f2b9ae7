package dev.tenon.server.console;

import dev.tenon.server.api.Reply;
import dev.tenon.server.api.Request;
import dev.tenon.server.console.CustomerList.Entry;
import dev.tenon.server.console.CustomerList.Listed;
import dev.tenon.server.db.Db;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.vault.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The first page: every customer with what is installed for them, and how it stands. Safe for use
/// by many threads.
final class CustomersPage {
    private static final int PROBLEM_LENGTH = 90;

    private final Db db;
    private final Templates templates;
    private final InstantSource clock;
    private final CustomerList customers = new CustomerList();

    CustomersPage(Db db, Templates templates, InstantSource clock) {
        this.db = db;
        this.templates = templates;
        this.clock = clock;
    }

    Reply show(Request request, Visitor visitor) {
        Project project = project(request, visitor);
        CustomerQuery query = CustomerQuery.of(request, project.name());
        Listed listed =
                db.inTransaction(
                        project.key().number(), tx -> customers.page(tx, project.key(), query));
        CustomersView view = view(visitor, query, listed);
        return Console.isPart(request)
                ? templates.part("customer-list.jte", view)
                : templates.page("customers.jte", "Customers", visitor, view);
    }

    /// The one that is asked for; else the first in which there is something to see.
    private Project project(Request request, Visitor visitor) {
        String wanted = request.query("project");
        if (!wanted.isEmpty()) return visitor.project(wanted);
        Project first = visitor.shown("");
        if (visitor.projects().size() == 1) return first;
        return db.asSystem(customers::firstInUse)
                .flatMap(key ->
                        visitor.projects().stream()
                                .filter(each -> each.key().equals(key))
                                .findFirst())
                .orElse(first);
    }

    private CustomersView view(Visitor visitor, CustomerQuery query, Listed listed) {
        Instant now = clock.instant();
        long total = listed.counts().values().stream().mapToLong(Long::longValue).sum();
        CustomerQuery.Place next = listed.next();
        return new CustomersView(
                query,
                visitor.projects().stream().map(Project::name).toList(),
                filters(query, listed.counts(), total),
                listed.entries().stream().map(entry -> row(entry, now)).toList(),
                new CustomersView.Paging(
                        query.after() == null ? null : query.after(null).address(),
                        next == null ? null : query.after(next).address()),
                total == 0 && query.isOpen());
    }

    /// All, and each health that some installation has; one that is chosen stays to be unchosen.
    private static List<CustomersView.Filter> filters(
            CustomerQuery query, Map<Health, Long> counts, long total) {
        var filters = new ArrayList<CustomersView.Filter>();
        filters.add(filter(query, null, total));
        for (Health health : Health.values()) {
            long many = counts.getOrDefault(health, 0L);
            if (many > 0 || health == query.health()) filters.add(filter(query, health, many));
        }
        return filters;
    }

    private static CustomersView.Filter filter(
            CustomerQuery query, @Nullable Health health, long many) {
        return new CustomersView.Filter(
                health == null ? new Pill("All", "all") : health.pill(),
                Wording.count(many),
                query.with(health).address(),
                health == query.health());
    }

    private static CustomersView.Customer row(Entry entry, Instant now) {
        String id = entry.place().installation().toString();
        CustomerList.Delivering delivering = entry.delivering();
        String undelivered = delivering.problem();
        return new CustomersView.Customer(
                id,
                Console.HOME + "/installations/" + id,
                entry.names(),
                connection(entry.connection()),
                health(entry),
                new CustomersView.Numbers(
                        Wording.count(entry.reading().records()),
                        delivering.pending() == 0 ? "" : Wording.count(delivering.pending()),
                        undelivered == null ? "" : undelivered),
                new CustomersView.Run(
                        isRunning(entry), Wording.when(entry.reading().lastSuccessAt(), now)),
                problem(trouble(entry)));
    }

    /// What was not read comes before what was not delivered.
    private static String trouble(Entry entry) {
        String undelivered = entry.delivering().problem();
        if (!entry.problem().isEmpty() || undelivered == null) return entry.problem();
        return "Delivery: " + undelivered;
    }

    /// A run that waits to be tried again is under way, but nobody would say that it runs.
    private static boolean isRunning(Entry entry) {
        boolean goesOn =
                switch (entry.health()) {
                    case HEALTHY, BACKFILLING -> true;
                    case WAITING, FAILING, PAUSED, NEEDS_SIGN_IN -> false;
                };
        return goesOn && entry.reading().running();
    }

    private static Pill health(Entry entry) {
        Pill pill = entry.health().pill();
        int percent = entry.reading().percent();
        boolean counted = entry.health() == Health.BACKFILLING && percent >= 0;
        return counted ? new Pill(pill.word() + " " + percent + " %", pill.look()) : pill;
    }

    private static CustomersView.@Nullable Problem problem(String text) {
        if (text.isEmpty()) return null;
        return new CustomersView.Problem(Wording.shortened(text, PROBLEM_LENGTH), text);
    }

    /// The status of a connection, in a word.
    static String connection(@Nullable String wireName) {
        if (wireName == null) return "deleted";
        if (wireName.equals(Connection.Status.WORKING.wireName())) return "signed in";
        if (wireName.equals(Connection.Status.CREATED.wireName())) return "not used yet";
        return "signed out";
    }
}
