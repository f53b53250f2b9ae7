package dev.tenon.sandbox.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One HTTP request, read to its end.
///
/// @param method upper case
/// @param path as sent, still percent-encoded
/// @param rawQuery what follows the question mark, still encoded; may be empty
/// @param headers by lower-case name
/// @param body may be empty
/// @param paging how pages are cut that answer it
public record Call(
        String method,
        String path,
        String rawQuery,
        Map<String, String> headers,
        byte[] body,
        Paging paging) {
    /// Copies the headers.
    public Call {
        method = method.toUpperCase(Locale.ROOT);
        headers = Map.copyOf(headers);
    }

    /// A call whose answer is paged as usual.
    public Call(
            String method, String path, String rawQuery, Map<String, String> headers, byte[] body) {
        this(method, path, rawQuery, headers, body, Paging.USUAL);
    }

    /// The same call, answered with pages that are cut otherwise.
    public Call paged(Paging otherwise) {
        return new Call(method, path, rawQuery, headers, body, otherwise);
    }

    /// A call from an address such as `/services/data/v60.0/query?q=SELECT+Id+FROM+Account`.
    public static Call to(String method, String address, Map<String, String> headers, byte[] body) {
        int mark = address.indexOf('?');
        String path = mark < 0 ? address : address.substring(0, mark);
        String query = mark < 0 ? "" : address.substring(mark + 1);
        return new Call(method, path, query, headers, body);
    }

    /// The decoded parts of the path; empty parts, such as after a trailing slash, are left out.
    public List<String> segments() {
        var parts = new ArrayList<String>();
        for (String part : path.split("/", -1)) {
            if (!part.isEmpty()) parts.add(decode(part.replace("+", "%2B")));
        }
        return List.copyOf(parts);
    }

    /// A header by its lower-case name.
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /// The parameters of the query string; the last of several wins.
    public Map<String, String> query() {
        return pairs(rawQuery);
    }

    /// The body as a form.
    public Map<String, String> form() {
        return pairs(text());
    }

    /// The body as text.
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /// The origin the caller used, such as `http://127.0.0.1:8700`.
    public String origin() {
        return "http://" + headers.getOrDefault("host", "127.0.0.1");
    }

    private static Map<String, String> pairs(String text) {
        var pairs = new LinkedHashMap<String, String>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0)
                pairs.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
        }
        return pairs;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException badEscape) {
            return text;
        }
    }
}
