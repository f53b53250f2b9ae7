package dev.tenon.server.vault;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.Consumer;
import dev.tenon.server.tenant.Group;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.ProviderException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Signs a customer in with an OAuth 2 authorization code: [#begin] gives a URL of ours, [#start]
/// binds the browser that opens it and sends it to the provider, [#finish] takes the callback. The
/// state is random, stored as a hash, bound to that browser, and works once, for ten minutes. Safe
/// for use by many threads.
public final class SignIns {
    private final Db db;
    private final Store store;
    private final TokenClient tokens;
    private final Function<String, Optional<ConnectorInfo>> providers;
    private final URI publicUrl;

    /// @param providers what is known of a provider that can be signed in to
    /// @param publicUrl where browsers reach this server
    public SignIns(
            Db db,
            Store store,
            VaultHttp http,
            Function<String, Optional<ConnectorInfo>> providers,
            URI publicUrl) {
        this.db = db;
        this.store = store;
        this.tokens = http.tokens();
        this.providers = providers;
        this.publicUrl = publicUrl;
    }

    /// Begins a sign-in and says where to send the customer's browser.
    ///
    /// @throws Refusal when the provider is unknown, has no app, or a setting is missing or wrong
    public URI begin(ProjectId project, Ask ask) {
        ConnectorInfo info = info(ask.provider());
        return db.inTransaction(
                project.number(),
                tx -> {
                    ProviderApp app =
                            store.apps().forRequest(tx, project, ask.provider(), ask.app());
                    Template.settings(info, given(app, ask));
                    Secret state = store.states().create(tx, app, ask);
                    return publicUrl.resolve("/v1/oauth/start?state=" + state.reveal());
                });
    }

    /// Binds the browser to the state and says where the provider asks for consent.
    ///
    /// @param browser a random value that the browser keeps as a cookie
    /// @throws Refusal `sign-in.unknown-state` when the link is used up, expired or not ours
    public URI start(String state, Secret browser) {
        SignInStates.Pending pending =
                db.asSystem(tx -> store.states().bind(tx, state, browser))
                        .orElseThrow(SignIns::unknown);
        ProviderApp app = app(pending);
        ConnectorInfo info = info(app.provider());
        Map<String, String> settings = Template.settings(info, given(app, pending.ask()));
        var query = new LinkedHashMap<>(app.settings().authQuery());
        query.put("response_type", "code");
        query.put("client_id", app.client().id());
        query.put("redirect_uri", redirectUri());
        query.put("state", state);
        query.put(
                "scope",
                String.join(" ", app.scopes().isEmpty() ? info.signIn().scopes() : app.scopes()));
        if (info.signIn().pkce()) {
            query.put("code_challenge", SignInStates.challenge(pending.verifier()));
            query.put("code_challenge_method", "S256");
        }
        URI authorize =
                Template.url(info.signIn().authorizeUrl(), settings, app.settings().hosts());
        String joint = authorize.getRawQuery() == null ? "?" : "&";
        return URI.create(authorize + joint + TokenClient.encode(query));
    }

    /// Takes the provider's callback and stores the connection.
    ///
    /// @throws Refusal with what the page tells the customer; nothing is stored then
    public Connection finish(Callback callback, Secret browser) {
        SignInStates.Pending pending =
                db.asSystem(tx -> store.states().use(tx, callback.state(), browser))
                        .orElseThrow(SignIns::unknown);
        if (callback.code().isEmpty()) throw denied(callback);
        ProviderApp app = app(pending);
        ConnectorInfo info = info(app.provider());
        Map<String, String> settings = Template.settings(info, given(app, pending.ask()));
        URI endpoint = Template.url(info.signIn().tokenUrl(), settings, app.settings().hosts());
        var code =
                new TokenClient.Code(
                        new Secret(callback.code()), redirectUri(), pending.verifier());
        try {
            return keep(
                    pending, app, settings, tokens.exchange(endpoint, info.signIn(), app, code));
        } catch (ProviderException refused) {
            throw new Refusal(
                    Refusal.Kind.PROVIDER_FAILED,
                    "sign-in.refused",
                    info.title()
                            + " did not accept the sign-in: "
                            + refused.getMessage()
                            + " ("
                            + refused.code()
                            + ")",
                    app.provider(),
                    "Close this window and connect again; if it fails again, have the client id and"
                            + " secret of the provider app checked.");
        }
    }

    private Connection keep(
            SignInStates.Pending pending,
            ProviderApp app,
            Map<String, String> settings,
            Tokens got) {
        Ask ask = pending.ask();
        var metadata = new HashMap<>(settings);
        metadata.putAll(got.metadata());
        String identity = info(app.provider()).signIn().identity();
        var account =
                new Connection.Account(
                        app.provider(),
                        app.id(),
                        ask.workspaceRef(),
                        metadata.getOrDefault(identity, ""),
                        "oauth2/authorizationCode",
                        metadata);
        return db.inTransaction(
                app.project().number(),
                tx -> {
                    Group group =
                            store.groups()
                                    .ensure(
                                            tx,
                                            app.project(),
                                            ask.group().ref(),
                                            ask.group().name());
                    Long consumer =
                            ask.consumer()
                                    .map(one ->
                                            store.groups()
                                                    .ensureConsumer(
                                                            tx, group.key(), one.ref(), one.name()))
                                    .map(Consumer::number)
                                    .orElse(null);
                    return store.connections().save(tx, group.key(), consumer, account, got);
                });
    }

    private ProviderApp app(SignInStates.Pending pending) {
        return db.inTransaction(
                        pending.project().number(),
                        tx -> store.apps().all().find(tx, pending.project(), pending.app()))
                .orElseThrow(SignIns::unknown);
    }

    private ConnectorInfo info(String provider) {
        return providers
                .apply(provider)
                .orElseThrow(() ->
                        new Refusal(
                                Refusal.Kind.UNPROCESSABLE,
                                "sign-in.not-supported",
                                "This server cannot sign in to \"" + provider + "\" yet.",
                                "body.provider",
                                "Run \"tenon providers\" to see which providers it can."));
    }

    private String redirectUri() {
        return publicUrl.resolve("/callbacks/v1/oauth").toString();
    }

    private static Map<String, String> given(ProviderApp app, Ask ask) {
        var values = new HashMap<>(app.settings().providerParams());
        values.putAll(ask.settings());
        return values;
    }

    private static Refusal unknown() {
        return new Refusal(
                Refusal.Kind.INVALID,
                "sign-in.unknown-state",
                "This sign-in link is used up, too old, or was opened in another browser.",
                "",
                "Go back to the product and press Connect again.");
    }

    private static Refusal denied(Callback callback) {
        boolean byPerson = callback.error().equals("access_denied");
        return new Refusal(
                Refusal.Kind.FORBIDDEN,
                byPerson ? "sign-in.denied" : "sign-in.failed",
                byPerson
                        ? "Access was not granted, so nothing was connected."
                        : "The provider did not sign in: "
                                + callback.error()
                                + " "
                                + callback.description(),
                "",
                "Close this window; to connect after all, press Connect again and allow access.");
    }

    /// The stores a sign-in needs.
    public record Store(Apps apps, SignInStates states, Connections connections, Groups groups) {}

    /// Finds the app that a request means.
    public record Apps(ProviderApps all) {
        ProviderApp forRequest(
                dev.tenon.server.db.Tx tx, ProjectId project, String provider, @Nullable UUID id) {
            Optional<ProviderApp> app =
                    id == null ? all.forProvider(tx, project, provider) : all.find(tx, project, id);
            return app.filter(found -> found.provider().equals(provider))
                    .orElseThrow(() ->
                            new Refusal(
                                    Refusal.Kind.UNPROCESSABLE,
                                    "provider-app.missing",
                                    "The project has no OAuth app for " + provider + ".",
                                    "body.provider",
                                    "Register your own with POST /v1/projects/{project}/provider-apps,"
                                            + " or with tenon connect "
                                            + provider
                                            + " --client-id."));
        }
    }

    /// Who wants to connect what.
    ///
    /// @param app null for the project's usual one
    /// @param settings the provider's settings, such as a domain
    public record Ask(
            String provider,
            Named group,
            Optional<Named> consumer,
            String workspaceRef,
            Map<String, String> settings,
            @Nullable UUID app) {
        /// Copies its map.
        public Ask {
            settings = Map.copyOf(settings);
        }
    }

    /// A group or a person, by the team's own id, and its name if it is given.
    public record Named(String ref, @Nullable String name) {}

    /// What the provider's redirect carried; absent parts are empty.
    public record Callback(String state, String code, String error, String description) {}

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
