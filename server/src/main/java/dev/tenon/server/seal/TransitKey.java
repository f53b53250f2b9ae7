package dev.tenon.server.seal;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.server.json.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A named key in the transit engine of HashiCorp Vault or OpenBao, whose interfaces are the same.
/// The owner goes along as associated data, so the key must be of a type that authenticates it,
/// such as `aes256-gcm96`, which is the usual one.
final class TransitKey implements MasterKey {
    private static final String KEYS = "/keys/";

    private final URI key;
    private final Login login;
    private final KmsHttp http;

    /// @param key such as `https://vault.example.com/transit/keys/tenon`
    TransitKey(URI key, Login login, KmsHttp http) {
        this.key = key;
        this.login = login;
        this.http = http;
        if (key.getPath().lastIndexOf(KEYS) < 2 || keyName().isEmpty()) {
            throw new Refusal(
                    Refusal.Kind.INVALID,
                    "server.bad-setting",
                    "This is not the URL of a key in a transit engine.",
                    place(),
                    "Write it as in vault:https://vault.example.com/transit/keys/tenon.");
        }
    }

    @Override
    public String name() {
        return place();
    }

    @Override
    public String place() {
        return MasterKeys.VAULT + key;
    }

    @Override
    public byte[] seal(byte[] dataKey, byte[] owner) throws GeneralSecurityException {
        ObjectNode body = Json.object().put("plaintext", base64(dataKey));
        return member(ask("encrypt", body, owner), "ciphertext").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] open(byte[] sealed, byte[] owner) throws GeneralSecurityException {
        String text = new String(sealed, StandardCharsets.UTF_8);
        if (!text.startsWith("vault:v")) {
            throw new GeneralSecurityException("this was not sealed by a transit engine");
        }
        JsonNode data = ask("decrypt", Json.object().put("ciphertext", text), owner);
        try {
            return Base64.getDecoder().decode(member(data, "plaintext"));
        } catch (IllegalArgumentException _) {
            throw http.garbled(200);
        }
    }

    private JsonNode ask(String what, ObjectNode body, byte[] owner)
            throws GeneralSecurityException {
        body.put("associated_data", base64(owner));
        KmsHttp.Answer answer = http.post(at(what), login.headers(), Json.bytes(body));
        if (answer.isGood()) return answer.json().path("data");
        String said = said(answer);
        // The engine says 400 both of a text that does not open and of a key that is not there.
        if (answer.status() == 400 && !said.contains("not found")) {
            throw new GeneralSecurityException("the transit engine says: " + said);
        }
        throw http.refused(answer.status(), said);
    }

    private static String said(KmsHttp.Answer answer) {
        var errors = answer.json().path("errors");
        return errors.isArray() ? String.join("; ", texts(errors)) : "";
    }

    private static List<String> texts(JsonNode array) {
        return array.values().stream().map(each -> each.asString("").strip()).toList();
    }

    private String member(JsonNode data, String name) {
        String value = data.path(name).asString("");
        if (value.isEmpty()) throw http.garbled(200);
        return value;
    }

    private URI at(String what) {
        String mount = key.getRawPath().substring(0, key.getRawPath().lastIndexOf(KEYS));
        return key.resolve("/v1" + mount + "/" + what + "/" + keyName());
    }

    private String keyName() {
        String path = key.getRawPath();
        return path.substring(path.lastIndexOf(KEYS) + KEYS.length());
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /// Who asks: a token from a file, which an agent may keep fresh, or from the environment.
    ///
    /// @param tokenFile empty when the token is in the environment
    /// @param namespace empty for the root namespace
    record Login(Secret token, String tokenFile, String namespace) {
        /// By the variables that the clients of Vault and of OpenBao read too.
        static Login of(Map<String, String> environment) {
            var found = new HashMap<String, String>();
            for (String what : List.of("token", "token_file", "namespace")) {
                Stream.of("VAULT_", "BAO_")
                        .map(product -> product + what.toUpperCase(Locale.ROOT))
                        .map(variable -> environment.getOrDefault(variable, ""))
                        .filter(value -> !value.isEmpty())
                        .findFirst()
                        .ifPresent(value -> found.put(what, value));
            }
            return new Login(
                    new Secret(found.getOrDefault("token", "")),
                    found.getOrDefault("token_file", ""),
                    found.getOrDefault("namespace", ""));
        }

        Map<String, String> headers() {
            var headers = new HashMap<String, String>();
            headers.put("X-Vault-Request", "true");
            headers.put("X-Vault-Token", current());
            if (!namespace.isEmpty()) headers.put("X-Vault-Namespace", namespace);
            return headers;
        }

        private String current() {
            if (tokenFile.isEmpty()) return token.reveal();
            try {
                return Files.readString(Path.of(tokenFile)).strip();
            } catch (IOException _) {
                throw new Refusal(
                        Refusal.Kind.UNAVAILABLE,
                        "seal.kms-refused",
                        "The file with the token for the key management service cannot be read.",
                        tokenFile,
                        "Make it readable for the server, or correct VAULT_TOKEN_FILE.");
            }
        }
    }
}
