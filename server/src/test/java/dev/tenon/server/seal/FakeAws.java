package dev.tenon.server.seal;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.tenon.server.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// AWS KMS with one symmetric key, as the API reference has `Encrypt` and `Decrypt` of its JSON
/// protocol and their errors. It looks at the form of a signature; that signatures are right is for
/// the published examples to say.
final class FakeAws extends FakeKms {
    static final String ARN = "arn:aws:kms:eu-central-1:111122223333:key/1234";

    private static final String AUTHORIZATION =
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\\d{8}/eu-central-1/kms/aws4_request,"
                    + " SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target,"
                    + " Signature=[0-9a-f]{64}";

    AwsKey key() {
        return key(ARN);
    }

    AwsKey key(String arn) {
        Map<String, String> environment =
                Map.of(
                        "AWS_ACCESS_KEY_ID", "AKIDEXAMPLE",
                        "AWS_SECRET_ACCESS_KEY", "a-secret-of-the-server",
                        "AWS_SESSION_TOKEN", "a-session",
                        "AWS_ENDPOINT_URL_KMS", url());
        InstantSource clock = InstantSource.system();
        var http = new KmsHttp("awskms:" + arn, Duration.ofMillis(300), clock);
        return new AwsKey(arn, environment, http, clock);
    }

    @Override
    Said answer(HttpExchange exchange, String body) {
        Headers headers = exchange.getRequestHeaders();
        if (!headers.getFirst("Authorization").matches(AUTHORIZATION)) {
            return error("IncompleteSignatureException");
        }
        JsonNode json = Json.parse(body);
        if (!json.path("KeyId").asString("").equals(ARN)) return error("NotFoundException");
        return switch (headers.getFirst("X-Amz-Target")) {
            case "TrentService.Encrypt" -> encrypt(json);
            case "TrentService.Decrypt" -> decrypt(json);
            default -> error("UnknownOperationException");
        };
    }

    private Said encrypt(JsonNode json) {
        byte[] text = Base64.getDecoder().decode(json.path("Plaintext").asString(""));
        return member("CiphertextBlob", encrypt(text, context(json)));
    }

    private Said decrypt(JsonNode json) {
        byte[] sealed = Base64.getDecoder().decode(json.path("CiphertextBlob").asString(""));
        byte[] open = decrypt(sealed, context(json));
        if (open.length == 0) return error("InvalidCiphertextException");
        return member("Plaintext", open);
    }

    private static byte[] context(JsonNode json) {
        return Json.text(json.path("EncryptionContext")).getBytes(StandardCharsets.UTF_8);
    }

    private static Said member(String name, byte[] value) {
        var json = Json.object().put("KeyId", ARN);
        return new Said(200, Json.text(json.put(name, Base64.getEncoder().encodeToString(value))));
    }

    @Override
    Said failed(int status) {
        return status == 400 ? error("ThrottlingException") : new Said(status, "{}");
    }

    private static Said error(String type) {
        return new Said(400, Json.text(Json.object().put("__type", type)));
    }
}
