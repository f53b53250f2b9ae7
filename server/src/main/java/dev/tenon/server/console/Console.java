package dev.tenon.server.console;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.api.Reply;
import dev.tenon.server.api.Request;
import dev.tenon.server.api.Route;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.SqlFailure;
import dev.tenon.server.db.Tx;
import dev.tenon.server.identity.CompanySignIn;
import dev.tenon.server.install.Installations;
import dev.tenon.server.install.Installed;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.people.Accounts;
import dev.tenon.server.people.Arrivals;
import dev.tenon.server.people.People;
import dev.tenon.server.people.Roster;
import dev.tenon.server.seal.Seal;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.ApiKeys;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.Project;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.tenant.ServerAudit;
import dev.tenon.server.vault.Connections;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The console's routes on one page. Whoever has not signed in is sent to the sign-in page; what is
/// refused is told on a page. Safe for use by many threads.
public final class Console {
    /// The path of its first page.
    public static final String HOME = "/console";

    private static final System.Logger LOG = System.getLogger("tenon.console");

    private final Door door;
    private final Templates templates;
    private final Assets assets;
    private final SignInPage signIn;
    private final @Nullable CompanyPage company;
    private final WelcomePage welcome;
    private final AccountPage account;
    private final PeoplePage people;
    private final AuditPage audit;
    private final CustomersPage customers;
    private final InstallationPage installation;
    private final HeldPage held;
    private final QuotaPage quotas;

    /// @param access who may come in
    /// @param address where browsers reach this server
    public Console(Db db, Stores stores, Access access, URI address, InstantSource clock) {
        this.assets = Assets.load();
        this.templates = new Templates(assets);
        this.door = new Door(db, stores.projects(), stores.keys(), access, clock);
        var cookies = new Cookies("https".equals(address.getScheme()));
        Staff staff = access.staff();
        this.signIn = new SignInPage(door, access, templates, cookies);
        this.company =
                access.company() == null
                        ? null
                        : new CompanyPage(door, access.company(), templates, cookies);
        boolean hasPasswords = !SignInPage.Company.of(access.company()).isOnly();
        this.welcome = new WelcomePage(door, staff.accounts(), templates, cookies, hasPasswords);
        this.account = new AccountPage(door, staff.accounts(), templates, cookies);
        this.people =
                new PeoplePage(
                        db,
                        stores.projects(),
                        staff.roster(),
                        templates,
                        hasPasswords ? address : null,
                        clock);
        this.audit = new AuditPage(db, staff.audit(), templates, clock);
        this.customers = new CustomersPage(db, templates, clock);
        this.installation = new InstallationPage(db, stores, templates, clock);
        this.held = new HeldPage(stores.features(), templates, clock);
        this.quotas = new QuotaPage(stores.features(), templates);
    }

    /// Where somebody chooses a password.
    ///
    /// @param link what their link carries
    public static String welcome(URI address, Secret link) {
        return WelcomePage.link(address, link);
    }

    /// Where an identity provider sends browsers back to.
    public static URI returned(URI address) {
        return URI.create(address.toString().replaceAll("/+$", "") + CompanyPage.BACK);
    }

    /// Every route of the console.
    public List<Route> routes() {
        return Stream.of(pages(), peoplePages(), entrances(), companyPages())
                .flatMap(List::stream)
                .toList();
    }

    private List<Route> pages() {
        String one = HOME + "/installations/{installation}";
        return List.of(
                Route.open("GET", "/", _ -> Reply.seeOther(HOME)),
                Route.open("GET", HOME + "/", _ -> Reply.seeOther(HOME)),
                Route.open("GET", HOME, visited(customers::show)),
                Route.open("GET", one, visited(installation::show)),
                Route.open("GET", one + "/operations/{operation}", visited(installation::log)),
                Route.open("GET", HeldPage.PATH, visited(held::show)),
                Route.open("POST", HeldPage.PATH + "/{held}/release", visited(held::release)),
                Route.open("POST", HeldPage.PATH + "/{held}/discard", visited(held::discard)),
                Route.open("GET", QuotaPage.PATH, visited(quotas::show)));
    }

    private List<Route> peoplePages() {
        String one = PeoplePage.PATH + "/{person}";
        String own = AccountPage.PATH;
        return List.of(
                Route.open("GET", own, visited(account::show)),
                Route.open("POST", own, visited(account::rename)),
                Route.open("POST", own + "/password", visited(account::changePassword)),
                Route.open("POST", own + "/sign-out", visited(account::signOutEverywhere)),
                Route.open("GET", PeoplePage.PATH, forAdmins(people::list)),
                Route.open("POST", PeoplePage.PATH, forAdmins(people::add)),
                Route.open("GET", one, forAdmins(people::show)),
                Route.open("POST", one, forAdmins(people::change)),
                Route.open("POST", one + "/reset", forAdmins(people::reset)),
                Route.open("POST", one + "/remove", forAdmins(people::remove)),
                Route.open("GET", AuditPage.PATH, forAdmins(audit::show)));
    }

    private List<Route> entrances() {
        return List.of(
                Route.open("GET", SignInPage.PATH, told(signIn::show)),
                Route.open("POST", SignInPage.PATH, told(signIn::enter)),
                Route.open("POST", HOME + "/first-admin", told(signIn::first)),
                Route.open("GET", WelcomePage.PATH, told(welcome::show)),
                Route.open("POST", WelcomePage.PATH, told(welcome::choose)),
                Route.open("POST", HOME + "/sign-out", told(signIn::leave)),
                Route.open("GET", HOME + "/assets/{asset}", told(assets::answer)));
    }

    private List<Route> companyPages() {
        CompanyPage page = company;
        if (page == null) return List.of();
        return List.of(
                Route.open("GET", CompanyPage.PATH, told(page::leave)),
                Route.open("GET", CompanyPage.BACK, told(page::comeBack)));
    }

    private Function<Request, Reply> forAdmins(BiFunction<Request, Visitor, Reply> page) {
        return visited((request, visitor) -> {
            if (!visitor.isAdmin()) throw notAllowed();
            return page.apply(request, visitor);
        });
    }

    private static Refusal notAllowed() {
        return new Refusal(
                Refusal.Kind.FORBIDDEN,
                "console.not-allowed",
                "This page is for admins.",
                "your account",
                "Ask an admin of this server.");
    }

    private Function<Request, Reply> visited(BiFunction<Request, Visitor, Reply> page) {
        return told(request -> {
            Optional<Visitor> visitor = door.visitor(request);
            if (visitor.isEmpty()) return toSignIn(request);
            try {
                return page.apply(request, visitor.get());
            } catch (Refusal refusal) {
                return refused(refusal, visitor.get());
            }
        });
    }

    private Reply refused(Refusal refusal, @Nullable Visitor visitor) {
        return templates.problem(
                refusal.kind().status(), refusal.diagnostics().getFirst(), visitor);
    }

    /// A page that fails is answered by a page.
    private Function<Request, Reply> told(Function<Request, Reply> page) {
        return request -> {
            try {
                return page.apply(request);
            } catch (Refusal refusal) {
                return refused(refusal, null);
            } catch (SqlFailure failure) {
                LOG.log(System.Logger.Level.ERROR, request.path() + " failed", failure);
                return templates.problem(503, away(request), null);
            }
        };
    }

    private static Diagnostic away(Request request) {
        return new Diagnostic(
                "database.away",
                "The database did not do what was asked.",
                request.path(),
                "Try again; if it stays so, look at the server's log.");
    }

    /// A refresh of a part of a page cannot show another page; htmx is told to go there.
    private static Reply toSignIn(Request request) {
        String asked = request.path() + (request.query().isEmpty() ? "" : "?" + request.query());
        String back = request.method().equals("GET") ? asked : HOME;
        String there = SignInPage.PATH + "?next=" + URLEncoder.encode(back, StandardCharsets.UTF_8);
        return isPart(request)
                ? Reply.text(401, "text/plain; charset=utf-8", "Sign in again.")
                        .with("HX-Redirect", there)
                : Reply.seeOther(there);
    }

    /// Whether htmx asks for a part of the page that it shows already.
    static boolean isPart(Request request) {
        return request.header("HX-Request").isPresent()
                && request.header("HX-History-Restore-Request").isEmpty();
    }

    /// What its pages are made from.
    public record Stores(
            Projects projects,
            ApiKeys keys,
            Groups groups,
            Installations installations,
            Connections connections,
            Operations operations,
            Features features) {}

    /// What other features tell, and carry out.
    ///
    /// @param held deletions that wait for a person or did, newest first
    /// @param quotas what is left of the providers' quotas
    /// @param forecasts how long a backfill will take
    public record Features(
            Held held, Decision release, Decision discard, Quotas quotas, Forecasts forecasts) {}

    /// Lists held deletions of a project as the API shows them.
    @FunctionalInterface
    public interface Held {
        List<ObjectNode> newest(Project project, int limit);
    }

    /// Decides on held deletions.
    @FunctionalInterface
    public interface Decision {
        /// @param by who says so
        /// @throws Refusal when they are not held any more
        ObjectNode on(Project project, UUID id, String by);
    }

    /// Shows quotas as the API does.
    @FunctionalInterface
    public interface Quotas {
        ObjectNode of(Project project);
    }

    /// Foretells in words.
    @FunctionalInterface
    public interface Forecasts {
        /// @param object by the provider's name
        Optional<String> of(Tx tx, Installed installed, String object);
    }

    /// What opens it.
    ///
    /// @param admin the administrator's key
    /// @param seal seals the sessions
    /// @param company the identity provider that signs people in; null for none
    public record Access(Secret admin, Seal seal, Staff staff, @Nullable Company company) {}

    /// Sign-in with a company's identity provider.
    public record Company(CompanySignIn signIn, Arrivals arrivals) {}

    /// The people of this server, and what is done with them.
    public record Staff(People people, Roster roster, Accounts accounts, ServerAudit audit) {}
}
