package dev.tenon.sandbox.salesforce.signin;

import dev.tenon.sandbox.salesforce.store.Org;
import dev.tenon.sandbox.salesforce.store.OrgUser;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// The pages a person sees while signing in.
final class ConsentPage {
    private static final List<String> CARRIED =
            List.of(
                    "response_type",
                    "client_id",
                    "redirect_uri",
                    "scope",
                    "state",
                    "code_challenge",
                    "code_challenge_method",
                    "login_hint");

    private ConsentPage() {}

    static String ask(Collection<Org> orgs, Map<String, String> asked) {
        var hidden = new StringBuilder();
        for (String name : CARRIED) {
            String value = asked.get(name);
            if (value != null)
                hidden.append(
                        "<input type=\"hidden\" name=\"%s\" value=\"%s\">"
                                .formatted(name, escaped(value)));
        }
        var choices = new StringBuilder();
        String hint = asked.getOrDefault("login_hint", "");
        for (Org org : orgs) {
            choices.append(
                    "<optgroup label=\"%s (%s)\">".formatted(escaped(org.label()), org.name()));
            for (OrgUser user : org.users()) choices.append(choice(org, user, hint));
            choices.append("</optgroup>");
        }
        String body =
                """
                <h1>Allow access?</h1>
                <p><b>%s</b> asks to read and change your data in the simulated Salesforce.</p>
                <form method="post" action="/services/oauth2/authorize">%s
                <label for="user">Sign in as</label>
                <select id="user" name="user">%s</select>
                <p class="scope">Scopes: %s</p>
                <div><button name="decision" value="allow">Allow</button>
                <button class="quiet" name="decision" value="deny">Deny</button></div>
                </form>\
                """
                        .formatted(
                                escaped(asked.getOrDefault("client_id", "")),
                                hidden,
                                choices,
                                escaped(asked.getOrDefault("scope", "all the app may have")));
        return page("Allow access", body);
    }

    private static String choice(Org org, OrgUser user, String hint) {
        boolean hinted =
                hint.equals(user.username())
                        || (hint.equals(org.name()) && user.equals(org.users().getFirst()));
        return "<option value=\"%s\"%s>%s (%s)</option>"
                .formatted(
                        user.username(),
                        hinted ? " selected" : "",
                        escaped(user.name()),
                        user.username());
    }

    static String refuse(String code, String description, String fix) {
        String body =
                "<h1>This sign-in cannot go on</h1><p><code>error=%s&amp;error_description=%s</code></p><p>%s</p>"
                        .formatted(escaped(code), escaped(description), escaped(fix));
        return page("Sign-in refused", body);
    }

    private static String page(String title, String body) {
        return """
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>%s</title><style>
        body{font:16px/1.5 system-ui,sans-serif;background:#eef2f7;margin:0;display:grid;place-items:center;min-height:100vh}
        main{background:#fff;padding:2rem 2.5rem;border-radius:12px;box-shadow:0 8px 30px #0f274020;max-width:28rem}
        h1{font-size:1.3rem;margin:0 0 .5rem;color:#0b3b63}label{display:block;margin:.8rem 0 .3rem;color:#445}
        select{width:100%%;padding:.55rem;border:1px solid #bcd;border-radius:6px;font:inherit}
        button{margin:.4rem .5rem 0 0;padding:.6rem 1.4rem;border:0;border-radius:6px;background:#0b6bcb;color:#fff;font:inherit;cursor:pointer}
        button.quiet{background:#e3e9f0;color:#234}.scope{color:#667;font-size:.85rem}
        </style></head><body><main>%s</main></body></html>
        """
                .formatted(title, body);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
