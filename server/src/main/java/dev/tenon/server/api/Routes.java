package dev.tenon.server.api;

import static dev.tenon.server.api.Endpoint.Customers.ALIKE;
import static dev.tenon.server.api.Endpoint.Customers.OWN;
import static dev.tenon.server.tenant.Scope.DEPLOY;
import static dev.tenon.server.tenant.Scope.FRONTEND;
import static dev.tenon.server.tenant.Scope.READ;
import static dev.tenon.server.tenant.Scope.WRITE;

import dev.tenon.server.db.Db;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.tenant.Scope;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// Every route of the API on one page: method, path, which keys may call it, and what answers. A
/// full key may call everything of its project; an admin key, everything. A customer's token may
/// call those alone that say so, and [Fence] keeps it to its customer there.
public final class Routes {
    private final List<Route> routes = new ArrayList<>();

    /// The API with all its routes.
    public static Api api(
            Db db, Projects projects, Access access, Calls calls, InstantSource clock) {
        var routes = new Routes();
        routes.machines(calls.machines());
        routes.projects(calls.team().projects());
        routes.access(calls.team().jwtKeys(), calls.team().audit());
        routes.people(calls.people());
        routes.keyRotations(calls.keyRotations());
        routes.deploys(calls.deploys());
        routes.connections(calls.apps(), calls.connects(), calls.credentials(), calls.pages());
        routes.schemas(calls.schemas(), calls.drift());
        routes.installations(calls.installs());
        routes.operations(calls.operations());
        routes.reads(calls.reads());
        routes.quotas(calls.quotas());
        routes.data(calls.data());
        routes.destinations(calls.destinations());
        routes.topics(calls.topics());
        routes.writes(calls.writes());
        List<Endpoint> described = routes.routes.stream().map(Route::endpoint).toList();
        routes.routes.addAll(calls.more());
        return new Api(
                access.gate(db, projects, clock), routes.routes, described, calls.proxy(), clock);
    }

    private void machines(MachineCalls calls) {
        open("GET", "/healthz", calls::alive);
        open("GET", "/readyz", calls::ready);
        open("GET", "/metrics", calls::metrics);
        open("GET", "/openapi.yaml", calls::openApi);
    }

    private void projects(ProjectCalls calls) {
        admin("POST", "/v1/projects", calls::create);
        key("GET", "/v1/projects", ALIKE, calls::list, READ, WRITE, DEPLOY, FRONTEND);
        project("GET", "", ALIKE, calls::get, READ, WRITE, DEPLOY, FRONTEND);
        project("PATCH", "", calls::change);
        project("GET", "/api-keys", calls::keys);
        project("POST", "/api-keys", calls::createKey);
        project("PATCH", "/api-keys/{key}", calls::changeKey);
        project("DELETE", "/api-keys/{key}", calls::deleteKey);
    }

    private void access(JwtKeyCalls calls, AuditCalls audit) {
        admin("GET", "/v1/audit", audit::ofServer);
        project("GET", "/audit", audit::list);
        project("GET", "/jwt-keys", calls::list);
        project("POST", "/jwt-keys", calls::create);
        project("GET", "/jwt-keys/{jwtKey}", calls::get);
        project("PATCH", "/jwt-keys/{jwtKey}", calls::change);
        project("DELETE", "/jwt-keys/{jwtKey}", calls::delete);
    }

    private void people(PeopleCalls calls) {
        admin("GET", "/v1/people", calls::list);
        admin("POST", "/v1/people", calls::add);
        admin("PATCH", "/v1/people/{person}", calls::change);
        admin("DELETE", "/v1/people/{person}", calls::remove);
        admin("POST", "/v1/people/{person}:reset", calls::reset);
    }

    private void keyRotations(KeyRotationCalls calls) {
        admin("GET", "/v1/key-rotations", calls::status);
        admin("POST", "/v1/key-rotations", calls::begin);
    }

    private void deploys(DeployCalls calls) {
        project("GET", "/integrations", ALIKE, calls::list, READ, WRITE, DEPLOY, FRONTEND);
        project("PUT", "/integrations:batch", calls::deploy, DEPLOY);
        project("POST", "/integrations:plan", calls::plan, DEPLOY);
        project(
                "GET",
                "/integrations/{integration}",
                ALIKE,
                calls::get,
                READ,
                WRITE,
                DEPLOY,
                FRONTEND);
        project("DELETE", "/integrations/{integration}", calls::delete, DEPLOY);
        project("POST", "/integrations/{integration}:rollback", calls::rollback, DEPLOY);
        key("GET", "/v1/generate-upload-url", calls::uploadUrl, DEPLOY);
        open("PUT", "/v1/uploads/{upload}", calls::upload);
    }

    private void connections(
            ProviderAppCalls apps,
            ConnectCalls calls,
            CredentialCalls credentials,
            SignInPages pages) {
        project("GET", "/provider-apps", ALIKE, apps::list, FRONTEND, DEPLOY);
        project("POST", "/provider-apps", apps::save);
        project("PATCH", "/provider-apps/{app}", apps::change);
        project("DELETE", "/provider-apps/{app}", apps::delete);
        key("POST", "/v1/oauth-connect", OWN, calls::begin, FRONTEND, WRITE);
        key("POST", "/v1/custom-auth/connect", OWN, credentials::step, FRONTEND, WRITE);
        project("POST", "/connections:generate", OWN, credentials::generate, FRONTEND, WRITE);
        project("GET", "/connections", OWN, calls::list, FRONTEND, READ, WRITE);
        String one = "/connections/{connection}";
        project("GET", one, OWN, calls::get, FRONTEND, READ, WRITE);
        project("PATCH", one, OWN, credentials::change, FRONTEND, WRITE);
        project("PATCH", one + ":oauth-update", OWN, calls::again, FRONTEND, WRITE);
        project("DELETE", one, OWN, calls::delete, FRONTEND, WRITE);
        open("GET", "/v1/oauth/start", pages::start);
        open("GET", "/callbacks/v1/oauth", pages::callback);
        open("POST", "/callbacks/v1/oauth", pages::formPost);
        open("GET", "/callbacks/v1/custom-auth/default", pages::handOver);
        open("POST", "/callbacks/v1/custom-auth/default", pages::formPost);
    }

    private void schemas(SchemaCalls calls, DriftCalls drift) {
        project("GET", "/schema-changes", OWN, drift::changes, FRONTEND, READ, WRITE);
        open("GET", "/v1/providers", calls::providers);
        open("GET", "/v1/providers/{provider}", calls::provider);
        project(
                "GET",
                "/connections/{connection}/objects",
                OWN,
                calls::objects,
                FRONTEND,
                READ,
                WRITE);
        project(
                "GET",
                "/connections/{connection}/objects/{object}/fields",
                OWN,
                calls::fields,
                FRONTEND,
                READ,
                WRITE);
        project(
                "GET",
                "/integrations/{integration}/objects/{object}/metadata",
                OWN,
                calls::installedMetadata,
                FRONTEND,
                READ,
                WRITE);
        project(
                "GET",
                "/providers/{provider}/objects/{object}/metadata",
                OWN,
                calls::providerMetadata,
                FRONTEND,
                READ,
                WRITE);
        project(
                "GET",
                "/integrations/{integration}/revisions/{revision}:hydrate",
                OWN,
                calls::hydrate,
                FRONTEND,
                READ);
    }

    private void installations(InstallCalls calls) {
        project("GET", "/installations", OWN, calls::list, FRONTEND, READ, WRITE, DEPLOY);
        String all = "/integrations/{integration}/installations";
        project("GET", all, OWN, calls::list, FRONTEND, READ, WRITE, DEPLOY);
        project("POST", all, OWN, calls::create, FRONTEND, WRITE);
        project("GET", all + "/{installation}", OWN, calls::get, FRONTEND, READ, WRITE);
        project("PATCH", all + "/{installation}", OWN, calls::change, FRONTEND, WRITE);
        project("DELETE", all + "/{installation}", OWN, calls::delete, FRONTEND, WRITE);
        project(
                "PATCH",
                "/integrations/{integration}/objects/{object}/config-content",
                OWN,
                calls::changeObject,
                FRONTEND,
                WRITE);
        project("POST", all + "/{installation}:pause", calls::pause, WRITE);
        project("POST", all + "/{installation}:unpause", calls::resume, WRITE);
        read(
                "POST",
                "/integrations/{integration}/installations/{installation}:pause",
                calls::pause,
                WRITE);
        read(
                "POST",
                "/integrations/{integration}/installations/{installation}:unpause",
                calls::resume,
                WRITE);
    }

    private void operations(OperationCalls calls) {
        read("POST", "/integrations/{integration}/objects/{object}", calls::trigger, WRITE);
        project("GET", "/status", calls::status, READ, WRITE);
        String one = "/integrations/{integration}/installations/{installation}";
        project("GET", one + "/operations", calls::list, READ, WRITE);
        project("GET", one + "/objects/{object}/backfill-progress", calls::progress, READ, WRITE);
        project("GET", "/operations/{operation}", calls::get, READ, WRITE);
        project("GET", "/operations/{operation}/logs", calls::logs, READ, WRITE);
    }

    private void reads(ReadCalls calls) {
        String object = "/integrations/{integration}/objects/{object}";
        project("POST", object + "/records:refresh", calls::refresh, READ, WRITE);
        project("POST", object + ":sweep", calls::sweep, WRITE);
        project("GET", object + "/set-aside", calls::aside, READ, WRITE);
        project("GET", "/held-deletions", calls::held, READ, WRITE);
        project("POST", "/held-deletions/{held}:release", calls::release, WRITE);
        project("POST", "/held-deletions/{held}:discard", calls::discard, WRITE);
    }

    private void quotas(QuotaCalls calls) {
        project("GET", "/quotas", calls::list, READ, WRITE);
    }

    private void data(DataCalls calls) {
        String object = "/integrations/{integration}/objects/{object}";
        project("GET", object + "/records", calls::query, READ);
        project("GET", object + "/records/{record}", calls::get, READ);
        project("GET", object + "/changes", calls::changes, READ);
    }

    private void destinations(DestinationCalls calls) {
        project("GET", "/destinations", calls::list, READ, DEPLOY);
        project("POST", "/destinations", calls::create, DEPLOY);
        project("GET", "/destinations/{destination}", calls::get, READ, DEPLOY);
        project("PATCH", "/destinations/{destination}", calls::change, DEPLOY);
        project("DELETE", "/destinations/{destination}", calls::delete, DEPLOY);
        open("GET", "/v1/large-results/{result}", calls::largeResult);
    }

    private void topics(TopicCalls calls) {
        project("GET", "/topics", calls::topics, READ, DEPLOY);
        project("POST", "/topics", calls::create, DEPLOY);
        project("PATCH", "/topics/{topic}", calls::change, DEPLOY);
        project("DELETE", "/topics/{topic}", calls::delete, DEPLOY);
        String events = "/notification-event-topic-routes";
        project("GET", events, calls::events, READ, DEPLOY);
        project("POST", events, calls::leadEvent, DEPLOY);
        project("DELETE", events + "/{route}", calls::deleteEvent, DEPLOY);
        String destinations = "/topic-destination-routes";
        project("GET", destinations, calls::destinations, READ, DEPLOY);
        project("POST", destinations, calls::leadDestination, DEPLOY);
        project("DELETE", destinations + "/{route}", calls::deleteDestination, DEPLOY);
    }

    private void writes(WriteCalls calls) {
        String path = "/write/v1/projects/{project}/integrations/{integration}/objects/{object}";
        routes.add(Route.of("POST", path, Endpoint.Access.PROJECT, Set.of(WRITE), calls::write));
        project("GET", "/writes", calls::list, READ, WRITE);
        project("GET", "/writes/{write}", calls::get, READ, WRITE);
        project("POST", "/writes/{write}:cancel", calls::cancel, WRITE);
        project("POST", "/writes/{write}:retry", calls::retry, WRITE);
    }

    private void open(String method, String path, Function<Request, Reply> answer) {
        routes.add(Route.of(method, path, Endpoint.Access.PUBLIC, Set.of(), answer));
    }

    private void admin(String method, String path, Function<Request, Reply> answer) {
        routes.add(Route.of(method, path, Endpoint.Access.ADMIN, Set.of(), answer));
    }

    private void key(String method, String path, Function<Request, Reply> answer, Scope... scopes) {
        routes.add(Route.of(method, path, Endpoint.Access.KEY, Set.of(scopes), answer));
    }

    /// One that customers' tokens may call too.
    private void key(
            String method,
            String path,
            Endpoint.Customers customers,
            Function<Request, Reply> answer,
            Scope... scopes) {
        key(method, path, answer, scopes);
        routes.add(routes.removeLast().with(customers));
    }

    private void project(
            String method, String path, Function<Request, Reply> answer, Scope... scopes) {
        routes.add(
                Route.of(
                        method,
                        "/v1/projects/{project}" + path,
                        Endpoint.Access.PROJECT,
                        Set.of(scopes),
                        answer));
    }

    /// One that customers' tokens may call too.
    private void project(
            String method,
            String path,
            Endpoint.Customers customers,
            Function<Request, Reply> answer,
            Scope... scopes) {
        project(method, path, answer, scopes);
        routes.add(routes.removeLast().with(customers));
    }

    /// The compatible read calls have a host, and so here a path, of their own.
    private void read(
            String method, String path, Function<Request, Reply> answer, Scope... scopes) {
        routes.add(
                Route.of(
                        method,
                        "/read/v1/projects/{project}" + path,
                        Endpoint.Access.PROJECT,
                        Set.of(scopes),
                        answer));
    }

    /// What answers, by subject.
    ///
    /// @param proxy what is passed through, below a path of its own
    /// @param more routes of other parts of the server, such as the console's pages
    public record Calls(
            MachineCalls machines,
            Team team,
            PeopleCalls people,
            KeyRotationCalls keyRotations,
            DeployCalls deploys,
            ProviderAppCalls apps,
            ConnectCalls connects,
            CredentialCalls credentials,
            SignInPages pages,
            SchemaCalls schemas,
            DriftCalls drift,
            InstallCalls installs,
            OperationCalls operations,
            ReadCalls reads,
            QuotaCalls quotas,
            DataCalls data,
            DestinationCalls destinations,
            TopicCalls topics,
            WriteCalls writes,
            ProxyCalls proxy,
            List<Route> more) {
        /// Copies its list.
        public Calls {
            more = List.copyOf(more);
        }
    }

    /// Projects, and who may do what in them.
    public record Team(ProjectCalls projects, JwtKeyCalls jwtKeys, AuditCalls audit) {}
}
