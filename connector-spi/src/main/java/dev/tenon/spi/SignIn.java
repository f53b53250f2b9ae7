package dev.tenon.spi;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How a customer signs in to a provider, and how each call shows it. Data alone: the engine does
/// the talking.
///
/// Texts that are called templates may name values as `{{name}}`: the connection's settings and
/// metadata, the [#fields], the provider app's `clientId` and `clientSecret`, and what belongs to
/// the moment: `code`, `redirectUri`, `codeVerifier`, `refreshToken`, `accessToken`,
/// `revokedToken`, `tokenEndpoint` (where the first token comes from), `assertion`, `scope`,
/// `random`, and in an assertion `keyFingerprint`.
///
/// @param scheme which way in it is, for people and for the API
/// @param fields the secrets a customer is asked for; none where a person consents at the provider
/// @param consent how a person is asked at the provider; none where nobody is
/// @param assertion a token that we sign ourselves; none where nothing is signed
/// @param tokens how access tokens are obtained; none where the fields themselves are shown
/// @param proof how a call shows the credential
public record SignIn(
        Scheme scheme,
        List<Field> fields,
        Optional<Consent> consent,
        Optional<Assertion> assertion,
        Optional<TokenEndpoint> tokens,
        Proof proof) {

    /// Copies its list.
    public SignIn {
        fields = List.copyOf(fields);
    }

    /// Whether an access token can be had again without a person, once it is lost.
    public boolean renewsAlone() {
        return consent.isEmpty() && (tokens.isPresent() || assertion.isPresent());
    }

    /// The ways in, as people call them.
    public enum Scheme {
        /// OAuth 2 with a consent page (RFC 6749, 4.1).
        AUTHORIZATION_CODE("oauth2/authorizationCode"),
        /// OAuth 2 with a client's own credentials (RFC 6749, 4.4).
        CLIENT_CREDENTIALS("oauth2/clientCredentials"),
        /// OAuth 2 with a person's password (RFC 6749, 4.3).
        PASSWORD("oauth2/password"),
        /// OAuth 1.0a (RFC 5849), with or without a consent page.
        OAUTH1("oauth1"),
        /// A key in a header or a parameter.
        API_KEY("apiKey"),
        /// A name and a password, or a key in the place of one of them (RFC 7617).
        BASIC("basic"),
        /// Fields are exchanged for a token by a call of the provider's own.
        TOKEN_EXCHANGE("custom"),
        /// A token that we sign (RFC 7519).
        JWT("jwt"),
        /// In a way that fits nothing else.
        CUSTOM("custom"),
        /// Not at all.
        NONE("none");

        private final String wireName;

        Scheme(String wireName) {
            this.wireName = wireName;
        }

        /// The name that connections carry in the API.
        public String wireName() {
            return wireName;
        }
    }

    /// A secret that a customer is asked for.
    ///
    /// @param name as templates name it
    /// @param title what a person is asked for
    /// @param fallback used when nothing is given
    /// @param isRequired whether there must be one
    public record Field(String name, String title, String fallback, boolean isRequired) {
        /// A field that must be given.
        public static Field required(String name, String title) {
            return new Field(name, title, "", true);
        }
    }

    /// How a person is asked at the provider.
    ///
    /// @param requestTokenUrl where OAuth 1 gets a request token; empty for OAuth 2
    /// @param authorizeUrl where the person is sent, a template
    /// @param params more parameters for that URL, templates; they win over the usual ones
    /// @param scopes asked for when the provider app names none, templates
    /// @param scopeSeparator between scopes
    /// @param pkce whether an S256 challenge is sent (RFC 7636)
    /// @param kept parameters of the callback that are kept as the connection's metadata
    public record Consent(
            String requestTokenUrl,
            String authorizeUrl,
            Map<String, String> params,
            List<String> scopes,
            String scopeSeparator,
            boolean pkce,
            Set<String> kept) {
        /// Copies its collections.
        public Consent {
            params = ordered(params);
            scopes = List.copyOf(scopes);
            kept = Set.copyOf(kept);
        }

        /// OAuth 2 as RFC 6749 has it, with PKCE.
        public static Consent oauth2(String authorizeUrl, List<String> scopes) {
            return new Consent("", authorizeUrl, Map.of(), scopes, " ", true, Set.of());
        }
    }

    /// A JSON Web Token that we sign.
    ///
    /// @param algorithm one of RFC 7518, 3.1, such as `RS256`, `PS256`, `ES256` or `HS256`
    /// @param key a template for the key: PEM, or the secret of the algorithms with `HS`
    /// @param isHex whether that secret is written in hexadecimal
    /// @param header more members of its header, templates
    /// @param claims its claims, templates; `iat` and `exp` are added
    /// @param life from `iat` to `exp`
    public record Assertion(
            String algorithm,
            String key,
            boolean isHex,
            Map<String, String> header,
            Map<String, String> claims,
            Duration life) {
        /// Copies its maps.
        public Assertion {
            header = ordered(header);
            claims = ordered(claims);
        }
    }

    /// Where access tokens come from.
    ///
    /// @param obtain gets the first one
    /// @param refresh gets the next ones with a refresh token
    /// @param revoke gives the `revokedToken` up, the refresh token or else the access token
    /// @param reply how replies are read
    /// @param keepAlive a credential is refreshed at least as often, for it dies when it is not
    ///   used; zero when it does not
    public record TokenEndpoint(
            TokenCall obtain,
            TokenCall refresh,
            Optional<TokenCall> revoke,
            TokenReply reply,
            Duration keepAlive) {

        /// An endpoint as RFC 6749 has it, for authorization codes.
        ///
        /// @param revokeUrl where a token is given up (RFC 7009); empty when there is no such place
        public static TokenEndpoint oauth2(String url, String revokeUrl, TokenReply reply) {
            TokenCall obtain = TokenCall.grant(url, "authorization_code");
            return new TokenEndpoint(
                    obtain,
                    TokenCall.grant(url, "refresh_token"),
                    Optional.of(revokeUrl).filter(own -> !own.isEmpty()).map(obtain::revocation),
                    reply,
                    Duration.ZERO);
        }

        /// The same, for credentials that die when they are not used for `life`.
        public TokenEndpoint keptAlive(Duration life) {
            return new TokenEndpoint(obtain, refresh, revoke, reply, life);
        }
    }

    /// One call that is answered with a token.
    ///
    /// @param method `POST`, `GET`, or `DELETE`
    /// @param url a template
    /// @param body how the parameters are sent
    /// @param client how the client's id and secret are shown
    /// @param params what is sent, templates; a name that begins with `/` is a JSON pointer. A
    ///   parameter whose value has no value is left out
    /// @param headers more headers
    public record TokenCall(
            String method,
            String url,
            Body body,
            ClientProof client,
            Map<String, String> params,
            List<Placement> headers) {
        /// Copies its collections.
        public TokenCall {
            params = ordered(params);
            headers = List.copyOf(headers);
        }

        /// A call of a grant of RFC 6749, with the client in the body.
        public static TokenCall grant(String url, String grant) {
            return new TokenCall(
                    "POST", url, Body.FORM, ClientProof.POST, grantParams(grant), List.of());
        }

        /// The call of RFC 7009 by which the client of this one gives a token up.
        public TokenCall revocation(String url) {
            return new TokenCall(
                    "POST", url, Body.FORM, client, Map.of("token", "{{revokedToken}}"), List.of());
        }

        /// The parameters that a grant of RFC 6749 or 7523 always has; one of a provider's own says
        /// all of them itself.
        public static Map<String, String> grantParams(String grant) {
            var params = new LinkedHashMap<String, String>();
            params.put("grant_type", grant);
            switch (grant) {
                case "authorization_code" -> {
                    params.put("code", "{{code}}");
                    params.put("redirect_uri", "{{redirectUri}}");
                    params.put("code_verifier", "{{codeVerifier}}");
                }
                case "refresh_token" -> params.put("refresh_token", "{{refreshToken}}");
                case "client_credentials" -> params.put("scope", "{{scope}}");
                case "password" -> {
                    params.put("username", "{{username}}");
                    params.put("password", "{{password}}");
                    params.put("scope", "{{scope}}");
                }
                case "urn:ietf:params:oauth:grant-type:jwt-bearer" ->
                        params.put("assertion", "{{assertion}}");
                default -> {}
            }
            return params;
        }
    }

    /// How parameters are sent.
    public enum Body {
        /// As a form.
        FORM,
        /// As a JSON object.
        JSON,
        /// In the URL.
        QUERY
    }

    /// How a client shows that it is one.
    public enum ClientProof {
        /// `client_id` and `client_secret` among the parameters.
        POST,
        /// In the header `Authorization` (RFC 6749, 2.3.1).
        BASIC,
        /// The way in's [#assertion] as `client_assertion`, signed anew for each call (RFC 7523,
        /// 2.2; `private_key_jwt` of OpenID Connect Core, 9).
        PRIVATE_KEY_JWT,
        /// The call's own parameters and headers say it.
        NONE
    }

    /// How a reply with a token is read. All places are JSON pointers (RFC 6901).
    ///
    /// @param access where the access token is
    /// @param refresh where the refresh token is; empty when there is none
    /// @param expiry where its expiry is: seconds, a Unix time, or a moment; empty when it is not
    ///   told
    /// @param kept what is kept as the connection's metadata: name to place
    /// @param identity what names the account
    /// @param lifetime how long an access token is believed to live when the reply does not say
    /// @param dead errors that mean, besides `invalid_grant`, that a person must sign in again:
    ///   codes, or whole messages where the provider has no codes
    public record TokenReply(
            String access,
            String refresh,
            String expiry,
            Map<String, String> kept,
            Identity identity,
            Duration lifetime,
            Set<String> dead) {
        /// Copies its collections.
        public TokenReply {
            kept = Map.copyOf(kept);
            dead = Set.copyOf(dead);
        }

        /// A reply as RFC 6749 has it; `kept` are members of it.
        public static TokenReply oauth2(Set<String> kept, Identity identity, Duration lifetime) {
            var places = new LinkedHashMap<String, String>();
            kept.forEach(member -> places.put(member, "/" + member));
            return new TokenReply(
                    "/access_token",
                    "/refresh_token",
                    "/expires_in",
                    places,
                    identity,
                    lifetime,
                    Set.of());
        }
    }

    /// What names the account that somebody has signed in to, whoever of its people it was.
    ///
    /// @param metadata the name of the metadata; empty when nothing names the account
    /// @param pattern a regular expression whose first group is the account's id; empty when the
    ///   metadata is the id
    public record Identity(String metadata, String pattern) {
        /// Nothing names the account.
        public static final Identity NONE = new Identity("", "");
    }

    /// How a call shows the credential.
    ///
    /// @param placements what is put into it
    /// @param signature how it is signed
    /// @param expired replies of the API that mean that the access token has expired
    public record Proof(List<Placement> placements, Signature signature, List<ExpirySign> expired) {
        /// Copies its lists.
        public Proof {
            placements = List.copyOf(placements);
            expired = List.copyOf(expired);
        }

        /// The access token as RFC 6750 has it.
        public static Proof bearer(List<ExpirySign> expired) {
            return new Proof(
                    List.of(Placement.header("Authorization", "Bearer {{accessToken}}")),
                    Signature.NONE,
                    expired);
        }
    }

    /// A value that is put into a call.
    ///
    /// @param in where
    /// @param name of the header or parameter
    /// @param prefix before the value, never encoded
    /// @param value a template
    /// @param isBase64 whether the value is encoded so
    public record Placement(In in, String name, String prefix, String value, boolean isBase64) {
        /// A header as it is.
        public static Placement header(String name, String value) {
            return new Placement(In.HEADER, name, "", value, false);
        }

        /// A parameter of the URL.
        public static Placement query(String name, String value) {
            return new Placement(In.QUERY, name, "", value, false);
        }

        /// Basic authentication (RFC 7617).
        public static Placement basic(String value) {
            return new Placement(In.HEADER, "Authorization", "Basic ", value, true);
        }
    }

    /// Where a value is put.
    public enum In {
        /// A header.
        HEADER,
        /// The URL's parameters.
        QUERY
    }

    /// How a call is signed.
    public enum Signature {
        /// Not.
        NONE,
        /// OAuth 1.0a with HMAC-SHA1 (RFC 5849, 3.4.2).
        OAUTH1_SHA1,
        /// OAuth 1.0a with HMAC-SHA256, as NetSuite's token-based authentication wants it, with the
        /// account as realm.
        OAUTH1_SHA256,
        /// A UsernameToken in the header `X-WSSE`, as Emarsys wants it.
        WSSE,
        /// AWS Signature Version 4: `username` and `password` are the access key's id and secret,
        /// `sessionToken` is for temporary ones; `service` and `region` win over the host's.
        AWS_V4
    }

    /// A reply that means: renew the credential, then try once more.
    ///
    /// @param status the HTTP status
    /// @param text what the body must contain; empty matches every body
    public record ExpirySign(int status, String text) {}

    private static Map<String, String> ordered(Map<String, String> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    /// OAuth 2 with an authorization code and a bearer token, as most providers have it.
    public static SignIn oauth2(Consent consent, TokenEndpoint tokens, List<ExpirySign> expired) {
        return new SignIn(
                Scheme.AUTHORIZATION_CODE,
                List.of(),
                Optional.of(consent),
                Optional.empty(),
                Optional.of(tokens),
                Proof.bearer(expired));
    }
}
