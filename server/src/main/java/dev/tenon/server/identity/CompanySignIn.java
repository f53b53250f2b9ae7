package dev.tenon.server.identity;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.digest.Sha256;
import dev.tenon.server.json.Json;
import dev.tenon.server.net.Http;
import dev.tenon.server.people.Arrivals.Arrival;
import dev.tenon.server.people.Email;
import dev.tenon.server.seal.Seal;
import dev.tenon.server.seal.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Sends a browser to a company's identity provider and takes it back: the authorization code flow
/// of OpenID Connect, with PKCE. What it set out with is sealed in a cookie of that browser, holds
/// for ten minutes and works once. Safe for use by many threads.
public final class CompanySignIn {
    private final IdentitySettings settings;
    private final URI back;
    private final Discovery discovery;
    private final IdToken tokens;
    private final Journeys journeys;
    private final InstantSource clock;

    /// @param back where the provider sends browsers back to
    public CompanySignIn(
            Http http,
            IdentitySettings settings,
            URI back,
            Seal seal,
            SecureRandom random,
            InstantSource clock) {
        this.settings = settings;
        this.back = back;
        this.discovery = new Discovery(http, settings.issuer(), clock);
        this.tokens =
                new IdToken(
                        new SigningKeys(discovery, clock),
                        settings.issuer().toString(),
                        settings.client().id());
        this.journeys = new Journeys(seal, random, clock);
        this.clock = clock;
    }

    /// The provider, as the server was told of it.
    public IdentitySettings settings() {
        return settings;
    }

    /// Sends a browser off.
    ///
    /// @param next the page that it wants in the end
    /// @throws Refusal `identity.unreachable` or `identity.wrong-issuer`
    public Departure begin(String next) {
        URI there = discovery.metadata().authorization();
        Journey journey = journeys.begin(next);
        var query = new LinkedHashMap<String, String>();
        query.put("response_type", "code");
        query.put("client_id", settings.client().id());
        query.put("redirect_uri", back.toString());
        query.put("scope", settings.client().scopes());
        query.put("state", journey.state());
        query.put("nonce", journey.nonce());
        query.put("code_challenge", challenge(journey.verifier()));
        query.put("code_challenge_method", "S256");
        String join = there.getRawQuery() == null ? "?" : "&";
        return new Departure(there + join + form(query), journeys.seal(journey));
    }

    /// Takes a browser back.
    ///
    /// @param said what stands in the address that it came back to
    /// @param cookie what it set out with
    /// @param use uses a state up by its hash; false when it was used before
    /// @throws Refusal `identity.unknown-state`, `identity.wrong-issuer`, `identity.denied`,
    ///   `identity.refused`, `identity.unreachable`, `identity.bad-token` or `identity.wrong-nonce`
    public Return finish(Map<String, String> said, String cookie, Predicate<byte[]> use) {
        Journey journey = journeys.open(cookie).orElseThrow(CompanySignIn::unknownState);
        String state = said.getOrDefault("state", "");
        boolean same = new Secret(state).equals(new Secret(journey.state()));
        if (!same || !use.test(Sha256.of(state))) throw unknownState();
        checkIssuer(said.get("iss"));
        String error = said.getOrDefault("error", "");
        if (!error.isEmpty()) throw refused(error, said.getOrDefault("error_description", ""));
        JsonNode granted = exchange(said.getOrDefault("code", ""), journey);
        JsonNode claims =
                tokens.read(
                        granted.path("id_token").asString(""),
                        new IdToken.Expected(journey.nonce(), journey.began(), clock.instant()));
        return new Return(
                arrival(claims, granted.path("access_token").asString("")), journey.next());
    }

    private void checkIssuer(@Nullable String named) {
        boolean right =
                named == null
                        ? !discovery.metadata().tellsIssuer()
                        : named.equals(settings.issuer().toString());
        if (right) return;
        throw new Refusal(
                Refusal.Kind.INVALID,
                "identity.wrong-issuer",
                "Another identity provider than the one asked sent you back.",
                named == null ? "the address has no iss" : named,
                "Begin again. If it happens once more, tell an admin: somebody may be mixing up"
                        + " answers on purpose.");
    }

    private JsonNode exchange(String code, Journey journey) {
        if (code.isEmpty()) throw refused("no_code", "");
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", back.toString());
        form.put("code_verifier", journey.verifier());
        var headers = new LinkedHashMap<String, String>();
        headers.put("Content-Type", "application/x-www-form-urlencoded");
        headers.put("Accept", "application/json");
        authenticate(form, headers);
        URI at = discovery.metadata().token();
        byte[] body = form(form).getBytes(StandardCharsets.UTF_8);
        Discovery.Answer answer = discovery.call("POST", at, headers, body);
        if (answer.status() == 400 || answer.status() == 401) throw notGranted(answer);
        return Discovery.json(answer, at.toString());
    }

    /// By the header unless the provider wants the secret in the form (OpenID Connect Core 1.0,
    /// section 9).
    private void authenticate(Map<String, String> form, Map<String, String> headers) {
        IdentitySettings.Client client = settings.client();
        String secret = client.secret().reveal();
        var ways = discovery.metadata().clientAuthentication();
        boolean inForm =
                !ways.contains("client_secret_basic") && ways.contains("client_secret_post");
        if (secret.isEmpty() || inForm) {
            form.put("client_id", client.id());
            if (!secret.isEmpty()) form.put("client_secret", secret);
            return;
        }
        String pair = escape(client.id()) + ":" + escape(secret);
        headers.put(
                "Authorization",
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    private Arrival arrival(JsonNode claims, String access) {
        boolean enough = claims.hasNonNull("email") && hasRole(claims);
        JsonNode more = enough ? Json.object() : people(claims, access);
        String email = text(claims, more, "email");
        JsonNode from = claims.hasNonNull("email") ? claims : more;
        boolean verified = from.path("email_verified").asString("").equals("true");
        return new Arrival(
                settings.issuer().toString(),
                claims.path("sub").asString(""),
                Email.normal(email).orElse(""),
                verified,
                text(claims, more, "name"),
                isAdmin(claims, more));
    }

    private boolean hasRole(JsonNode claims) {
        String claim = settings.role().claim();
        return claim.isEmpty() || !Claims.at(claims, claim).isMissingNode();
    }

    private @Nullable Boolean isAdmin(JsonNode claims, JsonNode more) {
        String claim = settings.role().claim();
        if (claim.isEmpty()) return null;
        return Claims.has(hasRole(claims) ? claims : more, claim, settings.role().admin());
    }

    private static String text(JsonNode claims, JsonNode more, String claim) {
        String first = claims.path(claim).asString("");
        return first.isEmpty() ? more.path(claim).asString("") : first;
    }

    /// Many providers tell addresses and names at another endpoint only. What stands there is
    /// believed for the same subject alone.
    private JsonNode people(JsonNode claims, String access) {
        URI at = discovery.metadata().people();
        if (at == null || access.isEmpty()) return Json.object();
        Map<String, String> headers =
                Map.of("Authorization", "Bearer " + access, "Accept", "application/json");
        JsonNode told =
                Discovery.json(discovery.call("GET", at, headers, new byte[0]), at.toString());
        if (told.path("sub").asString("").equals(claims.path("sub").asString(""))) return told;
        throw IdToken.bad("its subject and that of the user info differ");
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + escape(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String challenge(String verifier) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(verifier));
    }

    private static Refusal unknownState() {
        return new Refusal(
                Refusal.Kind.INVALID,
                "identity.unknown-state",
                "This sign-in was used, is older than ten minutes, or began in another browser.",
                "the address",
                "Begin again at the sign-in page.");
    }

    private static Refusal refused(String error, String words) {
        boolean denied = error.equals("access_denied");
        String said = Claims.plain(error) + (words.isEmpty() ? "" : ": " + Claims.plain(words));
        return new Refusal(
                Refusal.Kind.FORBIDDEN,
                denied ? "identity.denied" : "identity.refused",
                denied
                        ? "The identity provider did not let you in (" + said + ")."
                        : "The identity provider ended the sign-in (" + said + ").",
                "the identity provider",
                denied
                        ? "Begin again, or ask whoever runs it for access to Tenon."
                        : "Have an admin compare the client's settings there with --oidc-client-id,"
                                + " --oidc-scopes and the redirect address.");
    }

    private static Refusal notGranted(Discovery.Answer answer) {
        String error = "status " + answer.status();
        try {
            JsonNode json = Json.parseForeign(answer.body());
            String given = json.path("error").asString(error);
            return refused(
                    given.equals("access_denied") ? error : given,
                    json.path("error_description").asString(""));
        } catch (Refusal _) {
            return refused(error, "");
        }
    }

    /// @param location where the browser is sent
    /// @param cookie what it takes along
    public record Departure(String location, String cookie) {
        @Override
        public String toString() {
            return "Departure(***)";
        }
    }

    /// @param next the page that it wanted
    public record Return(Arrival arrival, String next) {}
}
