package dev.tenon.server.api;

import dev.tenon.server.tenant.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// One route: a method, a path such as `/v1/projects/{project}/integrations:batch`, who may call
/// it, and what answers. A colon belongs to its segment.
public record Route(
        String method,
        List<Segment> segments,
        Endpoint.Access access,
        Endpoint.Customers customers,
        Set<Scope> scopes,
        Function<Request, Reply> answer) {

    /// A route that anybody may call; what answers sees to it who they are.
    public static Route open(String method, String path, Function<Request, Reply> answer) {
        return of(method, path, Endpoint.Access.PUBLIC, Set.of(), answer);
    }

    static Route of(
            String method,
            String path,
            Endpoint.Access access,
            Set<Scope> scopes,
            Function<Request, Reply> answer) {
        return new Route(
                method, segments(path), access, Endpoint.Customers.REFUSED, scopes, answer);
    }

    /// The same for the tokens of customers.
    Route with(Endpoint.Customers theirs) {
        return new Route(method, segments, access, theirs, scopes, answer);
    }

    private static List<Segment> segments(String path) {
        var segments = new ArrayList<Segment>();
        for (String part : path.substring(1).split("/", -1)) segments.add(Segment.of(part));
        return List.copyOf(segments);
    }

    /// What it is, without what answers.
    Endpoint endpoint() {
        String path =
                segments.stream().map(Segment::text).collect(Collectors.joining("/", "/", ""));
        return new Endpoint(method, path, access, customers, scopes);
    }

    /// What stands for the `{…}`, when the path is this route's.
    public Optional<Map<String, String>> match(String[] path) {
        if (path.length != segments.size()) return Optional.empty();
        var found = new HashMap<String, String>();
        for (int i = 0; i < path.length; i++) {
            if (!segments.get(i).take(path[i], found)) return Optional.empty();
        }
        return Optional.of(found);
    }

    /// One part of a path.
    ///
    /// @param name what is between the braces; empty for a literal
    /// @param suffix the literal, or what follows the braces
    record Segment(String name, String suffix) {
        static Segment of(String text) {
            if (!text.startsWith("{")) return new Segment("", text);
            int end = text.indexOf('}');
            return new Segment(text.substring(1, end), text.substring(end + 1));
        }

        String text() {
            return name.isEmpty() ? suffix : "{" + name + "}" + suffix;
        }

        boolean take(String raw, Map<String, String> found) {
            if (name.isEmpty()) return raw.equals(suffix);
            if (!raw.endsWith(suffix) || raw.length() == suffix.length()) return false;
            if (suffix.isEmpty() && raw.contains(":")) return false;
            String value = raw.substring(0, raw.length() - suffix.length());
            found.put(name, Request.decode(value.replace("+", "%2B")));
            return true;
        }
    }
}
