package dev.tenon.server.console;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.server.api.Reply;
import dev.tenon.server.api.Request;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Signing in with a key, and out again. A form of another site is refused, so that nobody can sign
/// a browser in or out from outside. Safe for use by many threads.
final class SignInPage {
    static final String PATH = Console.HOME + "/sign-in";

    /// Pages of the console and nothing else: no other host, no line break.
    private static final Pattern OWN_PAGE =
            Pattern.compile("/console(/(?!/)[\\w/:-]*)?(\\?[\\w%&=.+*~:-]*)?");

    private final Door door;
    private final Templates templates;
    private final boolean secure;

    SignInPage(Door door, Templates templates, boolean secure) {
        this.door = door;
        this.templates = templates;
        this.secure = secure;
    }

    Reply show(Request request) {
        String next = next(request.query("next"));
        if (door.visitor(request).isPresent()) return Reply.seeOther(next);
        return page(200, null, next);
    }

    Reply enter(Request request) {
        Door.refuseForeign(request);
        var form = request.form();
        String next = next(form.getOrDefault("next", ""));
        return switch (door.enter(form.getOrDefault("key", "").strip())) {
            case Door.Attempt.Welcome(String cookie) ->
                    Reply.seeOther(next)
                            .with("Cache-Control", "no-store")
                            .with(
                                    "Set-Cookie",
                                    cookie(request, cookie, Sessions.LENGTH.toSeconds()));
            case Door.Attempt.Refused(Diagnostic why) -> page(401, why, next);
        };
    }

    Reply leave(Request request) {
        Door.refuseForeign(request);
        return Reply.seeOther(PATH)
                .with("Cache-Control", "no-store")
                .with("Set-Cookie", cookie(request, "", 0));
    }

    private Reply page(int status, @Nullable Diagnostic why, String next) {
        return templates.bare(status, "sign-in.jte", "Sign in", new View(why, next));
    }

    private String cookie(Request request, String value, long seconds) {
        boolean https =
                secure
                        || request.header("X-Forwarded-Proto")
                                .map(proto -> proto.strip().equalsIgnoreCase("https"))
                                .orElse(false);
        return Door.COOKIE
                + "="
                + value
                + "; Path="
                + Console.HOME
                + "; HttpOnly; SameSite=Strict; Max-Age="
                + seconds
                + (https ? "; Secure" : "");
    }

    private static String next(String wanted) {
        return OWN_PAGE.matcher(wanted).matches() ? wanted : Console.HOME;
    }

    /// @param why what was wrong with the key; null at first
    /// @param next the page to go on to
    record View(@Nullable Diagnostic why, String next) {}
}
