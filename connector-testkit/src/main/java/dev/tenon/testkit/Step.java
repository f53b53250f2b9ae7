package dev.tenon.testkit;

import dev.tenon.spi.Access;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One call that is expected, and its answer.
record Step(String method, String path, String body, Map<String, String> headers, Answer answer) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// Copies its map.
    Step {
        headers = Map.copyOf(headers);
    }

    Step answering(Answer other) {
        return new Step(method, path, body, headers, other);
    }

    String title() {
        return method + " " + decoded(path);
    }

    /// In what `request` is not the call expected; empty when it is.
    List<String> differences(Access.Request request) {
        var differences = new ArrayList<String>();
        if (!method.equals(request.method())) {
            differences.add("method: expected " + method + ", was " + request.method());
        }
        if (!isSamePath(request.path())) {
            differences.add("path: expected " + decoded(path));
            differences.add("           was " + decoded(request.path()));
        }
        headers.forEach((name, value) -> {
            String was = header(request, name);
            if (!value.equals(was)) {
                differences.add(name + ": expected " + value + ", was " + was);
            }
        });
        if (!body.isEmpty()) compareBody(request, differences);
        return differences;
    }

    private void compareBody(Access.Request request, List<String> differences) {
        String was = new String(request.body(), StandardCharsets.UTF_8);
        if (isSameJson(was)) return;
        differences.add("body: expected " + body.replaceAll("\\s*\\n\\s*", " "));
        differences.add("           was " + was);
    }

    private boolean isSameJson(String was) {
        try {
            JsonNode expected = JSON.readTree(body);
            return expected.equals(JSON.readTree(was));
        } catch (JacksonException _) {
            return body.equals(was);
        }
    }

    private boolean isSamePath(String was) {
        if (path.endsWith("*")) {
            return decoded(was).startsWith(decoded(path.substring(0, path.length() - 1)));
        }
        return parts(path).equals(parts(was));
    }

    /// The path, then the query's parts decoded and in order.
    private static List<String> parts(String path) {
        int mark = path.indexOf('?');
        if (mark < 0) return List.of(decoded(path));
        var parts = new ArrayList<String>(List.of(decoded(path.substring(0, mark))));
        Arrays.stream(path.substring(mark + 1).split("&"))
                .map(Step::decoded)
                .sorted()
                .forEach(parts::add);
        return parts;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return text;
        }
    }

    private static String header(Access.Request request, String name) {
        return request.headers().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("absent");
    }
}
