package dev.tenon.server.api;

import dev.tenon.diagnostics.Refusal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a provider sends by a form instead of a URL: the same fields (OAuth 2.0 Form Post Response
/// Mode).
final class FormPost {
    private static final String FORM = "application/x-www-form-urlencoded";

    /// Also when it is escaped: it has to fit into the head of a request.
    private static final int LONGEST = 8 * 1024;

    private FormPost() {}

    /// The fields, as the query of a URL.
    ///
    /// @throws Refusal `sign-in.bad-form`
    static String query(Request request) {
        String type = request.header("content-type").orElse("").toLowerCase(Locale.ROOT);
        if (!type.split(";", 2)[0].strip().equals(FORM)) throw bad("no form");
        if (request.body().length > LONGEST) throw bad("a form of more than 8 KB");
        String query =
                request
                        .asking(new String(request.body(), StandardCharsets.UTF_8))
                        .queries()
                        .entrySet()
                        .stream()
                        .map(field -> escape(field.getKey()) + "=" + escape(field.getValue()))
                        .collect(Collectors.joining("&"));
        if (query.length() > LONGEST) throw bad("a form of more than 8 KB");
        return query;
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Refusal bad(String what) {
        return new Refusal(
                Refusal.Kind.INVALID,
                "sign-in.bad-form",
                "The provider sent the browser back with " + what + ".",
                "body",
                "Go back to the product and press Connect again. If it happens again, tell the team"
                        + " that runs this product: the provider should answer with the parameters"
                        + " of a URL, or with a short form.");
    }
}
