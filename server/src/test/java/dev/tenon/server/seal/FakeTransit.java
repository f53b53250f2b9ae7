package dev.tenon.server.seal;

import com.sun.net.httpserver.HttpExchange;
import dev.tenon.server.json.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A transit engine at `transit/`, in the namespace `team`, with the key `tenon`. As the API
/// references of Vault and OpenBao have it ("Encrypt data", "Decrypt data", "HTTP status codes")
/// and as OpenBao's sources answer: 400 with `errors` for a text that does not open and for a key
/// that is not there, 403 for a token that may not, 404 for a path without an engine, 503 when
/// sealed.
final class FakeTransit extends FakeKms {
    static final String TOKEN = "hvs.token-of-the-server";

    TransitKey key() {
        return key("tenon", TOKEN);
    }

    TransitKey key(String name, String token) {
        var login = new TransitKey.Login(new Secret(token), "", "team");
        return key(name, login);
    }

    TransitKey key(String name, TransitKey.Login login) {
        URI at = URI.create(url() + "/transit/keys/" + name);
        var http =
                new KmsHttp(
                        "vault:" + at, Duration.ofMillis(300), java.time.InstantSource.system());
        return new TransitKey(at, login, http);
    }

    @Override
    Said answer(HttpExchange exchange, String body) {
        String token = exchange.getRequestHeaders().getFirst("X-Vault-Token");
        if (!TOKEN.equals(token)) return errors(403, "permission denied");
        String space = exchange.getRequestHeaders().getFirst("X-Vault-Namespace");
        String path = exchange.getRequestURI().getPath();
        boolean isEngine = path.startsWith("/v1/transit/") && "team".equals(space);
        if (!isEngine) return errors(404, "no handler for route");
        JsonNode json = Json.parse(body);
        return switch (path.substring("/v1/transit/".length())) {
            case "encrypt/tenon" -> encrypt(json);
            case "decrypt/tenon" -> decrypt(json);
            default -> errors(400, "encryption key not found");
        };
    }

    private Said encrypt(JsonNode json) {
        byte[] sealed = encrypt(bytes(json, "plaintext"), bytes(json, "associated_data"));
        return data("ciphertext", "vault:v1:" + Base64.getEncoder().encodeToString(sealed));
    }

    private Said decrypt(JsonNode json) {
        String text = json.path("ciphertext").asString("");
        if (!text.startsWith("vault:v1:")) return errors(400, "invalid ciphertext: no prefix");
        byte[] sealed = Base64.getDecoder().decode(text.substring("vault:v1:".length()));
        byte[] open = decrypt(sealed, bytes(json, "associated_data"));
        if (open.length == 0) return errors(400, "cipher: message authentication failed");
        return data("plaintext", Base64.getEncoder().encodeToString(open));
    }

    private static byte[] bytes(JsonNode json, String member) {
        return Base64.getDecoder().decode(json.path(member).asString(""));
    }

    private static Said data(String member, String value) {
        ObjectNode json = Json.object();
        json.putObject("data").put(member, value).put("key_version", 1);
        return new Said(200, Json.text(json));
    }

    @Override
    Said failed(int status) {
        return errors(status, status == 503 ? "Vault is sealed" : "internal error");
    }

    private static Said errors(int status, String what) {
        ObjectNode json = Json.object();
        json.putArray("errors").add(what);
        return new Said(status, Json.text(json));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
