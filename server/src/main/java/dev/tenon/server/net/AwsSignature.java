package dev.tenon.server.net;

import dev.tenon.server.digest.Sha256;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs a request to a service of AWS (IAM User Guide, "AWS Signature Version 4 for API
/// requests").
///
/// A path is escaped once more, as all services but S3 want it; its dots are left as they are. S3
/// is told the body's hash besides. Whoever keeps a record of this class keeps a secret.
///
/// @param keyId the public half of the credential
/// @param service such as `kms`
public record AwsSignature(String keyId, String secret, String region, String service) {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /// The headers of a signed request, with names in small letters: those given, its date and its
    /// `authorization`. The header `host` is signed with them and is the URL's.
    public Map<String, String> signed(
            String method, URI uri, Map<String, String> headers, byte[] body, Instant now) {
        String moment = MOMENT.format(now);
        var all = new TreeMap<String, String>();
        headers.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value.strip()));
        all.put("x-amz-date", moment);
        if (isStorage()) all.put("x-amz-content-sha256", hash(body));
        var named = new TreeMap<>(all);
        named.put("host", uri.getRawAuthority());
        String names = String.join(";", named.keySet());
        String request =
                String.join(
                        "\n",
                        method,
                        path(uri),
                        query(uri),
                        named.entrySet().stream()
                                .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                                .collect(Collectors.joining()),
                        names,
                        hash(body));
        String scope = String.join("/", moment.substring(0, 8), region, service, "aws4_request");
        String toSign = String.join("\n", ALGORITHM, moment, scope, hash(utf8(request)));
        String signature = HexFormat.of().formatHex(keyed(key(moment), toSign));
        all.put(
                "authorization",
                ALGORITHM
                        + (" Credential=" + keyId + "/" + scope)
                        + (", SignedHeaders=" + names)
                        + (", Signature=" + signature));
        return all;
    }

    private String path(URI uri) {
        String path = uri.getRawPath();
        if (path.isEmpty()) return "/";
        return isStorage() ? path : escaped(path, "/");
    }

    private boolean isStorage() {
        return service.equals("s3");
    }

    /// Its pairs as they are escaped, in order; one without a value has an empty one.
    private static String query(URI uri) {
        if (uri.getRawQuery() == null || uri.getRawQuery().isEmpty()) return "";
        List<String[]> pairs = new ArrayList<>();
        for (String pair : uri.getRawQuery().split("&", -1)) {
            if (pair.isEmpty()) continue;
            String[] parts = pair.split("=", 2);
            pairs.add(new String[] {plain(parts[0]), parts.length > 1 ? plain(parts[1]) : ""});
        }
        pairs.sort(Comparator.comparing((String[] pair) -> pair[0]).thenComparing(pair -> pair[1]));
        return pairs.stream().map(pair -> pair[0] + "=" + pair[1]).collect(Collectors.joining("&"));
    }

    /// Escaped as the signature wants it, however it was before.
    private static String plain(String raw) {
        return escaped(URLDecoder.decode(raw, StandardCharsets.UTF_8), "");
    }

    /// All but the unreserved characters (RFC 3986, 2.3) and those that are `kept`.
    private static String escaped(String text, String kept) {
        var escaped = new StringBuilder();
        for (byte each : utf8(text)) {
            char letter = (char) (each & 0xff);
            boolean stays =
                    (letter < 0x80 && Character.isLetterOrDigit(letter))
                            || ("-._~" + kept).indexOf(letter) >= 0;
            if (stays) escaped.append(letter);
            else escaped.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
        }
        return escaped.toString();
    }

    private byte[] key(String moment) {
        byte[] day = keyed(utf8("AWS4" + secret), moment.substring(0, 8));
        return keyed(keyed(keyed(day, region), service), "aws4_request");
    }

    private static byte[] keyed(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(utf8(text));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError("every JDK has HmacSHA256", impossible);
        }
    }

    private static String hash(byte[] bytes) {
        return HexFormat.of().formatHex(Sha256.of(bytes));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "AwsSignature(***)";
    }
}
