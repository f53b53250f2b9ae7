package dev.tenon.server.console;

import dev.tenon.server.api.Reply;
import dev.tenon.server.api.Request;
import java.time.Duration;

/// The console's cookies: out of reach of scripts, for its own pages only, and over TLS where there
/// is any. Safe for use by many threads.
///
/// @param secure whether browsers reach this server by https
record Cookies(boolean secure) {
    /// A browser that has signed in goes on to a page.
    Reply signedIn(Request request, String session, String next) {
        return keep(request, Reply.seeOther(next), session, Sessions.LENGTH);
    }

    /// The same answer, and the browser has a session from now on.
    Reply keep(Request request, Reply reply, String session, Duration length) {
        return reply.with("Cache-Control", "no-store")
                .with("Set-Cookie", cookie(request, Door.COOKIE, session, "Strict", length));
    }

    /// A browser that has signed out goes on to a page.
    Reply signedOut(Request request, String next) {
        return keep(request, Reply.seeOther(next), "", Duration.ZERO);
    }

    String cookie(Request request, String name, String value, String sameSite, Duration length) {
        boolean https =
                secure
                        || request.header("X-Forwarded-Proto")
                                .map(proto -> proto.strip().equalsIgnoreCase("https"))
                                .orElse(false);
        return "%s=%s; Path=%s; HttpOnly; SameSite=%s; Max-Age=%d%s"
                .formatted(
                        name,
                        value,
                        Console.HOME,
                        sameSite,
                        length.toSeconds(),
                        https ? "; Secure" : "");
    }
}
