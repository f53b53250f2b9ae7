package dev.tenon.connectors.catalog;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What the vendors of the systems that most customers have say of their sign-in beyond the facts
/// of the catalog: how long a grant survives unused, how a dead one shows, where it is given up,
/// how long a token lives when the reply does not tell, and what names the account.
///
/// Each is a merge patch (RFC 7386) for the system's line. A system that is not here, or here
/// without one of these, has no such fact that its vendor publishes.
final class VendorFacts {
    private static final JsonMapper JSON = new JsonMapper();

    /// Salesforce Help, "OAuth Refresh Token Rotation" (30 days idle), "Identity URLs" (`id`) and
    /// "Revoke OAuth Tokens"; a session lives for two hours unless the org has set another time.
    private static final String SALESFORCE =
            """
            {"tokens": {
              "revoke": "https://{{hostname}}/services/oauth2/revoke | https://HOST/services/oauth2/revoke",
              "keepAlive": "P30D",
              "reply": {"kept": {"id": "/id"}, "lifetime": "PT2H", "identity": "id",
                "identityPattern": ".*/id/([A-Za-z0-9]{15,18})/[A-Za-z0-9]{15,18}"}}}\
            """;

    /// Intuit, "OAuth 2.0": the client in the header, 100 days from each refresh, a place to give
    /// up that takes JSON, and the company in the callback alone.
    private static final String QUICKBOOKS =
            """
            {"tokens": {
              "obtain": {"client": "BASIC"},
              "revoke": {"url": "https://developer.api.intuit.com/v2/oauth2/tokens/revoke",
                "body": "JSON", "client": "BASIC", "params": {"token": "{{revokedToken}}"}},
              "keepAlive": "P100D",
              "reply": {"lifetime": "PT1H", "identity": "realmId"}}}\
            """;

    /// Microsoft Entra, "Refresh tokens" (90 days unused) and "OAuth 2.0 authorization code flow"
    /// (PKCE recommended; `interaction_required` needs a person). There is no place to give up.
    private static final String ENTRA =
            """
            {"consent": {"pkce": true},
             "tokens": {"keepAlive": "P90D", "reply": {"dead": ["interaction_required"]}}}\
            """;

    /// Lever, "OAuth": `offline_access` for a refresh token, which is replaced with each use; an
    /// access token lives for an hour.
    private static final String LEVER =
            """
            {"consent": {"scopes": ["offline_access"]}, "tokens": {"reply": {"lifetime": "PT1H"}}}\
            """;

    /// Gusto, "Authentication": two hours; the refresh token works once.
    private static final String GUSTO =
            """
            {"tokens": {"reply": {"lifetime": "PT2H"}}}\
            """;

    private static final Map<String, String> PATCHES =
            Map.ofEntries(
                    Map.entry("salesforce", SALESFORCE.replace("HOST", "login.salesforce.com")),
                    Map.entry(
                            "salesforce-sandbox",
                            SALESFORCE.replace("HOST", "test.salesforce.com")),
                    Map.entry(
                            "salesforce-cc",
                            """
                            {"tokens": {"reply": {"lifetime": "PT2H"}}}\
                            """),
                    // HubSpot, "Manage OAuth tokens" and "Revoke an OAuth token" (2026-03).
                    Map.entry(
                            "hubspot",
                            """
                            {"tokens": {
                              "obtain": {"url": "https://api.hubapi.com/oauth/2026-03/token"},
                              "revoke": "https://api.hubapi.com/oauth/2026-03/token/revoke",
                              "reply": {"kept": {"hub_id": "/hub_id"}, "identity": "hub_id",
                                "lifetime": "PT30M", "dead": ["BAD_REFRESH_TOKEN"]}}}\
                            """),
                    // The resource is the environment's URL, without `api`.
                    Map.entry(
                            "dynamics-crm",
                            merged(
                                    ENTRA,
                                    """
                                    {"consent": {"scopes": ["offline_access",
                                      "https://{{workspace}}.{{region}}.dynamics.com/user_impersonation"]}}\
                                    """)),
                    Map.entry("microsoft-dynamics-365-finance-and-operations", ENTRA),
                    // Adobe, "Marketo: authentication": an hour, and `scope` is a user's address.
                    Map.entry(
                            "marketo",
                            """
                            {"tokens": {"obtain": {"params": {"scope": ""}},
                              "reply": {"lifetime": "PT1H"}}}\
                            """),
                    // Zendesk, "OAuth tokens": 30 days unless asked for others, and the token of a
                    // call can end itself.
                    Map.entry(
                            "zendesk",
                            """
                            {"tokens": {
                              "revoke": {"method": "DELETE", "client": "NONE",
                                "url": "https://{{subdomain}}.zendesk.com/api/v2/oauth/tokens/current.json",
                                "headers": [{"name": "Authorization", "value": "Bearer {{accessToken}}"}]},
                              "keepAlive": "P30D"}}\
                            """),
                    // Gong, "Create an app for Gong": the customer's own address names the account.
                    Map.entry(
                            "gong-oauth",
                            """
                            {"tokens": {"obtain": {"params": {"client_id": "{{clientId}}"}},
                              "reply": {"identity": "api_base_url_for_customer",
                                "dead": ["Refresh token code is invalid"]}}}\
                            """),
                    // Oracle, "OAuth 2.0 for NetSuite": an hour; the refresh token ends at a fixed
                    // moment, which no use moves.
                    Map.entry(
                            "netsuite",
                            """
                            {"consent": {"kept": ["company"]}, "tokens": {
                              "obtain": {"client": "BASIC"},
                              "revoke": "https://{{accountId}}.suitetalk.api.netsuite.com/services/rest/auth/oauth2/v1/revoke",
                              "reply": {"lifetime": "PT1H"}}}\
                            """),
                    // Sage Accounting, "Authentication": five minutes, and 31 days.
                    Map.entry(
                            "sage",
                            """
                            {"tokens": {"revoke": "https://oauth.accounting.sage.com/revoke",
                              "keepAlive": "P31D", "reply": {"lifetime": "PT5M"}}}\
                            """),
                    // Sage Intacct, "OAuth 2.0 authorization": a refresh token when asked for.
                    Map.entry(
                            "sage-intacct-oauth",
                            """
                            {"consent": {"scopes": ["offline_access"]}}\
                            """),
                    Map.entry("quickbooks", QUICKBOOKS),
                    Map.entry("quickbooks-sandbox", QUICKBOOKS),
                    // Xero, "OAuth 2.0 FAQ" (60 days) and "Token types" (30 minutes).
                    Map.entry(
                            "xero",
                            """
                            {"tokens": {"obtain": {"client": "BASIC"},
                              "revoke": "https://identity.xero.com/connect/revocation",
                              "keepAlive": "P60D", "reply": {"lifetime": "PT30M"}}}\
                            """),
                    // Workday, "Register API client": an hour.
                    Map.entry(
                            "workday-oauth",
                            """
                            {"tokens": {"reply": {"lifetime": "PT1H"}}}\
                            """),
                    // BambooHR, "OAuth 2.0": JSON to an address with a parameter.
                    Map.entry(
                            "bamboohr",
                            """
                            {"consent": {"scopes": ["offline_access"]}, "tokens": {
                              "obtain": {"body": "JSON", "params": {"request": null},
                                "url": "https://{{subdomain}}.bamboohr.com/token.php?request=token"},
                              "refresh": null,
                              "reply": {"kept": {"companyDomain": "/companyDomain"}, "lifetime": "PT1H"}}}\
                            """),
                    Map.entry("gusto", GUSTO),
                    Map.entry("gusto-demo", GUSTO),
                    // Greenhouse, "Harvest v3: authentication": an hour, and a day for the refresh
                    // token; when a token ends is a moment.
                    Map.entry(
                            "greenhouse-harvest-partner",
                            """
                            {"tokens": {"keepAlive": "PT24H",
                              "reply": {"expiry": "/expires_at", "lifetime": "PT1H"}}}\
                            """),
                    Map.entry(
                            "greenhouse-harvest-oauth2-cc",
                            """
                            {"tokens": {"reply": {"expiry": "/expires_at", "lifetime": "PT1H"}}}\
                            """),
                    Map.entry("lever", LEVER),
                    Map.entry("lever-sandbox", LEVER),
                    // Slack, "oauth.v2.access" and "auth.revoke": a call's own token ends itself.
                    // Without rotation, tokens live for ever.
                    Map.entry(
                            "slack",
                            """
                            {"tokens": {
                              "revoke": {"url": "https://slack.com/api/auth.revoke", "client": "NONE",
                                "headers": [{"name": "Authorization", "value": "Bearer {{accessToken}}"}]},
                              "reply": {"identity": "team.id",
                                "dead": ["invalid_refresh_token", "token_revoked", "token_expired",
                                  "account_inactive"]}}}\
                            """));

    private VendorFacts() {}

    /// Puts what is known into a system's line.
    static void addTo(ObjectNode line) {
        String patch = PATCHES.get(line.path("name").asString(""));
        if (patch != null) merge(line, JSON.readTree(patch));
    }

    private static String merged(String one, String other) {
        ObjectNode both = (ObjectNode) JSON.readTree(one);
        merge(both, JSON.readTree(other));
        return both.toString();
    }

    private static void merge(ObjectNode target, JsonNode patch) {
        for (Map.Entry<String, JsonNode> each : patch.properties()) {
            JsonNode value = each.getValue();
            if (value.isNull()) {
                target.remove(each.getKey());
            } else if (value.isObject() && target.get(each.getKey()) instanceof ObjectNode there) {
                merge(there, value);
            } else {
                target.set(each.getKey(), value);
            }
        }
    }
}
