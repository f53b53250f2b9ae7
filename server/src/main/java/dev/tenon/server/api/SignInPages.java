package dev.tenon.server.api;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.json.Json;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.SignIns;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/// The pages a customer's browser sees while signing in. The last one tells the window that opened
/// it how it went, as the compatible components expect.
public final class SignInPages {
    private static final String COOKIE = "tenon_sign_in";
    private static final String CSP =
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; frame-ancestors 'none'";

    private final SignIns signIns;
    private final AfterSignIn after;
    private final Supplier<Secret> random;
    private final boolean secure;

    /// @param random makes what a browser is known by
    /// @param secure whether browsers reach this server by https
    public SignInPages(
            SignIns signIns, AfterSignIn after, Supplier<Secret> random, boolean secure) {
        this.signIns = signIns;
        this.after = after;
        this.random = random;
        this.secure = secure;
    }

    /// Binds the browser and sends it on to the provider.
    Reply start(Request request) {
        String known = request.cookie(COOKIE);
        Secret browser = known.isEmpty() ? random.get() : new Secret(known);
        try {
            String provider = signIns.start(request.query("state"), browser).toString();
            String cookie =
                    COOKIE
                            + "="
                            + browser.reveal()
                            + "; Path=/; HttpOnly; SameSite=Lax; Max-Age=900"
                            + (secure ? "; Secure" : "");
            return new Reply(
                    302, "", new byte[0], Map.of("Location", provider, "Set-Cookie", cookie));
        } catch (Refusal refusal) {
            return failed(refusal);
        }
    }

    /// The provider sends the browser back here.
    Reply callback(Request request) {
        try {
            Connection connection =
                    signIns.finish(
                            request.queries(),
                            new Secret(request.cookie(COOKIE)),
                            after.connected("customer"));
            after.done(connection);
            return connected(connection);
        } catch (SignIns.Refused refused) {
            after.refused(refused);
            return failed(refused.refusal());
        } catch (Refusal refusal) {
            return failed(refusal);
        }
    }

    /// The provider sends the browser back here when a program takes the steps itself: what it
    /// brought is handed to the window that opened it.
    Reply handOver(Request request) {
        ObjectNode message = Json.object();
        message.put("source", "ampersand-custom-auth");
        message.set("params", Json.object(request.queries()));
        boolean failed = !request.query("error").isEmpty();
        return page(
                200,
                failed ? "Not connected" : "Almost done",
                failed ? "Access was not granted" : "You can close this window",
                "The rest is done where you came from.",
                message);
    }

    private static Reply connected(Connection connection) {
        ObjectNode message = Json.object();
        message.put("eventType", "AUTHORIZATION_SUCCEEDED");
        message.putObject("data").put("connection", connection.id().toString());
        return page(
                200,
                "Connected",
                "You are connected",
                "You can close this window and go on.",
                message);
    }

    private static Reply failed(Refusal refusal) {
        Diagnostic first = refusal.diagnostics().getFirst();
        ObjectNode message = Json.object();
        message.put("eventType", "AUTHORIZATION_FAILED");
        message.putObject("data").put("error", first.what());
        return page(refusal.kind().status(), "Not connected", first.what(), first.fix(), message);
    }

    private static Reply page(
            int status, String title, String heading, String text, ObjectNode message) {
        String html =
                """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title>
                <style>
                body{font:16px/1.5 system-ui,sans-serif;background:#f6f7f9;color:#1c2430;margin:0;
                display:grid;place-items:center;min-height:100vh}
                main{background:#fff;border:1px solid #e3e7ec;border-radius:12px;padding:40px 48px;
                max-width:420px;text-align:center;box-shadow:0 8px 30px rgb(28 36 48/8%%)}
                h1{font-size:20px;margin:0 0 8px}p{margin:0;color:#566273}
                i{display:block;width:44px;height:44px;border-radius:50%%;margin:0 auto 16px;background:%s}
                </style></head>
                <body><main><i></i><h1>%s</h1><p>%s</p></main>
                <script>
                const message = %s;
                if (window.opener) window.opener.postMessage(message, '*');
                </script></body></html>\
                """
                        .formatted(
                                escape(title),
                                status == 200 ? "#2fa36b" : "#d8593b",
                                escape(heading),
                                escape(text),
                                Json.text(message).replace("<", "\\u003c"));
        return Reply.text(status, "text/html; charset=utf-8", html)
                .with("Content-Security-Policy", CSP)
                .with("Cache-Control", "no-store")
                .with("Referrer-Policy", "no-referrer");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
