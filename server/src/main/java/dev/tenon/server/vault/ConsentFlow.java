package dev.tenon.server.vault;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.db.Db;
import dev.tenon.server.db.Tx;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.SignIn.Consent;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// The steps that every sign-in with consent has, whoever takes the person there and back. Safe for
/// use by many threads.
final class ConsentFlow {
    private final Db db;
    private final SignIns.Store store;
    private final Grants grants;
    private final Function<String, Optional<ConnectorInfo>> providers;
    private final Keeping keeping;

    ConsentFlow(
            Db db,
            SignIns.Store store,
            Grants grants,
            Function<String, Optional<ConnectorInfo>> providers,
            InstantSource clock) {
        this.db = db;
        this.store = store;
        this.grants = grants;
        this.providers = providers;
        this.keeping = new Keeping(db, store, clock);
    }

    /// Checks what was asked for, and gives the state that the person comes back with.
    ///
    /// @param page the origin of the page that asks; empty where none does
    Secret begin(Tx tx, ProjectId project, SignIns.Ask ask, String page) {
        ConnectorInfo info = info(ask.provider());
        if (info.signIn().consent().isEmpty()) throw noConsent(info);
        boolean isOwn = ask.secrets().containsKey("clientId");
        Optional<ProviderApp> app =
                isOwn
                        ? store.apps().find(tx, project, ask.provider(), ask.app())
                        : Optional.of(
                                store.apps().forRequest(tx, project, ask.provider(), ask.app()));
        Map<String, String> settings = Template.settings(info, ask.given(app));
        if (!isOwn) app.ifPresent(found -> HostPin.check(info, found, settings));
        Secret state = store.states().create(tx, project, app, ask);
        if (!page.isEmpty()) store.states().cameFrom(tx, state.reveal(), page);
        return state;
    }

    /// Where the person is sent. OAuth 1 asks the provider for a request token first.
    URI toProvider(SignInStates.Pending pending, String state, String redirectUri) {
        Party party = party(pending);
        Consent consent = party.signIn().consent().orElseThrow();
        if (consent.requestTokenUrl().isEmpty()) {
            String challenge = SignInStates.challenge(pending.verifier());
            return grants.consent(party, redirectUri, state, challenge);
        }
        try {
            String callback =
                    Forms.with(URI.create(redirectUri), Map.of("state", state)).toString();
            Grants.RequestToken token = grants.requestToken(party, callback);
            db.inTransaction(
                    pending.project().number(),
                    tx -> {
                        store.states()
                                .replaceVerifier(tx, pending.project(), state, token.secret());
                        return state;
                    });
            return token.authorize();
        } catch (ProviderException refused) {
            throw refused(party.info(), refused);
        }
    }

    /// Exchanges what the person came back with, and stores the connection.
    ///
    /// @param also joins the transaction that stores it
    /// @throws Refusal with what the customer is told; nothing is stored then
    Connection complete(
            SignInStates.Pending pending,
            Map<String, String> callback,
            String redirectUri,
            BiConsumer<Tx, Connection> also) {
        Party party = party(pending);
        Consent consent = party.signIn().consent().orElseThrow();
        CameBack.checkIssuer(party, callback);
        boolean isOAuth1 = !consent.requestTokenUrl().isEmpty();
        String proof = callback.getOrDefault(isOAuth1 ? "oauth_verifier" : "code", "");
        if (proof.isEmpty()) throw denied(callback);
        Map<String, String> told = CameBack.told(party, callback);
        try {
            Tokens tokens =
                    isOAuth1
                            ? grants.exchange(
                                    party,
                                    new Grants.Approved(
                                            callback.getOrDefault("oauth_token", ""),
                                            pending.verifier(),
                                            proof))
                            : grants.exchange(
                                    party.knowing(told),
                                    new Grants.Code(
                                            new Secret(proof), redirectUri, pending.verifier()));
            return keeping.keep(pending.project(), pending.ask(), party, tokens, told, also);
        } catch (ProviderException refused) {
            throw refused(party.info(), refused);
        }
    }

    private Party party(SignInStates.Pending pending) {
        ConnectorInfo info = info(pending.ask().provider());
        Optional<ProviderApp> app =
                pending.app()
                        .map(id ->
                                db.inTransaction(
                                                pending.project().number(),
                                                tx ->
                                                        store.apps()
                                                                .all()
                                                                .find(tx, pending.project(), id))
                                        .orElseThrow(ConsentFlow::unknown));
        Map<String, String> settings = Template.settings(info, pending.ask().given(app));
        return new Party(info, settings, new Credential(pending.ask().secrets(), ""), app);
    }

    ConnectorInfo info(String provider) {
        return WaysIn.get(providers, provider);
    }

    static Refusal refused(ConnectorInfo info, ProviderException refused) {
        return new Refusal(
                Refusal.Kind.PROVIDER_FAILED,
                "sign-in.refused",
                info.title()
                        + " did not accept the sign-in: "
                        + refused.getMessage()
                        + " ("
                        + refused.code()
                        + ")",
                info.id(),
                "Close this window and connect again; if it fails again, have the client id and"
                        + " secret of the provider app checked.");
    }

    static Refusal unknown() {
        return new Refusal(
                Refusal.Kind.INVALID,
                "sign-in.unknown-state",
                "This sign-in link is used up, too old, or was opened in another browser.",
                "",
                "Go back to the product and press Connect again.");
    }

    private static Refusal noConsent(ConnectorInfo info) {
        return new Refusal(
                Refusal.Kind.UNPROCESSABLE,
                "sign-in.no-consent",
                info.title() + " is not signed in to on a page of its own.",
                "body.provider",
                "Give the customer's credentials to POST"
                        + " /v1/projects/{project}/connections:generate.");
    }

    private static Refusal denied(Map<String, String> callback) {
        String error = callback.getOrDefault("error", "");
        boolean byPerson = error.equals("access_denied") || callback.containsKey("denied");
        return new Refusal(
                Refusal.Kind.FORBIDDEN,
                byPerson ? "sign-in.denied" : "sign-in.failed",
                byPerson
                        ? "Access was not granted, so nothing was connected."
                        : "The provider did not sign in: "
                                + error
                                + " "
                                + callback.getOrDefault("error_description", ""),
                "",
                "Close this window; to connect after all, press Connect again and allow access.");
    }
}
