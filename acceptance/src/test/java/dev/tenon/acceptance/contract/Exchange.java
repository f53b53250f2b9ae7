package dev.tenon.acceptance.contract;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A request and its reply, as they went over the wire.
///
/// @param target path and query, with their escapes
public record Exchange(String method, String target, Part request, int status, Part reply) {

    /// The path alone.
    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /// The query alone; empty when there is none.
    public String query() {
        int query = target.indexOf('?');
        return query < 0 ? "" : target.substring(query + 1);
    }

    /// Whether the server did what was asked.
    public boolean isAccepted() {
        return status < 400;
    }

    @Override
    public String toString() {
        String asked = request.body().isEmpty() ? "" : "\n  > " + shown(request.body());
        return method + " " + target + asked + "\n  < " + status + " " + shown(reply.body());
    }

    private static String shown(String body) {
        return body.length() <= 1_000 ? body : body.substring(0, 1_000) + "…";
    }

    /// The headers and the body of a request or a reply.
    ///
    /// @param headers by name, whose case does not matter
    public record Part(Map<String, List<String>> headers, String body) {
        /// Copies its map.
        public Part {
            var named = new HashMap<String, List<String>>();
            headers.forEach((name, values) -> named.put(name.toLowerCase(Locale.ROOT), values));
            headers = Map.copyOf(named);
        }

        /// A header's first value; empty when it is absent.
        public String header(String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }
    }
}
