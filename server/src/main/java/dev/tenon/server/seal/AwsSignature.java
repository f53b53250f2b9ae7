package dev.tenon.server.seal;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs a request to a service of AWS (Signature Version 4). For URLs without a query, whose path
/// needs no escapes: key management has one address and no parameters.
///
/// @param keyId the public half of the credential
/// @param service such as `kms`
record AwsSignature(String keyId, Secret secret, String region, String service) {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /// The headers of a signed request: those given, its date and its `Authorization`.
    Map<String, String> signed(
            String method, URI uri, Map<String, String> headers, byte[] body, Instant now) {
        String moment = MOMENT.format(now);
        var all = new TreeMap<String, String>();
        headers.forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value.strip()));
        all.put("x-amz-date", moment);
        var named = new TreeMap<>(all);
        named.put("host", uri.getRawAuthority());
        String names = String.join(";", named.keySet());
        String request =
                String.join(
                        "\n",
                        method,
                        uri.getRawPath().isEmpty() ? "/" : uri.getRawPath(),
                        "",
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

    private byte[] key(String moment) {
        byte[] day = keyed(utf8("AWS4" + secret.reveal()), moment.substring(0, 8));
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
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError("every JDK has SHA-256", impossible);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
