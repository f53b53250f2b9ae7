package dev.tenon.server.vault;

import dev.tenon.diagnostics.Refusal;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Looks at what a browser came back with. The person whose browser it is may have changed it.
final class CameBack {
    /// Names below a country's that anybody may have a name under.
    private static final Set<String> SHARED =
            Set.of("ac", "co", "com", "edu", "go", "gov", "ne", "net", "or", "org");

    private CameBack() {}

    /// What the provider said that is kept with the connection, and may be a part of URLs from then
    /// on.
    ///
    /// @throws Refusal `connection.bad-setting` when a value could lead a URL elsewhere
    static Map<String, String> told(Party party, Map<String, String> callback) {
        var told = new HashMap<String, String>();
        for (String name : party.signIn().consent().orElseThrow().kept()) {
            String value = callback.getOrDefault(name, "");
            if (value.isEmpty()) continue;
            boolean isUrl = value.startsWith("https://");
            boolean isOurs =
                    isUrl
                            ? domain(host(value)).equals(domain(began(party, Map.of())))
                            : !value.contains("/") && !value.contains(":");
            if (!isOurs || !Template.isHarmless(party.info(), name, value)) {
                throw Template.bad(name, value, "the one that the provider has sent");
            }
            told.put(name, value);
        }
        return told;
    }

    /// A callback that names another issuer belongs to another sign-in (RFC 9207). Providers that
    /// name none cannot be checked so; their callbacks are told apart by the state.
    static void checkIssuer(Party party, Map<String, String> callback) {
        String issuer = callback.getOrDefault("iss", "");
        if (issuer.isEmpty()) return;
        String began = began(party, party.hosts());
        if (domain(began).equals(domain(host(issuer)))) return;
        throw new Refusal(
                Refusal.Kind.INVALID,
                "sign-in.other-issuer",
                "The answer came from "
                        + host(issuer)
                        + ", and the sign-in began at "
                        + began
                        + ".",
                "",
                "Close this window and press Connect again. If it happens again, tell the team that"
                        + " runs this product.");
    }

    /// The last two names of a host, or three below such as `co.uk`: consent and issuer may be of
    /// different hosts of a provider.
    private static String domain(String host) {
        String[] names = host.split("\\.", -1);
        if (names.length < 2 || host.matches("[0-9.]+")) return host;
        String last = names[names.length - 1];
        boolean isShared = last.length() == 2 && SHARED.contains(names[names.length - 2]);
        int kept = Math.min(names.length, isShared ? 3 : 2);
        return String.join(".", List.of(names).subList(names.length - kept, names.length));
    }

    private static String host(String issuer) {
        try {
            return String.valueOf(URI.create(issuer).getHost());
        } catch (IllegalArgumentException _) {
            return "elsewhere";
        }
    }

    private static String began(Party party, Map<String, String> hosts) {
        String authorize = party.signIn().consent().orElseThrow().authorizeUrl();
        return String.valueOf(Template.url(authorize, party.values(), hosts).getHost());
    }
}
