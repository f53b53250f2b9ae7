package dev.tenon.server.vault;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs requests as OAuth 1.0a does (RFC 5849, 3.4 and 3.6). A form in the body is signed with the
/// rest; any other body is not.
///
/// @param realm put before the parameters, and not signed; empty for none
record OAuth1(Keys keys, boolean isSha256, String realm) {
    /// Whose signature it is.
    ///
    /// @param token empty before there is one
    record Keys(String consumer, String consumerSecret, String token, String tokenSecret) {
        @Override
        public String toString() {
            return "Keys(***)";
        }
    }

    /// What makes each request different from all others.
    record Moment(String nonce, long seconds) {}

    /// The header `Authorization`.
    ///
    /// @param form the fields of a form in the body
    /// @param extra more parameters of the protocol, such as `oauth_callback`
    String header(
            String method,
            URI uri,
            Map<String, String> form,
            Map<String, String> extra,
            Moment moment) {
        var protocol = new LinkedHashMap<>(extra);
        protocol.put("oauth_consumer_key", keys.consumer());
        protocol.put("oauth_nonce", moment.nonce());
        protocol.put("oauth_signature_method", isSha256 ? "HMAC-SHA256" : "HMAC-SHA1");
        protocol.put("oauth_timestamp", Long.toString(moment.seconds()));
        if (!keys.token().isEmpty()) protocol.put("oauth_token", keys.token());
        protocol.put("oauth_version", "1.0");
        protocol.put("oauth_signature", signature(base(method, uri, form, protocol)));
        String params =
                protocol.entrySet().stream()
                        .map(each -> each.getKey() + "=\"" + escape(each.getValue()) + "\"")
                        .collect(Collectors.joining(", "));
        return "OAuth " + (realm.isEmpty() ? "" : "realm=\"" + realm + "\", ") + params;
    }

    private static String base(
            String method, URI uri, Map<String, String> form, Map<String, String> protocol) {
        List<String> pairs = new ArrayList<>();
        String query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        for (String pair : query.split("&", -1)) {
            if (pair.isEmpty()) continue;
            Map<String, String> one = Forms.decode(pair.contains("=") ? pair : pair + "=");
            one.forEach((name, value) -> pairs.add(escape(name) + "=" + escape(value)));
        }
        form.forEach((name, value) -> pairs.add(escape(name) + "=" + escape(value)));
        protocol.forEach((name, value) -> pairs.add(escape(name) + "=" + escape(value)));
        pairs.sort(OAuth1::byNameThenValue);
        return method.toUpperCase(Locale.ROOT)
                + "&"
                + escape(place(uri))
                + "&"
                + escape(String.join("&", pairs));
    }

    /// By the encoded name, then the encoded value, so that `=` does not count.
    private static int byNameThenValue(String one, String other) {
        String[] left = one.split("=", 2);
        String[] right = other.split("=", 2);
        int byName = left[0].compareTo(right[0]);
        return byName == 0 ? left[1].compareTo(right[1]) : byName;
    }

    private static String place(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        boolean isUsual =
                uri.getPort() == -1
                        || (scheme.equals("http") && uri.getPort() == 80)
                        || (scheme.equals("https") && uri.getPort() == 443);
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return scheme + "://" + host + (isUsual ? "" : ":" + uri.getPort()) + path;
    }

    private String signature(String base) {
        String name = isSha256 ? "HmacSHA256" : "HmacSHA1";
        String key = escape(keys.consumerSecret()) + "&" + escape(keys.tokenSecret());
        try {
            Mac mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), name));
            byte[] signed = mac.doFinal(base.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signed);
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError("every JDK has " + name, impossible);
        }
    }

    /// As RFC 3986 has it, which differs from forms in three characters (RFC 5849, 3.6).
    static String escape(String text) {
        return Forms.escape(text).replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
    }
}
