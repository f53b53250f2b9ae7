package dev.tenon.server.vault;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.net.Http;
import dev.tenon.server.net.HttpFailure;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.SignIn;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Makes connections of credentials that the team already has: a key, a name and a password, a
/// client of the customer's own, tokens that another system got. What can be tried is tried before
/// anything is stored. Calls the provider, so that it must not be used inside a transaction. Safe
/// for use by many threads.
public final class KnownCredentials {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Db db;
    private final SignIns.Store store;
    private final Grants grants;
    private final Http http;
    private final Function<String, Optional<ConnectorInfo>> providers;
    private final Keeping keeping;
    private final InstantSource clock;

    /// @param providers what is known of a provider that can be signed in to
    public KnownCredentials(
            Db db,
            SignIns.Store store,
            VaultHttp vault,
            Http http,
            Function<String, Optional<ConnectorInfo>> providers,
            InstantSource clock) {
        this.db = db;
        this.store = store;
        this.grants = vault.grants();
        this.http = http;
        this.providers = providers;
        this.keeping = new Keeping(db, store, clock);
        this.clock = clock;
    }

    /// Makes a connection.
    ///
    /// @param also joins the transaction that stores it
    /// @throws Refusal `connection.field-missing` with every field that is missing,
    ///   `connection.refused` when the provider does not take them
    public Connection connect(ProjectId project, SignIns.Ask ask, BiConsumer<Tx, Connection> also) {
        ConnectorInfo info = WaysIn.get(providers, ask.provider());
        Optional<ProviderApp> app =
                db.inTransaction(
                        project.number(),
                        tx -> store.apps().find(tx, project, ask.provider(), ask.app()));
        Map<String, String> settings = Template.settings(info, ask.given(app));
        var secrets = new HashMap<>(fields(info, ask));
        Secret scope = secrets.remove("scope");
        var credential = new Credential(secrets, scope == null ? "" : scope.reveal());
        var party = new Party(info, settings, credential, app);
        if (!secrets.containsKey("clientId")) {
            app.ifPresent(found -> HostPin.check(info, found, settings));
        }
        Tokens tokens = tokens(party);
        check(party, tokens);
        return keeping.keep(project, ask, party, tokens, Map.of(), also);
    }

    /// Changes what is said of a connection, and not its credential.
    ///
    /// @param also joins the transaction that stores it
    /// @throws Refusal `connection.bad-setting`, or `provider-app.host-not-pinned` when the team's
    ///   client would go elsewhere
    public Connection describe(
            ProjectId project,
            Connection connection,
            SignIns.Ask ask,
            BiConsumer<Tx, Connection> also) {
        ConnectorInfo info = WaysIn.get(providers, ask.provider());
        Map<String, String> settings = Template.settings(info, ask.settings());
        var metadata = new HashMap<>(connection.account().metadata());
        metadata.putAll(settings);
        if (!metadata.equals(connection.account().metadata())) {
            app(project, connection).ifPresent(found -> HostPin.check(info, found, settings));
        }
        return db.inTransaction(
                project.number(),
                tx -> {
                    Connection changed =
                            store.connections()
                                    .describe(tx, connection, ask.workspaceRef(), metadata);
                    also.accept(tx, changed);
                    return changed;
                });
    }

    private Optional<ProviderApp> app(ProjectId project, Connection connection) {
        UUID app = connection.account().app();
        if (app == null) return Optional.empty();
        return db.inTransaction(project.number(), tx -> store.apps().all().find(tx, project, app));
    }

    private Tokens tokens(Party party) {
        Credential given = party.credential();
        try {
            boolean isImported = given.access() != null;
            if (isImported && given.refresh() == null) return imported(given);
            if (party.signIn().consent().isEmpty()) return grants.obtain(party);
            if (given.refresh() == null) throw missing(List.of("accessToken"), party.info());
            // A refresh token is tried at once, for a rotating one may be dead already.
            return grants.refresh(party);
        } catch (ProviderException refused) {
            throw refused(party.info(), refused.getMessage(), refused.code());
        }
    }

    /// An access token that comes without a refresh token is used until the provider refuses it.
    private Tokens imported(Credential given) {
        return new Tokens(
                Map.of(Credential.ACCESS, Objects.requireNonNull(given.access())),
                "",
                Tokens.Life.endless(clock.instant()),
                Map.of());
    }

    /// A field that is no secret may also stand with the settings, where other products have it.
    private static Map<String, Secret> fields(ConnectorInfo info, SignIns.Ask ask) {
        Map<String, Secret> given = ask.secrets();
        boolean isImport =
                given.containsKey(Credential.ACCESS) || given.containsKey(Credential.REFRESH);
        var fields = new HashMap<>(given);
        var missing = new ArrayList<String>();
        for (SignIn.Field field : info.signIn().fields()) {
            if (fields.containsKey(field.name())) continue;
            String setting = ask.settings().getOrDefault(field.name(), "");
            if (!setting.isEmpty()) {
                fields.put(field.name(), new Secret(setting));
                continue;
            }
            if (!field.fallback().isEmpty()) {
                fields.put(field.name(), new Secret(field.fallback()));
            } else if (field.isRequired() && !isImport) {
                missing.add(field.name());
            }
        }
        if (!missing.isEmpty()) throw missing(missing, info);
        return fields;
    }

    /// Asks the provider once, where the definition knows what to ask. Only a clear no refuses the
    /// credential: a provider that is away does not keep a customer from connecting.
    private void check(Party party, Tokens tokens) {
        if (party.info().check().isEmpty()) return;
        var metadata = new HashMap<>(party.metadata());
        metadata.putAll(tokens.metadata());
        Map<String, Secret> secrets = party.with(party.credential().with(tokens)).secrets();
        var token = new Credentials.Token(secrets, 0, metadata, party.hosts());
        URI base = token.base(party.info());
        var call =
                new CallProofs.Outgoing(
                        "GET", URI.create(base + party.info().check()), "", new byte[0]);
        Instant now = clock.instant();
        CallProofs.Shown shown = CallProofs.show(party.signIn().proof(), token, call, now);
        try (Http.Reply reply =
                http.send(
                        new Http.Call("GET", shown.uri(), shown.headers(), new byte[0], TIMEOUT))) {
            if (reply.status() != 401 && reply.status() != 403) return;
            throw refused(
                    party.info(), "it does not take these credentials", "HTTP " + reply.status());
        } catch (HttpFailure _) {
            System.getLogger("tenon.vault")
                    .log(
                            System.Logger.Level.INFO,
                            "a new credential of " + party.info().id() + " could not be tried");
        }
    }

    private static Refusal missing(List<String> names, ConnectorInfo info) {
        return new Refusal(
                Refusal.Kind.UNPROCESSABLE,
                names.stream()
                        .map(name ->
                                new Diagnostic(
                                        "connection.field-missing",
                                        info.title() + " needs \"" + name + "\".",
                                        "body",
                                        "Give it in the part of the body for this kind of"
                                                + " credential; GET /v1/providers/"
                                                + info.id()
                                                + " lists what is needed."))
                        .toList());
    }

    private static Refusal refused(ConnectorInfo info, String words, String code) {
        return new Refusal(
                Refusal.Kind.UNPROCESSABLE,
                "connection.refused",
                info.title() + " refused the credentials: " + words + " (" + code + ").",
                "body",
                "Check them with the customer; nothing was stored.");
    }
}
