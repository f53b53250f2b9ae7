package dev.tenon.server.vault;

import dev.tenon.server.net.Http;
import dev.tenon.server.seal.Secret;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.SignIn;
import dev.tenon.spi.SignIn.Consent;
import dev.tenon.spi.SignIn.TokenCall;
import dev.tenon.spi.SignIn.TokenEndpoint;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Gets tokens for a party, in whatever way its provider has. Stores nothing. Safe for use by many
/// threads.
final class Grants {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Set<String> BINDING =
            Set.of("state", "redirect_uri", "code_challenge", "code_challenge_method");

    private final TokenCalls calls;
    private final TokenReplies replies;
    private final InstantSource clock;

    Grants(Http http, InstantSource clock) {
        this.calls = new TokenCalls(http);
        this.replies = new TokenReplies(clock);
        this.clock = clock;
    }

    /// Where a person is sent to consent.
    ///
    /// @param state comes back with the person
    /// @param challenge the S256 challenge of the verifier
    URI consent(Party party, String redirectUri, String state, String challenge) {
        Consent consent = party.signIn().consent().orElseThrow();
        var query = new LinkedHashMap<String, String>();
        query.put("response_type", "code");
        query.put("client_id", party.clientId());
        query.put("redirect_uri", redirectUri);
        query.put("state", state);
        if (!party.scope().isEmpty()) query.put("scope", party.scope());
        if (consent.pkce()) {
            query.put("code_challenge", challenge);
            query.put("code_challenge_method", "S256");
        }
        Map<String, String> values = party.values();
        values.put("random", state.substring(0, Math.min(16, state.length())));
        more(party, values, query);
        return Forms.with(Template.url(consent.authorizeUrl(), values, party.hosts()), query);
    }

    /// The parameters of the definition, then those of the team's app, but for what binds the
    /// answer to this sign-in.
    private static void more(Party party, Map<String, String> values, Map<String, String> query) {
        party.signIn()
                .consent()
                .orElseThrow()
                .params()
                .forEach((name, template) ->
                        Template.fill(template, values).ifPresent(value -> query.put(name, value)));
        party.app()
                .ifPresent(app ->
                        app.settings()
                                .authQuery()
                                .forEach((name, value) -> {
                                    if (!BINDING.contains(name)) query.put(name, value);
                                }));
    }

    /// Exchanges an authorization code.
    Tokens exchange(Party party, Code code) {
        TokenEndpoint tokens = party.signIn().tokens().orElseThrow();
        Map<String, String> values = values(party);
        values.put("code", code.code().reveal());
        values.put("redirectUri", code.redirectUri());
        if (party.signIn().consent().orElseThrow().pkce()) {
            values.put("codeVerifier", code.verifier().reveal());
        }
        return send(tokens.obtain(), party, values);
    }

    /// Gets a token without a person: with what the customer gave, by a token of our own signing,
    /// or none where the customer's key itself is shown.
    ///
    /// @throws ProviderException when the provider does not take what was given
    Tokens obtain(Party party) {
        Instant now = clock.instant();
        SignIn signIn = party.signIn();
        Map<String, String> values = values(party);
        if (signIn.tokens().isPresent()) return send(signIn.tokens().get().obtain(), party, values);
        if (signIn.assertion().isEmpty()) return Tokens.none(now);
        var access = new Secret(values.getOrDefault("assertion", ""));
        var life = new Tokens.Life(now, now.plus(signIn.assertion().get().life()));
        return new Tokens(Map.of(Credential.ACCESS, access), "", life, Map.of());
    }

    /// What the templates of a call may name, a token of our own signing with it.
    private Map<String, String> values(Party party) {
        Map<String, String> values = party.values();
        SignIn signIn = party.signIn();
        if (signIn.assertion().isEmpty()) return values;
        signIn.tokens()
                .map(tokens -> Template.url(tokens.obtain().url(), values, party.hosts()))
                .ifPresent(url -> values.put("tokenEndpoint", url.toString()));
        values.put("assertion", Assertions.sign(signIn.assertion().get(), values, clock.instant()));
        return values;
    }

    /// Exchanges a refresh token.
    ///
    /// @throws ProviderException.Revoked when the grant is dead
    Tokens refresh(Party party) {
        TokenEndpoint tokens = party.signIn().tokens().orElseThrow();
        return send(tokens.refresh(), party, values(party));
    }

    private Tokens send(TokenCall call, Party party, Map<String, String> values) {
        TokenEndpoint tokens = party.signIn().tokens().orElseThrow();
        Instant asked = clock.instant();
        return replies.tokens(calls.send(call, values, party.hosts()), tokens.reply(), asked);
    }

    /// Gives a token up; what the provider answers changes nothing for us.
    void revoke(Party party) {
        Optional<TokenCall> call = party.signIn().tokens().flatMap(TokenEndpoint::revoke);
        Secret refresh = party.credential().refresh();
        Secret token = refresh == null ? party.credential().access() : refresh;
        if (call.isEmpty() || token == null) return;
        Map<String, String> values = values(party);
        values.put("revokedToken", token.reveal());
        try {
            TokenCalls.Answer answer = calls.send(call.get(), values, party.hosts());
            if (answer.status() >= 300) told("HTTP " + answer.status());
        } catch (ProviderException refused) {
            told(refused.code());
        }
    }

    private static void told(String why) {
        System.getLogger("tenon.vault")
                .log(System.Logger.Level.INFO, "a token was not revoked: " + why);
    }

    /// Gets a request token of OAuth 1.0a (RFC 5849, 2.1), and says where the person is sent (2.2).
    RequestToken requestToken(Party party, String callback) {
        Consent consent = party.signIn().consent().orElseThrow();
        Map<String, String> values = party.values();
        URI uri = Template.url(consent.requestTokenUrl(), values, party.hosts());
        var keys = new OAuth1.Keys(party.clientId(), party.clientSecret().reveal(), "", "");
        JsonNode json = signed(party, uri, keys, Map.of("oauth_callback", callback));
        String token = json.path("oauth_token").asString("");
        String secret = json.path("oauth_token_secret").asString("");
        if (token.isEmpty()) throw noToken();
        var query = new LinkedHashMap<String, String>();
        query.put("oauth_token", token);
        more(party, values, query);
        URI authorize = Template.url(consent.authorizeUrl(), values, party.hosts());
        return new RequestToken(new Secret(secret), Forms.with(authorize, query));
    }

    /// Exchanges a request token that a person has approved (RFC 5849, 2.3).
    Tokens exchange(Party party, Approved approved) {
        TokenEndpoint tokens = party.signIn().tokens().orElseThrow();
        Instant now = clock.instant();
        URI uri = Template.url(tokens.obtain().url(), party.values(), party.hosts());
        var keys =
                new OAuth1.Keys(
                        party.clientId(),
                        party.clientSecret().reveal(),
                        approved.token(),
                        approved.secret().reveal());
        JsonNode json = signed(party, uri, keys, Map.of("oauth_verifier", approved.verifier()));
        String token = json.path("oauth_token").asString("");
        if (token.isEmpty()) throw noToken();
        var secrets = new HashMap<String, Secret>();
        secrets.put(Credential.ACCESS, new Secret(token));
        secrets.put("tokenSecret", new Secret(json.path("oauth_token_secret").asString("")));
        var metadata = new HashMap<String, String>();
        tokens.reply()
                .kept()
                .forEach((name, place) -> {
                    String value = json.at(place).asString("");
                    if (!value.isEmpty()) metadata.put(name, value);
                });
        return new Tokens(secrets, "", Tokens.Life.endless(now), metadata);
    }

    private JsonNode signed(Party party, URI uri, OAuth1.Keys keys, Map<String, String> extra) {
        boolean isSha256 = party.signIn().proof().signature() == SignIn.Signature.OAUTH1_SHA256;
        String header =
                new OAuth1(keys, isSha256, "")
                        .header("POST", uri, Map.of(), extra, CallProofs.moment(clock.instant()));
        var call =
                new Http.Call("POST", uri, Map.of("Authorization", header), new byte[0], TIMEOUT);
        return replies.accepted(calls.send(call), party.signIn().tokens().orElseThrow().reply());
    }

    private static ProviderException noToken() {
        return new ProviderException.Garbled(
                new ProviderException.Said(
                        "no token", "The token endpoint's reply has no token", ""));
    }

    /// An authorization code and what proves that it is ours.
    record Code(Secret code, String redirectUri, Secret verifier) {}

    /// A request token's secret, and where its person is sent.
    record RequestToken(Secret secret, URI authorize) {}

    /// A request token that came back.
    record Approved(String token, Secret secret, String verifier) {}
}
