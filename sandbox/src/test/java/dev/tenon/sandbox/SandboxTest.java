package dev.tenon.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.diagnostics.Refusal;
import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SandboxTest {
    private static final Map<String, Integer> SMALL =
            Map.of("Account", 4500, "Contact", 300, "Subscription__c", 10);

    private final Sandbox sandbox =
            Sandbox.start(
                    SandboxSettings.of(
                            0,
                            SalesforceSettings.of(
                                    List.of(
                                            OrgSettings.of("northwind", SMALL),
                                            OrgSettings.of("globex", Map.of("Account", 5))))));
    private final SandboxVisitor visitor = new SandboxVisitor(sandbox.uri());

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void a_visitor_signs_in_describes_and_reads_every_page() {
        JsonNode token = visitor.signIn("northwind");
        assertThat(token.propertyNames())
                .containsExactlyInAnyOrder(
                        "access_token",
                        "refresh_token",
                        "signature",
                        "scope",
                        "instance_url",
                        "id",
                        "token_type",
                        "issued_at");
        var describe = visitor.get("/services/data/v60.0/sobjects/Account/describe/");
        assertThat(describe.status()).isEqualTo(200);

        var page = visitor.query("SELECT Id, Name, Owner.Name FROM Account");
        var ids = new HashSet<String>();
        while (true) {
            page.json().path("records").forEach(record -> ids.add(record.path("Id").asString()));
            if (page.json().path("done").asBoolean()) break;
            page = visitor.get(page.json().path("nextRecordsUrl").asString());
        }
        assertThat(ids).hasSize(4500);
        assertThat(page.raw().headers().firstValue("sforce-limit-info").orElse(""))
                .isEqualTo("api-usage=4/1000000");
    }

    @Test
    void each_org_has_its_own_records_and_objects() {
        visitor.signIn("globex");
        assertThat(visitor.query("SELECT COUNT() FROM Account").json().path("totalSize").asInt())
                .isEqualTo(5);
        var refused = visitor.query("SELECT Id FROM Subscription__c");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path(0).path("errorCode").asString()).isEqualTo("INVALID_TYPE");
    }

    @Test
    void without_a_token_nothing_but_the_versions_is_told() {
        assertThat(visitor.get("/services/data/").json().size()).isEqualTo(12);
        var refused = visitor.get("/services/data/v60.0/sobjects");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text())
                .isEqualTo(
                        "[{\"message\":\"Session expired or invalid\",\"errorCode\":\"INVALID_SESSION_ID\"}]");
    }

    @Test
    void a_taken_port_is_one_clear_refusal() {
        var settings =
                SandboxSettings.of(
                        sandbox.uri().getPort(),
                        SalesforceSettings.of(List.of(OrgSettings.of("x", Map.of()))));
        assertThatThrownBy(() -> Sandbox.start(settings))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("cannot listen");
    }

    @Test
    void the_landing_page_lists_orgs_users_and_calls() {
        assertThat(visitor.get("/").text())
                .contains("northwind", "admin@globex.example", "/admin/faults");
    }
}
