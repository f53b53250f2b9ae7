package dev.tenon.server.vault;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.spi.ConnectorInfo;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Signs a customer in with consent at the provider: [#begin] gives a URL of ours, [#start] binds
/// the browser that opens it and sends it to the provider, [#finish] takes the callback. The state
/// is random, stored as a hash, bound to that browser, and works once, for ten minutes. Safe for
/// use by many threads.
public final class SignIns {
    private final Db db;
    private final Store store;
    private final ConsentFlow flow;
    private final URI publicUrl;

    /// @param providers what is known of a provider that can be signed in to
    /// @param publicUrl where browsers reach this server
    public SignIns(
            Db db,
            Store store,
            VaultHttp http,
            Function<String, Optional<ConnectorInfo>> providers,
            URI publicUrl,
            InstantSource clock) {
        this.db = db;
        this.store = store;
        this.flow = new ConsentFlow(db, store, http.grants(), providers, clock);
        this.publicUrl = publicUrl;
    }

    /// Begins a sign-in and says where to send the customer's browser.
    ///
    /// @param page the origin of the page that asks; empty where none does
    /// @throws Refusal when the provider is unknown or not signed in to so, has no app, or a
    ///   setting is missing or wrong
    public URI begin(ProjectId project, Ask ask, String page) {
        return db.inTransaction(
                project.number(),
                tx -> {
                    Secret state = flow.begin(tx, project, ask, page);
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
                        .orElseThrow(ConsentFlow::unknown);
        return flow.toProvider(pending, state, redirectUri());
    }

    /// Takes the provider's callback and stores the connection.
    ///
    /// @param also joins the transaction that stores it
    /// @throws Refusal with what the page tells the customer; nothing is stored then
    public Connection finish(
            Map<String, String> callback, Secret browser, BiConsumer<Tx, Connection> also) {
        String state = callback.getOrDefault("state", "");
        SignInStates.Pending pending =
                db.asSystem(tx -> store.states().use(tx, state, browser))
                        .orElseThrow(ConsentFlow::unknown);
        return flow.complete(pending, callback, redirectUri(), also);
    }

    /// What is said of a state that nothing, or nothing any more, is known by.
    public static Refusal unknownState() {
        return ConsentFlow.unknown();
    }

    private String redirectUri() {
        return publicUrl.resolve("/callbacks/v1/oauth").toString();
    }

    /// The stores a sign-in needs.
    public record Store(Apps apps, SignInStates states, Connections connections, Groups groups) {}

    /// Finds the app that a request means.
    public record Apps(ProviderApps all) {
        ProviderApp forRequest(Tx tx, ProjectId project, String provider, @Nullable UUID id) {
            return find(tx, project, provider, id)
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

        Optional<ProviderApp> find(Tx tx, ProjectId project, String provider, @Nullable UUID id) {
            Optional<ProviderApp> app =
                    id == null ? all.forProvider(tx, project, provider) : all.find(tx, project, id);
            return app.filter(found -> found.provider().equals(provider));
        }
    }

    /// Who wants to connect what.
    ///
    /// @param settings the provider's settings, such as a domain
    /// @param secrets what the customer gives besides; empty where a person consents with the
    ///   team's client
    /// @param app null for the project's usual one
    /// @param connection the one that is to get a new credential; null for whichever fits
    public record Ask(
            String provider,
            Named group,
            Optional<Named> consumer,
            String workspaceRef,
            Map<String, String> settings,
            Map<String, Secret> secrets,
            @Nullable UUID app,
            @Nullable UUID connection) {
        /// Copies its maps.
        public Ask(
                String provider,
                Named group,
                Optional<Named> consumer,
                String workspaceRef,
                Map<String, String> settings,
                Map<String, Secret> secrets,
                @Nullable UUID app,
                @Nullable UUID connection) {
            this.provider = provider;
            this.group = group;
            this.consumer = consumer;
            this.workspaceRef = workspaceRef;
            this.settings = Map.copyOf(settings);
            this.secrets = Map.copyOf(secrets);
            this.app = app;
            this.connection = connection;
        }

        /// The settings, over those of an app.
        Map<String, String> given(Optional<ProviderApp> by) {
            var values = new HashMap<String, String>();
            by.ifPresent(found -> values.putAll(found.settings().providerParams()));
            values.putAll(settings);
            return values;
        }
    }

    /// A group or a person, by the team's own id, and its name if it is given.
    public record Named(String ref, @Nullable String name) {}

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
