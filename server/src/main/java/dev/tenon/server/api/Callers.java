package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.seal.Secret;
import java.time.InstantSource;
import java.util.Optional;

/// Who calls: by an API key in `X-Api-Key` or `Authorization: Bearer`, or by a customer's token
/// there. Counts the requests of each, and those that nobody can be named for by their address.
/// Safe for use by many threads.
final class Callers {
    private final Keys keys;
    private final CustomerTokens tokens;
    private final Secret admin;
    private final RequestLimits limits;
    private final Buckets requests;
    private final Buckets strangers;

    Callers(
            Keys keys,
            CustomerTokens tokens,
            Secret admin,
            RequestLimits limits,
            InstantSource clock) {
        this.keys = keys;
        this.tokens = tokens;
        this.admin = admin;
        this.limits = limits;
        this.requests = new Buckets(clock);
        this.strangers = new Buckets(clock);
    }

    /// Whoever failed too often is not looked up any more; one who was known before always is.
    ///
    /// @throws Refusal `key.missing`, or that the key or token is none
    /// @throws Throttled for one who failed too often
    Caller of(Request request) {
        String carried = carried(request).orElseThrow(Callers::missing);
        if (new Secret(carried).equals(admin)) return Caller.ADMIN;
        try {
            return isToken(request, carried)
                    ? tokens.caller(carried, () -> checkStranger(request))
                    : keys.caller(carried, () -> checkStranger(request));
        } catch (Refusal refusal) {
            strangers.charge(Forwarded.subscriber(request.from()), limits.strangers());
            throw refusal;
        }
    }

    private void checkStranger(Request request) {
        Allowance allowance =
                strangers.look(Forwarded.subscriber(request.from()), limits.strangers());
        if (allowance.delay() > 0) throw Throttled.stranger(allowance);
    }

    /// Counts a request.
    ///
    /// @throws Throttled for one too many
    Allowance count(Caller caller) {
        boolean isCustomer = caller.within().isPresent();
        String who =
                caller.within()
                        .map(within -> "customer/" + caller.project() + "/" + within.groupRef())
                        .orElse(caller.name());
        Allowance allowance = requests.take(who, caller.who().rate());
        if (allowance.isGranted()) return allowance;
        throw isCustomer ? Throttled.customer(allowance) : Throttled.key(allowance);
    }

    private static Optional<String> carried(Request request) {
        Optional<String> key = request.header("x-api-key");
        if (key.isPresent()) return key;
        return request.header("authorization")
                .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(value -> value.substring(7).strip());
    }

    /// A token has three parts, and its place is the header `Authorization`.
    private static boolean isToken(Request request, String carried) {
        return request.header("x-api-key").isEmpty() && carried.split("\\.", -1).length == 3;
    }

    private static Refusal missing() {
        return new Refusal(
                Refusal.Kind.UNAUTHENTICATED,
                "key.missing",
                "The request carries no API key.",
                "header X-Api-Key",
                "Send the header X-Api-Key with a key of the project.");
    }
}
