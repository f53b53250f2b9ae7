package dev.tenon.sandbox.salesforce.signin;

import dev.tenon.sandbox.web.Answer;
import dev.tenon.sandbox.web.Body;
import dev.tenon.sandbox.web.Call;
import dev.tenon.sandbox.web.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Tells an app whom its token speaks for.
final class WhoAmI {
    private final Grants grants;

    WhoAmI(Grants grants) {
        this.grants = grants;
    }

    Answer userInfo(Call call) {
        Session session = session(call);
        return session == null ? badToken() : Answer.json(200, userInfo(call, session));
    }

    private static ObjectNode userInfo(Call call, Session session) {
        var info = Json.object();
        info.put("sub", TokenEndpoint.idUrl(call, session));
        info.put("user_id", session.user().id()).put("organization_id", session.org().id());
        info.put("preferred_username", session.user().username())
                .put("nickname", session.user().username());
        info.put("name", session.user().name()).put("email", session.user().username());
        info.put("email_verified", true).put("zoneinfo", "Europe/Berlin");
        info.putObject("address").put("country", "DE");
        info.put("is_salesforce_integration_user", false);
        urls(info.putObject("urls"), call, session);
        info.put("active", true).put("user_type", "STANDARD").put("language", "en_US");
        info.put("locale", "en_US")
                .put("utcOffset", 3_600_000)
                .put("updated_at", "2026-01-01T00:00:00Z");
        return info;
    }

    Answer identity(Call call) {
        Session session = session(call);
        List<String> parts = call.segments();
        boolean own =
                session != null
                        && parts.size() == 3
                        && parts.get(1).equals(session.org().id())
                        && parts.get(2).equals(session.user().id());
        if (session == null || !own) return badToken();
        var identity = Json.object();
        identity.put("id", TokenEndpoint.idUrl(call, session)).put("asserted_user", true);
        identity.put("user_id", session.user().id()).put("organization_id", session.org().id());
        identity.put("username", session.user().username())
                .put("nick_name", session.user().username());
        identity.put("display_name", session.user().name()).put("email", session.user().username());
        urls(identity.putObject("urls"), call, session);
        identity.put("active", true)
                .put("user_type", "STANDARD")
                .put("language", "en_US")
                .put("locale", "en_US");
        identity.put("utcOffset", 3_600_000)
                .put("last_modified_date", "2026-01-01T00:00:00Z")
                .put("is_app_installed", true);
        return Answer.json(200, identity);
    }

    private static void urls(ObjectNode urls, Call call, Session session) {
        String data = call.origin() + "/services/data/v{version}/";
        urls.put("rest", data).put("sobjects", data + "sobjects/").put("query", data + "query/");
        urls.put("profile", call.origin() + "/" + session.user().id());
    }

    private @Nullable Session session(Call call) {
        String header = call.header("authorization");
        String token =
                header == null || header.indexOf(' ') < 0
                        ? call.query().getOrDefault("oauth_token", "")
                        : header.substring(header.indexOf(' ') + 1);
        return grants.session(token.trim());
    }

    private static Answer badToken() {
        var text = new Body.Bytes("Bad_OAuth_Token".getBytes(StandardCharsets.UTF_8));
        return new Answer(403, Map.of("Content-Type", "text/html;charset=UTF-8"), text);
    }
}
