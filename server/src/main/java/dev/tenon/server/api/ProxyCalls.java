package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.outbound.PassedBody;
import dev.tenon.server.proxy.Proxy;
import dev.tenon.server.proxy.Routing;
import dev.tenon.server.tenant.Scope;
import java.io.IOException;
import java.util.Objects;
import java.util.Set;

/// Calls that are passed through. The path is the provider's, so that they are no route of the
/// [Routes]; who may make them is decided as for those.
public final class ProxyCalls {
    private static final String PREFIX = "/proxy";

    /// What a key with the scope could do by writes, it can do so too.
    private static final Route ROUTE =
            Route.of(
                    "ANY",
                    PREFIX,
                    Endpoint.Access.PROJECT,
                    Set.of(Scope.WRITE),
                    _ -> Reply.empty());

    private final Proxy proxy;

    public ProxyCalls(Proxy proxy) {
        this.proxy = proxy;
    }

    /// Whether a path leads to a provider.
    static boolean isProxied(String path) {
        return path.equals(PREFIX) || path.startsWith(PREFIX + "/");
    }

    /// @throws Refusal that the call may not be made
    Proxy.Answered pass(Access.Gate gate, Request request, Passage.Body body) {
        Caller caller = gate.callers().of(request);
        gate.callers().count(caller);
        Access.Gate.check(ROUTE, caller);
        Caller bound = gate.bound(caller, Routing.project(request.headers()));
        var asked =
                new Proxy.Asked(
                        request.method(),
                        request.path().substring(PREFIX.length()),
                        request.query(),
                        request.headers());
        return proxy.pass(Objects.requireNonNull(bound.project()), asked, passed(body));
    }

    private static PassedBody passed(Passage.Body body) {
        try {
            return PassedBody.of(body.content(), body.length());
        } catch (IOException _) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "request.malformed",
                    "The body broke off before it had all its bytes. Nothing was sent on.",
                    "body",
                    "Send the request again, with the whole body.");
        }
    }
}
