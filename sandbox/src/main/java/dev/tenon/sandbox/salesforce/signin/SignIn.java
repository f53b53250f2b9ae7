package dev.tenon.sandbox.salesforce.signin;

import dev.tenon.sandbox.salesforce.store.Org;
import dev.tenon.sandbox.salesforce.store.OrgUser;
import dev.tenon.sandbox.web.Answer;
import dev.tenon.sandbox.web.Call;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Everything below `/services/oauth2` and `/id`: consent, then tokens, then who they speak for.
/// Any thread may use it.
public final class SignIn {
    private final SignInSettings settings;
    private final List<Org> orgs;
    private final Grants grants;
    private final TokenEndpoint tokens;
    private final WhoAmI whoAmI;

    /// Sign-in to these orgs.
    public SignIn(
            SignInSettings settings,
            Collection<Org> orgs,
            InstantSource clock,
            RandomGenerator random) {
        this.settings = settings;
        this.orgs = List.copyOf(orgs);
        this.grants = new Grants(settings, clock, random);
        this.tokens = new TokenEndpoint(this::client, grants);
        this.whoAmI = new WhoAmI(grants);
    }

    /// Answers a call; `action` is what follows `/services/oauth2/`.
    public Answer answer(Call call, String action) {
        return switch (action) {
            case "authorize" -> call.method().equals("POST") ? decide(call) : ask(call.query());
            case "token" -> tokens.token(call);
            case "revoke" -> tokens.revoke(call);
            case "introspect" -> tokens.introspect(call);
            case "userinfo" -> whoAmI.userInfo(call);
            default ->
                    Answer.json(
                            404,
                            Map.of("error", "not_found", "error_description", "no such endpoint"));
        };
    }

    /// Answers `/id/{org}/{user}`.
    public Answer identity(Call call) {
        return whoAmI.identity(call);
    }

    /// Whom a call's bearer token speaks for, or null.
    public @Nullable Session session(Call call) {
        String header = call.header("authorization");
        if (header == null) return null;
        int space = header.indexOf(' ');
        boolean bearer =
                space > 0
                        && List.of("bearer", "oauth")
                                .contains(header.substring(0, space).toLowerCase(Locale.ROOT));
        return bearer ? grants.session(header.substring(space + 1).trim()) : null;
    }

    /// Ends all tokens of an org, or of one user of it.
    public void revokeAll(String org, String username) {
        grants.revoke(session -> isOf(session, org, username));
    }

    /// Ends the access tokens of an org, or of one user of it; refresh tokens stay.
    public void expireAccess(String org, String username) {
        grants.expire(session -> isOf(session, org, username));
    }

    private static boolean isOf(Session session, String org, String username) {
        return (org.isEmpty() || session.org().name().equals(org))
                && (username.isEmpty() || session.user().username().equals(username));
    }

    private @Nullable OAuthClient client(String id) {
        for (OAuthClient client : settings.clients()) if (client.id().equals(id)) return client;
        OAuthClient any = settings.openClient();
        if (any == null || id.isBlank()) return null;
        return new OAuthClient(id, "", any.redirects(), any.needsChallenge(), any.rotates());
    }

    private Answer ask(Map<String, String> asked) {
        Answer refusal = refusal(asked);
        return refusal == null ? Answer.html(200, ConsentPage.ask(orgs, asked)) : refusal;
    }

    private @Nullable Answer refusal(Map<String, String> asked) {
        OAuthClient client = client(asked.getOrDefault("client_id", ""));
        if (client == null) {
            return page(
                    "invalid_client_id",
                    "client identifier invalid",
                    "Check the client id in your provider app.");
        }
        String redirect = asked.getOrDefault("redirect_uri", "");
        if (!client.mayRedirectTo(redirect)) {
            return page(
                    "redirect_uri_mismatch",
                    "redirect_uri must match configuration",
                    "Register \"" + redirect + "\" with this client.");
        }
        if (!asked.getOrDefault("response_type", "").equals("code")) {
            return refused(asked, "unsupported_response_type", "response type not supported");
        }
        return challengeRefusal(client, asked);
    }

    private static @Nullable Answer challengeRefusal(
            OAuthClient client, Map<String, String> asked) {
        if (asked.getOrDefault("code_challenge", "").isEmpty()) {
            return client.needsChallenge()
                    ? refused(asked, "invalid_request", "missing required code challenge")
                    : null;
        }
        if (asked.getOrDefault("code_challenge_method", "S256").equals("S256")) return null;
        return refused(
                asked, "invalid_request", "only the S256 code challenge method is supported");
    }

    private static Answer refused(Map<String, String> asked, String error, String description) {
        return back(asked, Map.of("error", error, "error_description", description));
    }

    private static Answer page(String code, String description, String fix) {
        return Answer.html(400, ConsentPage.refuse(code, description, fix));
    }

    private Answer decide(Call call) {
        Map<String, String> asked = call.form();
        Answer refusal = refusal(asked);
        if (refusal != null) return refusal;
        if (!asked.getOrDefault("decision", "").equals("allow")) {
            return refused(asked, "access_denied", "end-user denied authorization");
        }
        Session session = chosen(asked);
        if (session == null)
            return page(
                    "invalid_request",
                    "there is no such org or user",
                    "Choose one of the listed users.");
        var question =
                new Grants.Asked(
                        asked.getOrDefault("redirect_uri", ""),
                        asked.getOrDefault("code_challenge", ""));
        return back(asked, Map.of("code", grants.consent(session, question)));
    }

    /// The user named in the form, else the first of the org named there or in the hint.
    private @Nullable Session chosen(Map<String, String> asked) {
        String user = asked.getOrDefault("user", "");
        String wanted =
                asked.getOrDefault("org", asked.getOrDefault("login_hint", orgs.getFirst().name()));
        String client = asked.getOrDefault("client_id", "");
        String scope = asked.getOrDefault("scope", "");
        String granted = scope.isBlank() ? "refresh_token api id" : scope;
        for (Org org : orgs) {
            for (OrgUser candidate : org.users()) {
                boolean named = candidate.username().equals(user.isEmpty() ? wanted : user);
                boolean first = user.isEmpty() && org.name().equals(wanted);
                if (named || first) return new Session(org, candidate, client, granted);
            }
        }
        return null;
    }

    private static Answer back(Map<String, String> asked, Map<String, String> news) {
        var all = new LinkedHashMap<>(news);
        String state = asked.get("state");
        if (state != null) all.put("state", state);
        String redirect = asked.getOrDefault("redirect_uri", "");
        var target = new StringBuilder(redirect);
        char joint = redirect.contains("?") ? '&' : '?';
        for (var pair : all.entrySet()) {
            target.append(joint)
                    .append(pair.getKey())
                    .append('=')
                    .append(URLEncoder.encode(pair.getValue(), StandardCharsets.UTF_8));
            joint = '&';
        }
        return Answer.redirect(target.toString());
    }
}
