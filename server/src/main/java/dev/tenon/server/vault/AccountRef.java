package dev.tenon.server.vault;

import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.SignIn;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What an account at a provider is known by, whoever of its people has signed in: what the
/// provider says of itself, else the settings that lead to it.
final class AccountRef {
    private AccountRef() {}

    /// The id of the account; empty when nothing tells accounts apart.
    static String of(ConnectorInfo info, Map<String, String> metadata) {
        SignIn.Identity identity = identity(info);
        if (!identity.metadata().isEmpty()) {
            return normal(info, metadata.getOrDefault(identity.metadata(), ""));
        }
        var settings = new TreeMap<>(metadata);
        settings.keySet().retainAll(info.settings().keySet());
        return String.join(",", settings.values());
    }

    /// Whether two connections are of the same account. What cannot be told apart is the same.
    static boolean isSame(ConnectorInfo info, String one, String other) {
        return one.isEmpty() || other.isEmpty() || normal(info, one).equals(normal(info, other));
    }

    /// Without what names the person.
    private static String normal(ConnectorInfo info, String ref) {
        SignIn.Identity identity = identity(info);
        if (identity.pattern().isEmpty()) return ref;
        Matcher matcher = Pattern.compile(identity.pattern()).matcher(ref);
        return matcher.matches() ? matcher.group(1) : ref;
    }

    private static SignIn.Identity identity(ConnectorInfo info) {
        return info.signIn()
                .tokens()
                .map(tokens -> tokens.reply().identity())
                .orElse(SignIn.Identity.NONE);
    }
}
