package dev.tenon.server.api;

import dev.tenon.server.json.Json;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// The last page of a sign-in. It says how it went, to the person and to the window that opened it.
///
/// @param text what to do now
/// @param message for the window that opened it
/// @param openers the origins of pages that may have the message; `*` for every page
record ClosingPage(
        int status, String heading, String text, ObjectNode message, List<String> openers) {
    private static final String STYLE =
            """
            :root{color-scheme:light dark}
            body{font:16px/1.5 system-ui,sans-serif;background:#f6f7f9;color:#1c2430;margin:0;
            display:grid;place-items:center;min-height:100vh;padding:16px;box-sizing:border-box}
            main{background:#fff;border:1px solid #e3e7ec;border-radius:12px;padding:40px 48px;
            max-width:420px;text-align:center;box-shadow:0 8px 30px rgb(28 36 48/8%)}
            h1{font-size:20px;margin:0 0 8px;overflow-wrap:anywhere}p{margin:0;color:#566273}
            i{display:grid;place-items:center;width:44px;height:44px;border-radius:50%;
            margin:0 auto 16px;color:#fff;font:bold 22px/1 system-ui,sans-serif}
            .good{background:#1f7f50}.bad{background:#c04427}
            @media(prefers-color-scheme:dark){body{background:#12161c;color:#e8ecf1}
            main{background:#1b212a;border-color:#2a323d;box-shadow:none}p{color:#a3afbd}}\
            """;

    /// Always the same, so that the policy can name it: what differs stands in the body's data.
    private static final String SCRIPT =
            """
            const { message, openers } = document.body.dataset;
            for (const origin of window.opener ? JSON.parse(openers) : []) {
            window.opener.postMessage(JSON.parse(message), origin);
            }\
            """;

    private static final String CSP =
            "default-src 'none'; style-src 'sha256-"
                    + Digests.of(STYLE)
                    + "'; script-src 'sha256-"
                    + Digests.of(SCRIPT)
                    + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// Copies its list.
    ClosingPage {
        openers = List.copyOf(openers);
    }

    Reply reply() {
        boolean isGood = status == 200;
        String html =
                """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title>
                <style>%s</style></head>
                <body data-message="%s" data-openers="%s"><main><i class="%s" aria-hidden="true">%s</i><h1>%s</h1><p>%s</p></main>
                <script>%s</script></body></html>\
                """
                        .formatted(
                                isGood ? "Connected" : "Not connected",
                                STYLE,
                                escape(Json.text(message)),
                                escape(Json.text(Json.array(openers))),
                                isGood ? "good" : "bad",
                                isGood ? "✓" : "✕",
                                escape(heading),
                                escape(text),
                                SCRIPT);
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

    /// What it carries may be worth a connection.
    @Override
    public String toString() {
        return "ClosingPage(" + status + ", ***)";
    }
}
