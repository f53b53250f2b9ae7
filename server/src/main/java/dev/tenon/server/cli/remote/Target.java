package dev.tenon.server.cli.remote;

import java.net.URI;

/// The server to call.
///
/// @param server its address without a slash at the end
public record Target(URI server, Key key) {
    /// Refuses an address that cannot be called.
    public Target {
        if (!isCallable(server)) throw new IllegalArgumentException(server.toString());
    }

    /// Whether this is the address of a server: http or https, a host, and nothing after the path.
    public static boolean isCallable(URI address) {
        boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
        return web
                && address.getHost() != null
                && address.getUserInfo() == null
                && address.getQuery() == null
                && address.getFragment() == null
                && !address.getPath().endsWith("/");
    }

    URI at(Address address) {
        return URI.create(server + address.toString());
    }
}
