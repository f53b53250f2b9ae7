package dev.tenon.acceptance.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.contract.Exchange;
import dev.tenon.acceptance.contract.Operation;
import dev.tenon.acceptance.platform.Patience;
import dev.tenon.acceptance.platform.Product;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A team's life with every operation there is: each is asked for something good and does it, and
/// each request and reply is as the description says.
@ExtendWith(World.Shared.class)
class EveryOperationTest {
    private static final String PROJECT = "/v1/projects/default";
    private static final String CRM = PROJECT + "/integrations/crm";
    private static final String COMPANY = CRM + "/objects/company";

    private final World world;

    EveryOperationTest(World world) {
        this.world = world;
    }

    @Test
    void each_does_what_it_is_asked_for() {
        machines();
        new Keys(world).walk();
        new Staff(world).walk();
        keyRotations();
        deploys();
        String connection = connects();
        schemas(connection);
        String installation = installs(connection);
        reads(installation);
        refreshes();
        records();
        new Deletions(world).walk();
        writes();
        destinations();
        new Notices(world).walk();
        largeResult();
        removes(connection, installation);

        var missing = new TreeSet<String>();
        for (Operation each : world.contract().operations()) missing.add(each.id());
        missing.removeAll(world.client().answered());
        assertThat(missing).isEmpty();
    }

    private void machines() {
        for (String path : List.of("/healthz", "/readyz", "/metrics", "/openapi.yaml"))
            ask("GET", path, "");
    }

    private void keyRotations() {
        ask("POST", "/v1/key-rotations", "{}");
        ask("POST", "/v1/key-rotations", "{\"master\":true}");
        Patience.until(
                Duration.ofMinutes(1),
                "the data keys to be sealed anew",
                () -> ask("GET", "/v1/key-rotations", "").at("/masterKey/waiting").asLong(1) == 0);
        assertThat(ask("GET", "/v1/key-rotations", "").path("results").size()).isPositive();
    }

    private void deploys() {
        String manifest = source(Team.MANIFEST.replace("name: crm", "name: walk"));
        String path = "/v1/projects/walk/integrations";
        JsonNode plan = ask("POST", path + ":plan", manifest);
        assertThat(plan.path("integrations").path(0).path("change").asString(""))
                .isEqualTo("added");
        ask("PUT", path + ":batch", manifest);
        String changed =
                source(Team.MANIFEST.replace("name: crm", "name: walk").replace("title", "label"));
        ask("PUT", path + ":batch?destructive=true", changed);
        assertThat(ask("GET", path, "").size()).isEqualTo(1);
        JsonNode back = ask("POST", path + "/walk:rollback", "{\"revision\":1}");
        assertThat(back.path("latestRevision").path("number").asInt(0)).isEqualTo(3);
        ask("GET", path + "/walk", "");
        ask("DELETE", path + "/walk", "");
        String place = ask("GET", "/v1/generate-upload-url?md5=", "").path("path").asString("");
        Exchange upload =
                world.client()
                        .send(
                                "PUT",
                                "/v1/uploads/" + place,
                                "not read yet",
                                Map.of("Content-Type", "application/zip"));
        assertThat(upload.status()).isEqualTo(204);
    }

    private static String source(String manifest) {
        return Product.JSON.createObjectNode().put("sourceYaml", manifest).toString();
    }

    private String connects() {
        ObjectNode app =
                Product.JSON
                        .createObjectNode()
                        .put("provider", "salesforce")
                        .put("clientId", "again");
        app.put("clientSecret", "secret").put("externalRef", "second");
        app.putObject("metadata").putObject("hosts").put("*", world.sandbox().toString());
        String id = ask("POST", PROJECT + "/provider-apps", app.toString()).path("id").asString("");
        assertThat(ask("GET", PROJECT + "/provider-apps", "").size()).isGreaterThanOrEqualTo(2);
        JsonNode narrowed =
                ask(
                        "PATCH",
                        PROJECT + "/provider-apps/" + id,
                        "{\"updateMask\":[\"scopes\"],\"providerApp\":{\"scopes\":[\"api\"]}}");
        assertThat(narrowed.path("scopes").size()).isEqualTo(1);
        ask("DELETE", PROJECT + "/provider-apps/" + id, "");
        new KnownCredentials(world).walk();
        world.team().product().connect("walker", "acme");
        String connection = connectionOf("walker");
        String one = PROJECT + "/connections/" + connection;
        ask("GET", one, "");
        assertThat(
                        ask(
                                        "GET",
                                        one
                                                + "?includeCreds=true&includeRefreshToken=true&refresh=true",
                                        "")
                                .has("oauth2AuthorizationCode"))
                .isTrue();
        Exchange again = send("PATCH", one + ":oauth-update", "");
        world.team().product().follow(again.reply().body(), "acme");
        return connection;
    }

    private String connectionOf(String group) {
        return ask("GET", PROJECT + "/connections?provider=salesforce&groupRef=" + group, "")
                .path(0)
                .path("id")
                .asString("");
    }

    private void schemas(String connection) {
        ask("GET", "/v1/providers", "");
        ask("GET", "/v1/providers/salesforce", "");
        String one = PROJECT + "/connections/" + connection;
        assertThat(ask("GET", one + "/objects", "").path("results").size()).isPositive();
        assertThat(ask("GET", one + "/objects/Account/fields", "").path("results").size())
                .isPositive();
        ask("GET", one + "/objects/Account/fields?refresh=true", "");
        ask(
                "GET",
                PROJECT
                        + "/schema-changes?groupRef=walker&provider=salesforce&object=Account&limit=5&connectionId="
                        + connection,
                "");
        ask(
                "GET",
                PROJECT
                        + "/providers/salesforce/objects/Account/metadata?groupRef=walker&excludeReadOnly=true",
                "");
        ask("GET", CRM + "/objects/company/metadata?groupRef=acme", "");
        JsonNode hydrated = ask("GET", CRM + "/revisions/1:hydrate?connectionId=" + connection, "");
        assertThat(hydrated.at("/content/read/objects/0/allFieldsMetadata").size()).isPositive();
    }

    private String installs(String connection) {
        ObjectNode body =
                Product.JSON
                        .createObjectNode()
                        .put("groupRef", "walker")
                        .put("connectionId", connection);
        body.putObject("config")
                .put("createdBy", "walk")
                .putObject("content")
                .put("provider", "salesforce");
        String id =
                ask("POST", CRM + "/installations?skipSampling=true", body.toString())
                        .path("id")
                        .asString("");
        String one = CRM + "/installations/" + id;
        ask("GET", PROJECT + "/installations", "");
        assertThat(ask("GET", CRM + "/installations?groupRef=walker", "").size()).isEqualTo(1);
        ask("GET", one, "");
        ask(
                "PATCH",
                one,
                """
                {"updateMask": ["config.content.read.objects.Account"], "installation": {"config": {"content":
                  {"read": {"objects": {"Account": {"objectName": "Account", "selectedFields": {"Phone": true}}}}}}}}\
                """);
        ask(
                "PATCH",
                CRM + "/objects/Account/config-content",
                """
                {"groupRef": "walker", "action": "read",
                 "changes": [{"op": "add", "path": "/selectedFields/Website", "value": true}]}\
                """);
        ask("POST", one + ":pause", "{\"objects\":[\"company\"],\"note\":\"walk\"}");
        ask("POST", one + ":unpause", "{\"objects\":[\"company\"]}");
        ask("POST", "/read" + one + ":pause", "");
        ask("POST", "/read" + one + ":unpause", "");
        Patience.until(
                Duration.ofMinutes(1),
                "the backfill of the walker",
                () ->
                        world.team()
                                .product()
                                .object("walker", "Account")
                                .path("lastSuccessAt")
                                .isString());
        return id;
    }

    private void reads(String installation) {
        String body =
                "{\"groupRef\":\"walker\",\"mode\":\"async\",\"sinceTimestamp\":\"2026-01-01T00:00:00Z\"}";
        String operation = ask("POST", "/read" + COMPANY, body).path("operationId").asString("");
        ask("GET", PROJECT + "/operations/" + operation, "");
        ask("GET", PROJECT + "/operations/" + operation + "/logs?limit=10", "");
        ask("GET", PROJECT + "/status?groupRef=walker", "");
        JsonNode page =
                ask("GET", CRM + "/installations/" + installation + "/operations?pageSize=1", "");
        String token = World.escape(page.at("/pagination/nextPageToken").asString(""));
        ask(
                "GET",
                CRM
                        + "/installations/"
                        + installation
                        + "/operations?pageSize=1&pageToken="
                        + token,
                "");
        ask(
                "GET",
                CRM + "/installations/" + installation + "/objects/company/backfill-progress",
                "");
    }

    private void refreshes() {
        JsonNode changes = ask("POST", COMPANY + "/records:refresh", "{\"groupRef\":\"walker\"}");
        assertThat(changes.path("status").asString("")).isEqualTo("success");
        JsonNode page = ask("GET", COMPANY + "/records?groupRef=walker&maxAge=0&wait=20", "");
        assertThat(page.path("freshAt").isString()).isTrue();
        ask("GET", COMPANY + "/set-aside?groupRef=walker&limit=5", "");
        JsonNode quota =
                ask("GET", PROJECT + "/quotas?groupRef=acme&provider=salesforce", "")
                        .at("/results/0");
        assertThat(quota.path("left").path("backfill").asLong(0))
                .isLessThan(quota.path("left").path("interactive").asLong(0));
    }

    private void records() {
        String where = World.escape("title like 'a%' or AnnualRevenue >= 0");
        JsonNode page =
                ask(
                        "GET",
                        COMPANY
                                + "/records?groupRef=walker&limit=5&orderBy=title%20desc&fields=title&where="
                                + where,
                        "");
        String after = World.escape(page.path("next").asString(""));
        ask(
                "GET",
                COMPANY
                        + "/records?groupRef=walker&limit=5&orderBy=title%20desc&where="
                        + where
                        + "&after="
                        + after,
                "");
        ask(
                "GET",
                COMPANY
                        + "/records/"
                        + page.at("/results/0/id").asString("")
                        + "?groupRef=walker&fields=Industry",
                "");
        JsonNode changes = ask("GET", COMPANY + "/changes?groupRef=walker&limit=10", "");
        assertThat(changes.path("results").size()).isEqualTo(10);
        ask(
                "GET",
                COMPANY
                        + "/changes?groupRef=walker&after="
                        + changes.path("next").asString("")
                        + "&wait=1",
                "");
    }

    private void writes() {
        String path = "/write" + COMPANY;
        JsonNode made =
                write(
                        path,
                        "{\"groupRef\":\"walker\",\"type\":\"create\",\"record\":{\"title\":\"Walk\"}}");
        String id = made.at("/result/recordId").asString("");
        JsonNode batch =
                write(
                        path,
                        """
                        {"groupRef": "walker", "type": "update", "batch": [
                          {"record": {"id": "%s", "title": "Walked"}},
                          {"record": {"id": "001000000000000AAA", "title": "Nobody"}}]}\
                        """
                                .formatted(id));
        assertThat(batch.path("successCount").asInt(0)).isEqualTo(1);
        assertThat(batch.path("failureCount").asInt(0)).isEqualTo(1);
        JsonNode later =
                write(
                        path,
                        """
                        {"groupRef": "walker", "type": "update", "mode": "asynchronous",
                          "record": {"id": "%s", "title": "Later"}}\
                        """
                                .formatted(id));
        String operation = later.path("operationId").asString("");
        ask("GET", PROJECT + "/writes/" + operation, "");
        ask("POST", PROJECT + "/writes/" + operation + ":cancel", "");
        String failed = PROJECT + "/writes/" + batch.path("operationId").asString("");
        JsonNode again = ask("POST", failed + ":retry", "{\"includeUnknown\": false}");
        assertThat(again.path("recordCount").asInt(0)).isEqualTo(1);
        assertThat(ask("GET", failed + "?after=1&limit=1", "").at("/records/0/retriedAs"))
                .isEqualTo(again.path("id"));
        JsonNode page = ask("GET", PROJECT + "/writes?groupRef=walker&limit=1&state=succeeded", "");
        ask("GET", PROJECT + "/writes?limit=1&after=" + page.path("next").asString(""), "");
    }

    private JsonNode write(String path, String body) {
        Exchange exchange =
                world.team()
                        .product()
                        .call(
                                "POST",
                                path,
                                body,
                                Map.of("Idempotency-Key", "walk-" + body.hashCode()));
        assertThat(exchange.status()).as("%s", exchange).isEqualTo(200);
        return Product.JSON.readTree(exchange.reply().body());
    }

    private void destinations() {
        String all = PROJECT + "/destinations";
        ask(
                "POST",
                all,
                """
                {"name": "walk", "type": "webhook",
                  "metadata": {"url": "%s/walk", "headers": {"X-Team": "walk"}}}\
                """
                        .formatted(world.sandbox()));
        ask("GET", all, "");
        ask("GET", all + "/walk?includeSecrets=true", "");
        JsonNode rotated =
                ask(
                        "PATCH",
                        all + "/walk",
                        "{\"rotate\":true,\"destination\":{\"name\":\"walked\"}}");
        assertThat(rotated.at("/secrets/webhookSigningKey").asString("")).startsWith("whsec_");
        ask("DELETE", all + "/walked", "");
    }

    private void largeResult() {
        JsonNode rows = ask("GET", LargeLink.delivered(world.team().product()), "");
        assertThat(rows.size()).isEqualTo(1);
        assertThat(rows.at("/0/mappedFields/notes").asString("")).hasSize(LargeLink.LENGTH);
    }

    private void removes(String connection, String installation) {
        assertThat(send("DELETE", PROJECT + "/connections/" + connection, "").status())
                .isEqualTo(409);
        ask("DELETE", CRM + "/installations/" + installation, "");
        assertThat(send("GET", PROJECT + "/connections/" + connection, "").status()).isEqualTo(404);
        world.team().product().connect("passer-by", "acme");
        ask("DELETE", PROJECT + "/connections/" + connectionOf("passer-by"), "");
    }

    private JsonNode ask(String method, String target, String body) {
        Exchange exchange = send(method, target, body);
        assertThat(exchange.status()).as("%s", exchange).isLessThan(300);
        boolean isJson = exchange.reply().header("content-type").startsWith("application/json");
        return isJson
                ? Product.JSON.readTree(exchange.reply().body())
                : Product.JSON.createObjectNode();
    }

    private Exchange send(String method, String target, String body) {
        return world.team().product().call(method, target, body, Map.of());
    }
}
