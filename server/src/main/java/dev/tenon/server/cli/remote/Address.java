package dev.tenon.server.cli.remote;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A path on a server with its query, escaped where it must be. Immutable.
public final class Address {
    private final String text;

    private Address(String text) {
        this.text = text;
    }

    /// The template with each `{}` replaced by the next of the parts.
    public static Address of(String template, String... parts) {
        var path = new StringBuilder();
        int from = 0;
        for (String part : parts) {
            int hole = template.indexOf("{}", from);
            if (hole < 0) throw new IllegalArgumentException("too many parts: " + template);
            path.append(template, from, hole).append(escape(part));
            from = hole + 2;
        }
        if (template.indexOf("{}", from) >= 0) throw new IllegalArgumentException(template);
        return new Address(path.append(template.substring(from)).toString());
    }

    /// With a parameter more, unless its value is absent or empty.
    public Address with(String name, @Nullable Object value) {
        if (value == null || value.toString().isEmpty()) return this;
        String join = text.indexOf('?') < 0 ? "?" : "&";
        return new Address(text + join + escape(name) + "=" + escape(value.toString()));
    }

    private static String escape(String text) {
        String escaped = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        return switch (escaped) {
            case "." -> "%2E";
            case ".." -> "%2E%2E";
            default -> escaped;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
