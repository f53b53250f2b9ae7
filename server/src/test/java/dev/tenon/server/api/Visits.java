package dev.tenon.server.api;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Requests as they come in.
final class Visits {
    private Visits() {}

    static Request of(String method, String path, String peer, Map<String, String> headers) {
        var all = new HashMap<String, List<String>>();
        headers.forEach((name, value) -> all.put(name, List.of(value)));
        return new Request(method, path, "", all, new byte[0], Map.of(), null, peer);
    }
}
