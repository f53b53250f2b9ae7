package dev.tenon.connectors.catalog;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Ways to sign in that the facts name and do not describe, as the vendors' own documentation does.
final class ByHand {
    /// A certificate is named by the hash of it (RFC 7515, 4.1.8).
    private static final String MICROSOFT =
            """
            {"scheme": "CLIENT_CREDENTIALS", "fields": [
              {"name": "clientId", "title": "Client id"},
              {"name": "certificateThumbprint", "title": "Hash of the certificate: SHA-256, in base 64 for URLs"},
              {"name": "privateKey", "title": "Private key"}],
             "assertion": {"algorithm": "PS256", "key": "{{privateKey}}", "life": "PT5M",
               "header": {"x5t#S256": "{{certificateThumbprint}}"},
               "claims": {"iss": "{{clientId}}", "sub": "{{clientId}}", "aud": "{{tokenEndpoint}}",
                 "jti": "{{random}}"}},
             "tokens": {"obtain": {"client": "PRIVATE_KEY_JWT", CALL}, "reply": {}},
             "placements": [{"name": "Authorization", "value": "Bearer {{accessToken}}"}]}\
            """;

    /// AWS, "Signature Version 4 for API requests".
    private static final String AWS =
            """
            {"scheme": "BASIC", "signature": "AWS_V4", "placements": [], "fields": [
              {"name": "username", "title": "Access key id"},
              {"name": "password", "title": "Secret access key"},
              {"name": "sessionToken", "title": "Session token", "optional": true}]}\
            """;

    /// Google, "Using OAuth 2.0 for server to server applications".
    private static final String GOOGLE =
            """
            {"scheme": "JWT", "fields": [
              {"name": "serviceAccountEmailAddress", "title": "Address of the service account"},
              {"name": "privateKey", "title": "Private key"},
              {"name": "scopes", "title": "Scopes, with spaces between them"},
              PERSON],
             "assertion": {"algorithm": "RS256", "key": "{{privateKey}}", "life": "PT1H",
               "claims": {"iss": "{{serviceAccountEmailAddress}}", "sub": "{{PERSON_NAME}}",
                 "scope": "{{scopes}}", "aud": "https://oauth2.googleapis.com/token"}},
             "tokens": {"obtain": {"url": "https://oauth2.googleapis.com/token", "client": "NONE",
               "params": {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer"}},
               "reply": {"lifetime": "PT1H"}},
             "placements": [{"name": "Authorization", "value": "Bearer {{accessToken}}"}]}\
            """;

    /// BILL, "API login": a session ends when it has not been used for 35 minutes.
    private static final String BILL =
            """
            {"scheme": "TOKEN_EXCHANGE", "fields": [
              {"name": "username", "title": "User name"},
              {"name": "password", "title": "Password"},
              {"name": "organizationId", "title": "Organization id"},
              {"name": "devKey", "title": "Developer key"}],
             "tokens": {"obtain": {"url": "https://gateway.HOST.bill.com/connect/v3/login",
               "body": "JSON", "client": "NONE",
               "params": {"username": "{{username}}", "password": "{{password}}",
                 "organizationId": "{{organizationId}}", "devKey": "{{devKey}}"}},
               "reply": {"access": "/sessionId", "refresh": "", "expiry": "", "lifetime": "PT30M"}},
             "placements": [{"name": "sessionId", "value": "{{accessToken}}"},
               {"name": "devKey", "value": "{{devKey}}"}]}\
            """;

    private static final Map<String, String> LINES =
            Map.ofEntries(
                    // NetSuite, "Token-based Authentication (TBA)": signed with HMAC-SHA256.
                    Map.entry(
                            "netsuite-tba",
                            """
                            {"scheme": "OAUTH1", "signature": "OAUTH1_SHA256", "placements": [], "fields": [
                              {"name": "clientId", "title": "Consumer key"},
                              {"name": "clientSecret", "title": "Consumer secret"},
                              {"name": "accessToken", "title": "Token id"},
                              {"name": "tokenSecret", "title": "Token secret"}]}\
                            """),
                    // Emarsys, "Authentication": a UsernameToken.
                    Map.entry(
                            "emarsys",
                            """
                            {"scheme": "CUSTOM", "signature": "WSSE", "placements": [], "fields": [
                              {"name": "username", "title": "API user name"},
                              {"name": "password", "title": "API secret"}]}\
                            """),
                    // Apple, "Generating tokens for API requests": ES256, twenty minutes at most.
                    Map.entry(
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
                            """),
                    // Ghost, "Admin API: token authentication": HS256 with the secret in
                    // hexadecimal.
                    Map.entry(
                            "ghost-admin",
                            """
                            {"scheme": "JWT", "fields": [
                              {"name": "keyId", "title": "Admin API key: the part before the colon"},
                              {"name": "privateKey", "title": "Admin API key: the part after the colon"}],
                             "assertion": {"algorithm": "HS256", "key": "{{privateKey}}", "hex": true,
                               "life": "PT5M", "header": {"kid": "{{keyId}}"}, "claims": {"aud": "/admin/"}},
                             "placements": [{"name": "Authorization", "value": "Ghost {{accessToken}}"}]}\
                            """),
                    // Snowflake, "Using key-pair authentication": account and user in capitals.
                    Map.entry(
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
                            """),
                    // Salesforce, "OAuth 2.0 JWT Bearer Flow": the audience is the login host.
                    Map.entry(
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
                            """),
                    // Oracle, "OAuth 2.0 client credentials flow": PS256, an hour at most.
                    Map.entry(
                            "netsuite-client-credentials",
                            """
                            {"scheme": "CLIENT_CREDENTIALS", "fields": [
                              {"name": "clientId", "title": "Client id"},
                              {"name": "certificateId", "title": "Certificate id"},
                              {"name": "privateKey", "title": "Private key"}],
                             "assertion": {"algorithm": "PS256", "key": "{{privateKey}}", "life": "PT5M",
                               "header": {"kid": "{{certificateId}}"},
                               "claims": {"iss": "{{clientId}}", "scope": "rest_webservices",
                                 "aud": "{{tokenEndpoint}}"}},
                             "tokens": {"obtain": {"client": "PRIVATE_KEY_JWT",
                               "url": "https://{{accountId}}.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/token",
                               "params": {"grant_type": "client_credentials"}},
                               "reply": {"lifetime": "PT1H"}},
                             "placements": [{"name": "Authorization", "value": "Bearer {{accessToken}}"}]}\
                            """),
                    // Okta, "Implement OAuth for Okta with a service app".
                    Map.entry(
                            "okta-cc",
                            """
                            {"scheme": "CLIENT_CREDENTIALS", "baseUrl": "https://{{hostname}}", "fields": [
                              {"name": "clientId", "title": "Client id"},
                              {"name": "privateKey", "title": "Private key"},
                              {"name": "keyId", "title": "Key id", "optional": true},
                              {"name": "oauth_scopes", "title": "Scopes, with spaces between them"}],
                             "assertion": {"algorithm": "RS256", "key": "{{privateKey}}", "life": "PT5M",
                               "header": {"kid": "{{keyId}}"},
                               "claims": {"iss": "{{clientId}}", "sub": "{{clientId}}",
                                 "aud": "{{tokenEndpoint}}", "jti": "{{random}}"}},
                             "tokens": {"obtain": {"client": "PRIVATE_KEY_JWT",
                               "url": "https://{{hostname}}/oauth2/v1/token",
                               "params": {"grant_type": "client_credentials", "scope": "{{oauth_scopes}}"}},
                               "reply": {}},
                             "placements": [{"name": "Authorization", "value": "Bearer {{accessToken}}"}]}\
                            """),
                    // Microsoft, "Application authentication certificate credentials".
                    Map.entry(
                            "microsoft-oauth2-cc-cert",
                            MICROSOFT.replace(
                                    "CALL",
                                    """
                                    "url": "https://login.microsoftonline.com/{{tenantId}}/oauth2/v2.0/token",
                                    "params": {"client_id": "{{clientId}}",
                                      "grant_type": "client_credentials", "scope": "{{oauth_scopes}}"}\
                                    """)),
                    Map.entry(
                            "sharepoint-online-v1",
                            MICROSOFT.replace(
                                    "CALL",
                                    """
                                    "url": "https://login.microsoftonline.com/{{tenantId}}/oauth2/token",
                                    "params": {"client_id": "{{clientId}}",
                                      "grant_type": "client_credentials",
                                      "resource": "https://{{tenantName}}.sharepoint.com"}\
                                    """)),
                    // Apple, "Implementing OAuth for the Apple School and Business Manager API".
                    Map.entry(
                            "apple-business-manager",
                            """
                            {"scheme": "CLIENT_CREDENTIALS", "fields": [
                              {"name": "clientId", "title": "Client id"},
                              {"name": "keyId", "title": "Key id"},
                              {"name": "privateKey", "title": "Private key"}],
                             "assertion": {"algorithm": "ES256", "key": "{{privateKey}}", "life": "PT5M",
                               "header": {"kid": "{{keyId}}"},
                               "claims": {"iss": "{{clientId}}", "sub": "{{clientId}}",
                                 "aud": "https://account.apple.com/auth/oauth2/v2/token",
                                 "jti": "{{random}}"}},
                             "tokens": {"obtain": {"client": "PRIVATE_KEY_JWT",
                               "url": "https://account.apple.com/auth/oauth2/v2/token",
                               "params": {"client_id": "{{clientId}}",
                                 "grant_type": "client_credentials", "scope": "business.api"}},
                               "reply": {}},
                             "placements": [{"name": "Authorization", "value": "Bearer {{accessToken}}"}]}\
                            """),
                    Map.entry("bill", BILL.replace("HOST", "prod")),
                    Map.entry("bill-sandbox", BILL.replace("HOST", "stage")),
                    Map.entry("aws-iam", AWS),
                    Map.entry("aws-inspector2", AWS),
                    Map.entry("aws-multi-service", AWS),
                    Map.entry(
                            "google-service-account",
                            GOOGLE.replace("PERSON_NAME", "delegatedAccessEmailAddress")
                                    .replace(
                                            "PERSON",
                                            """
                                            {"name": "delegatedAccessEmailAddress",
                                             "title": "Address of the person to act as",
                                             "optional": true}\
                                            """)),
                    Map.entry(
                            "google-workspace-delegation",
                            GOOGLE.replace("PERSON_NAME", "userEmail")
                                    .replace(
                                            "PERSON",
                                            """
                                            {"name": "userEmail",
                                             "title": "Address of the person to act as"}\
                                            """)),
                    // ServiceNow, "Create an OAuth JWT API endpoint for external clients".
                    Map.entry(
                            "servicenow-jwt",
                            """
                            {"scheme": "JWT", "fields": [
                              {"name": "clientId", "title": "Client id"},
                              {"name": "clientSecret", "title": "Client secret"},
                              {"name": "keyId", "title": "Key id"},
                              {"name": "privateKey", "title": "Private key"},
                              {"name": "userIdentifier", "title": "Person to act as, such as a mail address"}],
                             "assertion": {"algorithm": "RS256", "key": "{{privateKey}}", "life": "PT5M",
                               "header": {"kid": "{{keyId}}"},
                               "claims": {"iss": "{{clientId}}", "aud": "{{clientId}}",
                                 "sub": "{{userIdentifier}}", "jti": "{{random}}"}},
                             "tokens": {"obtain": {"url": "https://{{hostname}}/oauth_token.do",
                               "params": {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer"}},
                               "reply": {}},
                             "placements": [{"name": "Authorization", "value": "Bearer {{accessToken}}"}]}\
                            """),
                    // GitHub, "Generating an installation access token": an hour.
                    Map.entry(
                            "github-app",
                            """
                            {"scheme": "JWT", "fields": [
                              {"name": "appId", "title": "Id of the app, or its client id"},
                              {"name": "privateKey", "title": "Private key"}],
                             "assertion": {"algorithm": "RS256", "key": "{{privateKey}}", "life": "PT5M",
                               "claims": {"iss": "{{appId}}"}},
                             "tokens": {"obtain": {"client": "NONE", "body": "JSON",
                               "url": "https://api.github.com/app/installations/{{installationId}}/access_tokens",
                               "headers": [{"name": "Authorization", "value": "Bearer {{assertion}}"}]},
                               "reply": {"access": "/token", "refresh": "", "expiry": "/expires_at",
                                 "lifetime": "PT1H"}},
                             "placements": [{"name": "Authorization", "value": "Bearer {{accessToken}}"}]}\
                            """));

    private ByHand() {}

    static Optional<ObjectNode> of(String name) {
        return Optional.ofNullable(LINES.get(name))
                .map(line -> (ObjectNode) new JsonMapper().readTree(line));
    }
}
