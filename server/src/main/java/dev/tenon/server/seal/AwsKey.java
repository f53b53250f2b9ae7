package dev.tenon.server.seal;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.json.Json;
import dev.tenon.server.net.AwsSignature;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A symmetric key in AWS KMS, called by its JSON interface. The owner goes along as encryption
/// context. Credentials come from the environment alone: an access key, with a session token if it
/// is a temporary one.
final class AwsKey implements MasterKey {
    /// The key, the text, or the owner is another one.
    private static final Set<String> DOES_NOT_OPEN =
            Set.of("InvalidCiphertextException", "IncorrectKeyException");

    /// Not now; asking again may do.
    private static final Set<String> AWAY =
            Set.of(
                    "ThrottlingException",
                    "LimitExceededException",
                    "KMSInternalException",
                    "DependencyTimeoutException");

    private final String arn;
    private final URI endpoint;
    private final AwsSignature signature;
    private final Secret session;
    private final KmsHttp http;
    private final InstantSource clock;

    /// @param arn such as `arn:aws:kms:eu-central-1:111122223333:key/…`
    AwsKey(String arn, Map<String, String> environment, KmsHttp http, InstantSource clock) {
        String[] parts = arn.split(":", 6);
        if (parts.length < 6 || !parts[0].equals("arn") || !parts[2].equals("kms")) {
            throw wrong("This is not the ARN of a key in AWS KMS.", MasterKeys.AWS + arn);
        }
        this.arn = arn;
        this.clock = clock;
        this.endpoint = endpoint(parts[1], parts[3], environment);
        this.signature =
                new AwsSignature(
                        variable(environment, "AWS_ACCESS_KEY_ID"),
                        variable(environment, "AWS_SECRET_ACCESS_KEY"),
                        parts[3],
                        "kms");
        this.session = new Secret(environment.getOrDefault("AWS_SESSION_TOKEN", ""));
        this.http = http;
    }

    private static URI endpoint(String partition, String region, Map<String, String> environment) {
        String variable = "AWS_ENDPOINT_URL_KMS";
        String given = environment.getOrDefault(variable, "");
        if (!given.isEmpty()) {
            return KmsHttp.checked(URI.create(given.replaceAll("/+$", "") + "/"), variable);
        }
        String end = partition.equals("aws-cn") ? ".amazonaws.com.cn/" : ".amazonaws.com/";
        return URI.create("https://kms." + region + end);
    }

    private static String variable(Map<String, String> environment, String name) {
        String value = environment.getOrDefault(name, "");
        if (value.isEmpty()) throw wrong("Calls to AWS KMS need " + name + ".", name);
        return value;
    }

    private static Refusal wrong(String what, String where) {
        return new Refusal(
                Refusal.Kind.INVALID,
                "server.bad-setting",
                what,
                where,
                "Write awskms:arn:aws:kms:REGION:ACCOUNT:key/ID, and set AWS_ACCESS_KEY_ID and"
                        + " AWS_SECRET_ACCESS_KEY.");
    }

    @Override
    public String name() {
        return place();
    }

    @Override
    public String place() {
        return MasterKeys.AWS + arn;
    }

    @Override
    public byte[] seal(byte[] dataKey, byte[] owner) throws GeneralSecurityException {
        return ask("Encrypt", Json.object().put("Plaintext", base64(dataKey)), owner)
                .in("CiphertextBlob");
    }

    @Override
    public byte[] open(byte[] sealed, byte[] owner) throws GeneralSecurityException {
        return ask("Decrypt", Json.object().put("CiphertextBlob", base64(sealed)), owner)
                .in("Plaintext");
    }

    private Good ask(String what, ObjectNode body, byte[] owner) throws GeneralSecurityException {
        body.put("KeyId", arn);
        body.putObject("EncryptionContext").put("tenon", new String(owner, StandardCharsets.UTF_8));
        var headers = new HashMap<String, String>();
        headers.put("Content-Type", "application/x-amz-json-1.1");
        headers.put("X-Amz-Target", "TrentService." + what);
        if (!session.reveal().isEmpty()) headers.put("X-Amz-Security-Token", session.reveal());
        byte[] bytes = Json.bytes(body);
        KmsHttp.Answer answer =
                http.post(
                        endpoint,
                        signature.signed("POST", endpoint, headers, bytes, clock.instant()),
                        bytes);
        if (answer.isGood()) return new Good(answer.json(), http);
        String type = answer.json().path("__type").asString("").replaceAll(".*#", "");
        if (DOES_NOT_OPEN.contains(type))
            throw new GeneralSecurityException("AWS KMS says " + type);
        if (AWAY.contains(type)) throw http.away("It answered " + type + ".");
        throw http.refused(answer.status(), type);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private record Good(JsonNode json, KmsHttp http) {
        byte[] in(String member) {
            try {
                byte[] bytes = Base64.getDecoder().decode(json.path(member).asString(""));
                if (bytes.length > 0) return bytes;
            } catch (IllegalArgumentException _) {
                // Told below.
            }
            throw http.garbled(200);
        }
    }
}
