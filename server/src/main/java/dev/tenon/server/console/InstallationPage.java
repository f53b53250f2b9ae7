package dev.tenon.server.console;

import dev.tenon.server.api.Reply;
import dev.tenon.server.api.Request;
import dev.tenon.server.console.InstallationView.Fact;
import dev.tenon.server.console.InstallationView.Trouble;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.install.Installation;
import dev.tenon.server.install.Installed;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.tenant.Group;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.vault.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The page of one installation: its objects, its last operations, and the log of each. Safe for
/// use by many threads.
final class InstallationPage {
    private static final int OPERATIONS = 20;
    private static final int LOG_LINES = 500;

    private final Db db;
    private final Console.Stores stores;
    private final Templates templates;
    private final InstantSource clock;
    private final ObjectList objects = new ObjectList();

    InstallationPage(Db db, Console.Stores stores, Templates templates, InstantSource clock) {
        this.db = db;
        this.stores = stores;
        this.templates = templates;
        this.clock = clock;
    }

    Reply show(Request request, Visitor visitor) {
        UUID id = request.id("installation");
        ProjectId project = project(visitor, id);
        String list = list(visitor, project);
        InstallationView view =
                db.inTransaction(project.number(), tx -> view(tx, find(tx, project, id), list));
        return Console.isPart(request)
                ? templates.part("installation-body.jte", view)
                : templates.page("installation.jte", view.names().customer(), visitor, view);
    }

    /// The log of one operation: as a part of the page above, or as a page of its own.
    Reply log(Request request, Visitor visitor) {
        UUID id = request.id("installation");
        UUID operation = request.id("operation");
        ProjectId project = project(visitor, id);
        InstallationView.Log log =
                db.inTransaction(project.number(), tx -> log(tx, project, id, operation));
        return Console.isPart(request)
                ? templates.part("log-lines.jte", log)
                : templates.page("log.jte", log.operation().what(), visitor, log);
    }

    /// Ids are unique over all projects; those of others are as if they were not there.
    private ProjectId project(Visitor visitor, UUID installation) {
        return db.asSystem(tx -> objects.projectOf(tx, installation, visitor.projects()))
                .orElseThrow(() -> Request.notFound("installation", installation.toString()));
    }

    private static String list(Visitor visitor, ProjectId project) {
        String name =
                visitor.projects().stream()
                        .filter(each -> each.key().equals(project))
                        .findFirst()
                        .orElseThrow()
                        .name();
        return new CustomerQuery(name, "", null, null).address();
    }

    private Installed find(Tx tx, ProjectId project, UUID id) {
        return stores.installations()
                .find(tx, project, id)
                .orElseThrow(() -> Request.notFound("installation", id.toString()));
    }

    private InstallationView view(Tx tx, Installed installed, String list) {
        Installation installation = installed.installation();
        Instant now = clock.instant();
        Group group = stores.groups().get(tx, installation.group());
        Optional<Connection> connection =
                stores.connections()
                        .find(tx, installation.group().project(), installation.connection());
        boolean signedIn =
                connection
                        .map(found -> found.status() != Connection.Status.BAD_CREDENTIALS)
                        .orElse(false);
        var place =
                new ObjectRows.Place(
                        installed.revision().content().provider(),
                        installed.revision().name(),
                        group.ref());
        var rows = new ObjectRows(place, signedIn, installation.paused(), now);
        String address = address(installation.id());
        var reads = installed.config().reads();
        return new InstallationView(
                address,
                list,
                new InstallationView.Names(group.name(), group.ref(), installed.revision().name()),
                standing(installation, signedIn),
                facts(installed, connection, now),
                signedIn ? null : trouble(connection, place),
                objects.of(tx, installation).stream()
                        .map(entry ->
                                rows.row(
                                        entry,
                                        reads.get(entry.name()),
                                        forecast(tx, installed, entry)))
                        .toList(),
                stores
                        .operations()
                        .of(tx, installation.group().project(), installation.id(), null, OPERATIONS)
                        .stream()
                        .map(new OperationRows(address, now)::row)
                        .toList());
    }

    /// Empty where nothing can be foretold.
    private String forecast(Tx tx, Installed installed, ObjectList.Entry entry) {
        if (!entry.run().kind().equals("backfill")) return "";
        return stores.features().forecasts().of(tx, installed, entry.name()).orElse("");
    }

    private static Pill standing(Installation installation, boolean signedIn) {
        if (!signedIn) return Health.NEEDS_SIGN_IN.pill();
        return installation.paused() ? Health.PAUSED.pill() : new Pill("Signed in", "good");
    }

    private static Trouble trouble(Optional<Connection> connection, ObjectRows.Place place) {
        String what =
                connection
                        .map(Connection::statusReason)
                        .map(reason -> reason.isEmpty() ? "The credentials do not work." : reason)
                        .orElse("The connection was deleted.");
        return new Trouble(what, place.signIn());
    }

    private static List<Fact> facts(
            Installed installed, Optional<Connection> connection, Instant now) {
        var facts = new ArrayList<Fact>();
        facts.add(new Fact("Provider", installed.revision().content().provider()));
        facts.add(
                new Fact(
                        "Integration",
                        installed.revision().name()
                                + ", revision "
                                + installed.revision().revision().number()));
        connection
                .map(found -> found.account().workspaceRef())
                .filter(workspace -> !workspace.isEmpty())
                .ifPresent(workspace -> facts.add(new Fact("Workspace", workspace)));
        connection
                .map(found -> found.account().ref())
                .filter(account -> !account.isEmpty())
                .ifPresent(account -> facts.add(new Fact("Account", account)));
        Wording.When since = Wording.when(installed.installation().times().createdAt(), now);
        if (since != null) facts.add(new Fact("Installed", since.exact()));
        facts.add(new Fact("Installation", installed.installation().id().toString()));
        return facts;
    }

    private InstallationView.Log log(Tx tx, ProjectId project, UUID installation, UUID id) {
        Operation operation =
                stores.operations()
                        .find(tx, project, id)
                        .filter(found -> found.subject().installation().equals(installation))
                        .orElseThrow(() -> Request.notFound("operation", id.toString()));
        List<Operations.LogLine> lines =
                stores.operations().logs(tx, operation.group(), id, LOG_LINES + 1);
        String address = address(installation);
        return new InstallationView.Log(
                new OperationRows(address, clock.instant()).row(operation),
                address,
                lines.stream().limit(LOG_LINES).map(OperationRows::line).toList(),
                operation.status() == Operation.Status.IN_PROGRESS,
                lines.size() > LOG_LINES);
    }

    private static String address(UUID installation) {
        return Console.HOME + "/installations/" + installation;
    }
}
