package dev.tenon.server.outbound;

import dev.tenon.spi.ProviderException;
import dev.tenon.spi.ProviderException.Said;
import java.net.URI;
import java.util.Locale;

/// Where an account's API is. The credential goes nowhere else.
record Origin(URI base) {
    static Origin of(URI base) {
        return new Origin(base);
    }

    /// @param path below the base, or an absolute URL of the same origin
    /// @throws ProviderException.Garbled when it leads elsewhere
    URI at(String path) {
        URI uri = path.startsWith("http") ? URI.create(path) : URI.create(below(path));
        if (!has(uri)) {
            throw new ProviderException.Garbled(
                    new Said("foreign origin", "A call would have left " + base.getHost(), ""));
        }
        return uri;
    }

    private String below(String path) {
        String text = base.toString();
        return text.endsWith("/") && path.startsWith("/")
                ? text.substring(0, text.length() - 1) + path
                : text + path;
    }

    /// Whether a URL is of this origin: the same scheme, host and port, and no user.
    boolean has(URI uri) {
        return uri.getRawUserInfo() == null && place(uri).equals(place(base));
    }

    private static String place(URI uri) {
        String scheme = lower(uri.getScheme());
        int usual = scheme.equals("https") ? 443 : 80;
        int port = uri.getPort() < 0 ? usual : uri.getPort();
        return scheme + "://" + lower(uri.getHost()) + ":" + port;
    }

    /// What has none is of no origin, also not of one that has none either.
    private static String lower(String part) {
        return String.valueOf(part).toLowerCase(Locale.ROOT);
    }
}
