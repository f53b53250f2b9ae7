package dev.tenon.server.vault;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// Forms and the parameters of URLs.
final class Forms {
    private Forms() {}

    static String encode(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> escape(field.getKey()) + "=" + escape(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    /// The URL with more parameters.
    static URI with(URI uri, Map<String, String> params) {
        if (params.isEmpty()) return uri;
        String text = uri.toString();
        String joint = uri.getRawQuery() == null ? "?" : text.endsWith("?") ? "" : "&";
        return URI.create(text + joint + encode(params));
    }

    /// The fields of a form; one that comes twice keeps its first value.
    static Map<String, String> decode(String form) {
        var fields = new LinkedHashMap<String, String>();
        for (String pair : form.strip().split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) continue;
            fields.putIfAbsent(
                    unescape(pair.substring(0, equals)), unescape(pair.substring(equals + 1)));
        }
        return fields;
    }

    static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String unescape(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return text;
        }
    }
}
