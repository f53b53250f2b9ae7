package dev.tenon.server.api;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// Where a request came from. What `X-Forwarded-For` says is believed only as far as our own
/// proxies wrote it: whatever stands before that, the sender may have made up.
final class Forwarded {
    private static final int LONGEST = 64;
    private static final int SUBSCRIBER = 8;

    private Forwarded() {}

    /// @param peer who opened the connection
    /// @param proxies how many of our own stand before this server
    static String from(String peer, Map<String, List<String>> headers, int proxies) {
        List<String> hops =
                headers.getOrDefault("x-forwarded-for", List.of()).stream()
                        .flatMap(value -> Arrays.stream(value.split(",", -1)))
                        .map(String::strip)
                        .toList();
        if (proxies == 0 || hops.size() < proxies) return peer;
        String heard = hops.get(hops.size() - proxies);
        return heard.isEmpty() || heard.length() > LONGEST ? peer : heard;
    }

    /// The network of an address where one subscriber has very many of them.
    static String subscriber(String from) {
        if (!from.contains(":")) return from;
        try {
            byte[] address = InetAddress.getByName(from).getAddress();
            return HexFormat.of().formatHex(Arrays.copyOf(address, SUBSCRIBER));
        } catch (UnknownHostException _) {
            return from;
        }
    }
}
