package dev.tenon.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetKeyPairGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tenon.server.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/// An identity provider on this machine that holds to the protocol, unless a test has it lie.
final class FakeProvider implements AutoCloseable {
    static final String CLIENT = "tenon";
    static final String SECRET = "the client's secret, with: signs";

    final Map<String, JWK> keys = new HashMap<>();
    final List<String> asked = new ArrayList<>();
    final ObjectNode description = Json.object();
    final ObjectNode people = Json.object();

    /// What it says in the ID token, before a test changes it.
    UnaryOperator<JWTClaimsSet.Builder> claims = same -> same;

    /// Makes the ID token in another way.
    UnaryOperator<String> token = same -> same;

    JWSAlgorithm algorithm = JWSAlgorithm.RS256;
    int status = 200;

    private final HttpServer server;
    private final InstantSource clock;
    private Map<String, String> departed = Map.of();

    FakeProvider(InstantSource clock) throws IOException, JOSEException {
        this.clock = clock;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        keys.put("rsa", new RSAKeyGenerator(2048).keyID("rsa").generate());
        keys.put("ec", new ECKeyGenerator(Curve.P_256).keyID("ec").generate());
        keys.put("ed", new OctetKeyPairGenerator(Curve.Ed25519).keyID("ed").generate());
        server.createContext("/", this::answer);
        server.start();
        description.put("issuer", issuer().toString());
        description.put("authorization_endpoint", issuer() + "/authorize");
        description.put("token_endpoint", issuer() + "/token");
        description.put("jwks_uri", issuer() + "/keys");
        description.put("userinfo_endpoint", issuer() + "/people");
        description.put("authorization_response_iss_parameter_supported", true);
        people.put("sub", "subject-1").put("email", "told@example.com");
        people.put("email_verified", true);
    }

    URI issuer() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// A browser arrives, and somebody signs in.
    ///
    /// @return what stands in the address that it is sent back to
    Map<String, String> visit(String location) {
        departed = fields(URI.create(location).getRawQuery());
        var said = new HashMap<String, String>();
        said.put("state", departed.getOrDefault("state", ""));
        said.put("code", "the-code");
        said.put("iss", issuer().toString());
        return said;
    }

    Map<String, String> departed() {
        return departed;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(path);
        byte[] body = exchange.getRequestBody().readAllBytes();
        String reply =
                switch (path) {
                    case "/.well-known/openid-configuration" -> Json.text(description);
                    case "/keys" -> new JWKSet(List.copyOf(keys.values())).toString(true);
                    case "/token" -> grant(exchange, new String(body, StandardCharsets.UTF_8));
                    case "/people" ->
                            exchange.getRequestHeaders()
                                            .getFirst("Authorization")
                                            .equals("Bearer access")
                                    ? Json.text(people)
                                    : "{}";
                    default -> "";
                };
        byte[] bytes = reply.getBytes(StandardCharsets.UTF_8);
        int code = reply.startsWith("{\"error\"") ? 400 : status;
        exchange.sendResponseHeaders(code, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    /// As RFC 6749, 7636 and OpenID Connect have it.
    private String grant(HttpExchange exchange, String body) {
        Map<String, String> form = fields(body);
        boolean knows =
                isClient(exchange, form)
                        && "the-code".equals(form.get("code"))
                        && "authorization_code".equals(form.get("grant_type"))
                        && form.getOrDefault("redirect_uri", "")
                                .equals(departed.get("redirect_uri"))
                        && challenge(form.getOrDefault("code_verifier", ""))
                                .equals(departed.get("code_challenge"))
                        && "S256".equals(departed.get("code_challenge_method"));
        if (!knows) return "{\"error\":\"invalid_grant\",\"error_description\":\"not yours\"}";
        ObjectNode granted = Json.object().put("access_token", "access");
        granted.put("token_type", "Bearer").put("id_token", token.apply(idToken()));
        return Json.text(granted);
    }

    private boolean isClient(HttpExchange exchange, Map<String, String> form) {
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        if (header == null) return SECRET.equals(form.get("client_secret"));
        String pair =
                new String(
                        Base64.getDecoder().decode(header.substring("Basic ".length())),
                        StandardCharsets.UTF_8);
        String[] parts = pair.split(":", 2);
        return decoded(parts[0]).equals(CLIENT) && decoded(parts[1]).equals(SECRET);
    }

    String idToken() {
        Instant now = clock.instant();
        var builder =
                new JWTClaimsSet.Builder()
                        .issuer(issuer().toString())
                        .audience(CLIENT)
                        .subject("subject-1")
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(300)))
                        .claim("nonce", departed.get("nonce"))
                        .claim("email", "Ann@Example.com")
                        .claim("email_verified", true)
                        .claim("name", "Ann");
        return sign(algorithm, claims.apply(builder).build(), keys);
    }

    static String sign(JWSAlgorithm algorithm, JWTClaimsSet claims, Map<String, JWK> keys) {
        try {
            JWK key = Objects.requireNonNull(keys.get(name(algorithm)));
            var head = new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build();
            var signed = new SignedJWT(head, claims);
            signed.sign(signer(key));
            return signed.serialize();
        } catch (JOSEException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String name(JWSAlgorithm algorithm) {
        if (algorithm.equals(JWSAlgorithm.ES256)) return "ec";
        return JWSAlgorithm.Family.ED.contains(algorithm) ? "ed" : "rsa";
    }

    private static JWSSigner signer(JWK key) throws JOSEException {
        return switch (key) {
            case RSAKey rsa -> new RSASSASigner(rsa, Set.of(AllowWeakRSAKey.getInstance()));
            case ECKey curve -> new ECDSASigner(curve);
            case OctetKeyPair pair -> new Ed25519Signer(pair);
            default -> throw new IllegalStateException("no signer for " + key.getKeyType());
        };
    }

    private static Map<String, String> fields(String form) {
        var fields = new HashMap<String, String>();
        Arrays.stream(form.split("&", -1))
                .map(pair -> pair.split("=", 2))
                .forEach(pair -> fields.put(decoded(pair[0]), decoded(pair[1])));
        return fields;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String challenge(String verifier) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every JDK has SHA-256", impossible);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
