package dev.tenon.server.api;

import dev.tenon.diagnostics.Diagnostic;
import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.json.Json;
import dev.tenon.server.seal.Secret;
import dev.tenon.server.vault.Begun;
import dev.tenon.server.vault.Connection;
import dev.tenon.server.vault.SignIns;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/// The pages a customer's browser sees while signing in. The last one tells the window that opened
/// it how it went, as the compatible components expect.
public final class SignInPages {
    private static final String COOKIE = "tenon_sign_in";

    private final SignIns signIns;
    private final AfterSignIn after;
    private final Openers openers;
    private final Supplier<Secret> random;
    private final boolean secure;

    /// @param random makes what a browser is known by
    /// @param secure whether browsers reach this server by https
    public SignInPages(
            SignIns signIns,
            AfterSignIn after,
            Openers openers,
            Supplier<Secret> random,
            boolean secure) {
        this.signIns = signIns;
        this.after = after;
        this.openers = openers;
        this.random = random;
        this.secure = secure;
    }

    /// Binds the browser and sends it on to the provider.
    Reply start(Request request) {
        String known = request.cookie(COOKIE);
        Secret browser = known.isEmpty() ? random.get() : new Secret(known);
        String state = request.query("state");
        try {
            String provider = signIns.start(state, browser).toString();
            openers.opened(state, request);
            String cookie =
                    COOKIE
                            + "="
                            + browser.reveal()
                            + "; Path=/; HttpOnly; SameSite=Lax; Max-Age=900"
                            + (secure ? "; Secure" : "");
            return new Reply(
                    302, "", new byte[0], Map.of("Location", provider, "Set-Cookie", cookie));
        } catch (Refusal refusal) {
            return failed(state, refusal);
        }
    }

    /// A provider may send the browser back with a form (`response_mode=form_post`). That comes
    /// from another site, and so without our cookie, which browsers send along with a `GET` alone:
    /// the browser is sent on to the same place by one.
    Reply formPost(Request request) {
        try {
            return Reply.seeOther(request.path() + "?" + FormPost.query(request))
                    .with("Cache-Control", "no-store")
                    .with("Referrer-Policy", "no-referrer");
        } catch (Refusal refusal) {
            return failed(refusal, List.of());
        }
    }

    /// The provider sends the browser back here.
    Reply callback(Request request) {
        String state = request.query("state");
        try {
            Connection connection =
                    signIns.finish(
                            request.queries(),
                            new Secret(request.cookie(COOKIE)),
                            after.connected("customer"));
            after.done(connection);
            return connected(connection, openers.ofResult(state));
        } catch (Refusal refusal) {
            return failed(state, refusal);
        }
    }

    /// The provider sends the browser back here when a program takes the steps itself: what it
    /// brought is handed to the window that opened it.
    Reply handOver(Request request) {
        Optional<Begun> begun = openers.begun(request.query("state"));
        try {
            Begun open = begun.filter(Begun::isOpen).orElseThrow(SignIns::unknownState);
            return handed(request, openers.ofHandOver(open));
        } catch (Refusal refusal) {
            begun.ifPresent(known -> after.refused(known, refusal));
            return failed(refusal, List.of());
        }
    }

    private static Reply handed(Request request, List<String> openers) {
        ObjectNode message = Json.object();
        message.put("source", "ampersand-custom-auth");
        message.set("params", Json.object(request.queries()));
        boolean failed = !request.query("error").isEmpty();
        return new ClosingPage(
                        200,
                        failed ? "Access was not granted" : "You can close this window",
                        "The rest is done where you came from.",
                        message,
                        openers)
                .reply();
    }

    private static Reply connected(Connection connection, List<String> openers) {
        ObjectNode message = Json.object();
        message.put("eventType", "AUTHORIZATION_SUCCEEDED");
        message.putObject("data").put("connection", connection.id().toString());
        return new ClosingPage(
                        200,
                        "You are connected",
                        "You can close this window and go on.",
                        message,
                        openers)
                .reply();
    }

    /// What has a state of ours belongs to a project, whose audit has it.
    private Reply failed(String state, Refusal refusal) {
        openers.begun(state).ifPresent(known -> after.refused(known, refusal));
        return failed(refusal, openers.ofResult(state));
    }

    private static Reply failed(Refusal refusal, List<String> openers) {
        Diagnostic first = refusal.diagnostics().getFirst();
        ObjectNode message = Json.object();
        message.put("eventType", "AUTHORIZATION_FAILED");
        message.putObject("data").put("error", first.what());
        return new ClosingPage(refusal.kind().status(), first.what(), first.fix(), message, openers)
                .reply();
    }
}
