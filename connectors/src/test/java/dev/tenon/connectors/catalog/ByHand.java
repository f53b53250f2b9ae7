package dev.tenon.connectors.catalog;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Ways to sign in that the facts name and do not describe, as the vendors' own documentation does.
final class ByHand {
    private static final Map<String, String> LINES =
            Map.of(
                    // NetSuite, "Token-based Authentication (TBA)": signed with HMAC-SHA256.
                    "netsuite-tba",
                    """
                    {"scheme": "OAUTH1", "signature": "OAUTH1_SHA256", "placements": [], "fields": [
                      {"name": "clientId", "title": "Consumer key"},
                      {"name": "clientSecret", "title": "Consumer secret"},
                      {"name": "accessToken", "title": "Token id"},
                      {"name": "tokenSecret", "title": "Token secret"}]}\
                    """,
                    // Emarsys, "Authentication": a UsernameToken.
                    "emarsys",
                    """
                    {"scheme": "CUSTOM", "signature": "WSSE", "placements": [], "fields": [
                      {"name": "username", "title": "API user name"},
                      {"name": "password", "title": "API secret"}]}\
                    """,
                    // Apple, "Generating tokens for API requests": ES256, twenty minutes at most.
                    "apple-app-store",
                    """
                    {"scheme": "JWT", "fields": [
                      {"name": "issuerId", "title": "Issuer id"},
                      {"name": "privateKeyId", "title": "Key id"},
                      {"name": "privateKey", "title": "Private key"}],
                     "assertion": {"algorithm": "ES256", "key": "{{privateKey}}", "life": "PT15M",
                       "header": {"kid": "{{privateKeyId}}"},
                       "claims": {"iss": "{{issuerId}}", "aud": "appstoreconnect-v1"}},
                     "placements": [{"name": "Authorization", "value": "Bearer {{accessToken}}"}]}\
                    """,
                    // Ghost, "Admin API: token authentication": HS256 with the secret in
                    // hexadecimal.
                    "ghost-admin",
                    """
                    {"scheme": "JWT", "fields": [
                      {"name": "keyId", "title": "Admin API key: the part before the colon"},
                      {"name": "privateKey", "title": "Admin API key: the part after the colon"}],
                     "assertion": {"algorithm": "HS256", "key": "{{privateKey}}", "hex": true,
                       "life": "PT5M", "header": {"kid": "{{keyId}}"}, "claims": {"aud": "/admin/"}},
                     "placements": [{"name": "Authorization", "value": "Ghost {{accessToken}}"}]}\
                    """,
                    // Snowflake, "Using key-pair authentication": account and user in capitals.
                    "snowflake-jwt",
                    """
                    {"scheme": "JWT", "fields": [
                      {"name": "accountIdentifier", "title": "Account identifier, in capitals"},
                      {"name": "userName", "title": "User name, in capitals"},
                      {"name": "privateKey", "title": "Private key"}],
                     "assertion": {"algorithm": "RS256", "key": "{{privateKey}}", "life": "PT55M",
                       "claims": {"iss": "{{accountIdentifier}}.{{userName}}.{{keyFingerprint}}",
                         "sub": "{{accountIdentifier}}.{{userName}}"}},
                     "placements": [{"name": "Authorization", "value": "Bearer {{accessToken}}"},
                       {"name": "X-Snowflake-Authorization-Token-Type", "value": "KEYPAIR_JWT"}]}\
                    """,
                    // Salesforce, "OAuth 2.0 JWT Bearer Flow": the audience is the login host.
                    "salesforce-jwt",
                    """
                    {"scheme": "JWT", "fields": [
                      {"name": "clientId", "title": "Consumer key"},
                      {"name": "username", "title": "User name"},
                      {"name": "privateKey", "title": "Private key"}],
                     "assertion": {"algorithm": "RS256", "key": "{{privateKey}}", "life": "PT3M",
                       "claims": {"iss": "{{clientId}}", "sub": "{{username}}",
                         "aud": "https://{{authorizationUrl}}"}},
                     "tokens": {"obtain": {"url": "https://{{authorizationUrl}}/services/oauth2/token",
                       "client": "NONE",
                       "params": {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer"}},
                       "reply": {"kept": {"instance_url": "/instance_url"}, "lifetime": "PT1H"}},
                     "placements": [{"name": "Authorization", "value": "Bearer {{accessToken}}"}]}\
                    """);

    private ByHand() {}

    static Optional<ObjectNode> of(String name) {
        return Optional.ofNullable(LINES.get(name))
                .map(line -> (ObjectNode) new JsonMapper().readTree(line));
    }
}
