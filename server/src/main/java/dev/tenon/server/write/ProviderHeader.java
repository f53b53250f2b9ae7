package dev.tenon.server.write;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Which headers a caller may add to a call of the provider: switches of the provider's own, never
/// what carries credentials or frames the message.
final class ProviderHeader {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e]{1,1000}");
    private static final Set<String> OURS =
            Set.of(
                    "authorization",
                    "connection",
                    "cookie",
                    "expect",
                    "host",
                    "keep-alive",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "user-agent");

    private ProviderHeader() {}

    /// What is wrong with a header, if anything.
    static Optional<String> fault(String name, String value) {
        if (!NAME.matcher(name).matches()) {
            return Optional.of("\"" + name + "\" cannot be the name of a header.");
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (OURS.contains(lower) || lower.startsWith("content-") || lower.startsWith("proxy-")) {
            return Optional.of("The header \"" + name + "\" is not the caller's to set.");
        }
        if (lower.startsWith("if-")) {
            return Optional.of(
                    "Not every way of writing carries \""
                            + name
                            + "\"; say \"ifMatch\" or \"ifUnmodifiedSince\" beside the record.");
        }
        if (!VALUE.matcher(value).matches()) {
            return Optional.of("The value of \"" + name + "\" cannot stand in a header.");
        }
        return Optional.empty();
    }
}
