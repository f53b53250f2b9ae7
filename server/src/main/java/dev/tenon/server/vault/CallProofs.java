package dev.tenon.server.vault;

import dev.tenon.server.net.AwsSignature;
import dev.tenon.server.vault.Credentials.Token;
import dev.tenon.spi.SignIn.Placement;
import dev.tenon.spi.SignIn.Proof;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Shows a credential in a call, as its provider wants it. Safe for use by many threads.
public final class CallProofs {
    private static final Pattern AWS_HOST =
            Pattern.compile(
                    "(?:.+?\\.)??(?<service>[a-z0-9-]+?)(?:\\.(?<region>[a-z]{2}(?:-[a-z]+)+-\\d))?\\.amazonaws\\.com(?:\\.cn)?");

    private CallProofs() {}

    /// What a call with this credential has to carry.
    ///
    /// @param now what the moment of signing is taken for
    public static Shown show(Proof proof, Token token, Outgoing call, Instant now) {
        Map<String, String> values = values(token);
        var headers = new HashMap<String, String>();
        URI uri = call.uri();
        for (Placement placement : proof.placements()) {
            String value = Placements.value(placement, values).orElse("");
            if (value.isEmpty()) continue;
            switch (placement.in()) {
                case HEADER -> headers.put(placement.name(), value);
                case QUERY -> uri = Forms.with(uri, Map.of(placement.name(), value));
            }
        }
        switch (proof.signature()) {
            case NONE -> {}
            case OAUTH1_SHA1 -> headers.put("Authorization", oauth1(false, values, call, uri, now));
            case OAUTH1_SHA256 ->
                    headers.put("Authorization", oauth1(true, values, call, uri, now));
            case WSSE -> headers.put("X-WSSE", wsse(values, now));
            case AWS_V4 -> headers.putAll(aws(values, call, uri, now));
        }
        return new Shown(uri, headers);
    }

    /// A host is `service.region.amazonaws.com`, or `service.amazonaws.com` for services that are
    /// everywhere; one that stands in for it says neither.
    private static Map<String, String> aws(
            Map<String, String> values, Outgoing call, URI uri, Instant now) {
        Matcher host = AWS_HOST.matcher(String.valueOf(uri.getHost()));
        boolean isTold = host.matches();
        String service = isTold ? host.group("service") : "";
        String region = isTold && host.group("region") != null ? host.group("region") : "us-east-1";
        var signature =
                new AwsSignature(
                        values.getOrDefault("username", ""),
                        values.getOrDefault("password", ""),
                        values.getOrDefault("region", region),
                        values.getOrDefault("service", service));
        var headers = new HashMap<String, String>();
        if (!call.contentType().isEmpty()) headers.put("Content-Type", call.contentType());
        String session = values.getOrDefault("sessionToken", "");
        if (!session.isEmpty()) headers.put("X-Amz-Security-Token", session);
        Map<String, String> signed =
                new HashMap<>(signature.signed(call.method(), uri, headers, call.body(), now));
        signed.remove("content-type");
        return signed;
    }

    private static Map<String, String> values(Token token) {
        var values = new HashMap<>(token.metadata());
        token.secrets().forEach((name, secret) -> values.put(name, secret.reveal()));
        return values;
    }

    private static String oauth1(
            boolean isSha256, Map<String, String> values, Outgoing call, URI uri, Instant now) {
        var keys =
                new OAuth1.Keys(
                        values.getOrDefault("clientId", ""),
                        values.getOrDefault("clientSecret", ""),
                        values.getOrDefault(Credential.ACCESS, ""),
                        values.getOrDefault("tokenSecret", ""));
        boolean isForm = call.contentType().startsWith("application/x-www-form-urlencoded");
        Map<String, String> form =
                isForm ? Forms.decode(new String(call.body(), StandardCharsets.UTF_8)) : Map.of();
        return new OAuth1(keys, isSha256, realm(values))
                .header(call.method(), uri, form, Map.of(), moment(now));
    }

    static OAuth1.Moment moment(Instant now) {
        return new OAuth1.Moment(
                UUID.randomUUID().toString().replace("-", ""), now.getEpochSecond());
    }

    /// NetSuite's realm is the account in capitals, with `_` where its host has `-`.
    private static String realm(Map<String, String> values) {
        return values.getOrDefault("accountId", "").toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /// As Emarsys has it: the hexadecimal SHA-1 of nonce, moment and password, in base 64.
    private static String wsse(Map<String, String> values, Instant now) {
        String nonce = UUID.randomUUID().toString().replace("-", "");
        String created = now.truncatedTo(ChronoUnit.SECONDS).toString();
        String text = nonce + created + values.getOrDefault("password", "");
        try {
            byte[] sha1 =
                    MessageDigest.getInstance("SHA-1")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            String hex = java.util.HexFormat.of().formatHex(sha1);
            String digest =
                    Base64.getEncoder().encodeToString(hex.getBytes(StandardCharsets.US_ASCII));
            return "UsernameToken Username=\"%s\", PasswordDigest=\"%s\", Nonce=\"%s\", Created=\"%s\""
                    .formatted(values.getOrDefault("username", ""), digest, nonce, created);
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError("every JDK has SHA-1", impossible);
        }
    }

    /// A call before it carries a credential.
    public record Outgoing(String method, URI uri, String contentType, byte[] body) {}

    /// What it has to carry.
    public record Shown(URI uri, Map<String, String> headers) {
        /// Copies its map.
        public Shown {
            headers = Map.copyOf(headers);
        }

        @Override
        public String toString() {
            return "Shown(***)";
        }
    }
}
