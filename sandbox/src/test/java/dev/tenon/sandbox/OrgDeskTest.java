package dev.tenon.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.sandbox.salesforce.OrgDesk;
import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import dev.tenon.sandbox.web.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrgDeskTest {
    private static final String DESCRIBE = "/services/data/v60.0/sobjects/Account/describe";

    private final Sandbox sandbox =
            Sandbox.start(
                    SandboxSettings.of(
                            0,
                            SalesforceSettings.of(
                                    List.of(
                                            OrgSettings.of(
                                                    "northwind",
                                                    Map.of("Account", 6000, "Contact", 10))))));
    private final SandboxVisitor visitor = new SandboxVisitor(sandbox.uri());
    private final OrgDesk desk = sandbox.org("northwind");

    @BeforeEach
    void sign_in() {
        visitor.signIn("northwind");
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void a_field_appears_is_renamed_with_its_values_changes_its_type_and_goes() {
        desk.addField("Account", "Tier__c", "string");
        String id = desk.insert("Account", Map.of("Name", "T", "Tier__c", "7.5"));
        desk.renameField("Account", "Tier__c", "Level__c");
        assertThat(visitor.query("SELECT Tier__c FROM Account LIMIT 1").status()).isEqualTo(400);
        assertThat(
                        visitor.query("SELECT Level__c FROM Account WHERE Id = '" + id + "'")
                                .json()
                                .path("records")
                                .path(0)
                                .path("Level__c")
                                .asString())
                .isEqualTo("7.5");
        desk.retypeField("Account", "Level__c", "double");
        assertThat(
                        visitor.query("SELECT Id FROM Account WHERE Level__c > 7")
                                .json()
                                .path("totalSize")
                                .asInt())
                .isEqualTo(1);
        desk.removeField("Account", "Level__c");
        assertThat(visitor.get(DESCRIBE).text()).doesNotContain("Level__c");
    }

    @Test
    void describe_is_not_sent_again_until_something_changed() {
        String changed =
                visitor.get(DESCRIBE).raw().headers().firstValue("last-modified").orElseThrow();
        assertThat(visitor.get(DESCRIBE, "If-Modified-Since", changed).status()).isEqualTo(304);
        desk.addField("Account", "New__c", "boolean");
        assertThat(visitor.get(DESCRIBE, "If-Modified-Since", changed).status()).isEqualTo(200);
    }

    @Test
    void a_new_object_takes_records_at_once() {
        desk.addObject("Visit__c");
        assertThat(
                        visitor.call(
                                        "POST",
                                        "/services/data/v60.0/sobjects/Visit__c",
                                        Map.of("Name", "First"))
                                .status())
                .isEqualTo(201);
        assertThat(
                        visitor.query("SELECT Name FROM Visit__c")
                                .json()
                                .path("records")
                                .path(0)
                                .path("Name")
                                .asString())
                .isEqualTo("First");
        assertThatThrownBy(() -> desk.addObject("Visit"))
                .isInstanceOf(ApiError.class)
                .hasMessageContaining("__c");
    }

    @Test
    void a_burst_changes_many_records_in_one_moment() {
        assertThat(desk.burst("Account", 500, 1)).isEqualTo(500);
        var stamps =
                visitor.query(
                                "SELECT SystemModstamp FROM Account ORDER BY SystemModstamp DESC, Id DESC LIMIT 100")
                        .json()
                        .path("records");
        assertThat(stamps.path(0).path("SystemModstamp"))
                .isEqualTo(stamps.path(99).path("SystemModstamp"));
    }

    @Test
    void the_dump_holds_every_live_record_sorted_by_id() throws IOException {
        desk.delete("Account", desk.ids("Account", 5, 1).getFirst());
        desk.insert("Account", Map.of("Name", "Last"));
        var out = new ByteArrayOutputStream();
        desk.dump("Account", List.of("Name", "Industry"), out);
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(6000).isSorted();
        assertThat(lines.getLast()).contains("\"Name\":\"Last\",\"Industry\":null");
        assertThat(visitor.get("/admin/orgs/northwind/dump/Account?fields=Name,Industry").text())
                .isEqualTo(out.toString(StandardCharsets.UTF_8));
        assertThat(visitor.get("/admin/orgs/northwind/dump/Account?fields=Nope").status())
                .isEqualTo(400);
    }

    @Test
    void records_are_managed_by_http() {
        String base = "/admin/orgs/northwind/records/Contact";
        String id =
                visitor.call("POST", base, Map.of("LastName", "Admin"))
                        .json()
                        .path("id")
                        .asString();
        assertThat(visitor.call("PATCH", base + "/" + id, Map.of("Title", "Chief")).status())
                .isEqualTo(204);
        assertThat(visitor.get(base + "/" + id).json().path("Title").asString()).isEqualTo("Chief");
        assertThat(visitor.call("DELETE", base + "/" + id, Map.of()).status()).isEqualTo(204);
        assertThat(visitor.get("/admin/orgs/northwind/counts").json().path("Contact"))
                .isEqualTo(Json.tree(Map.of("live", 10, "deleted", 1)));
        assertThat(
                        visitor.call("POST", "/admin/orgs/northwind/burst/Contact", Map.of())
                                .json()
                                .path("what")
                                .asString())
                .contains("\"count\"");
        assertThat(visitor.call("POST", base, Map.of()).json().path("what").asString())
                .contains("REQUIRED_FIELD_MISSING");
    }

    @Test
    void a_field_is_hidden_from_one_user_by_http() {
        String field = "/admin/orgs/northwind/fields/Account/Rating";
        var body = Map.of("level", "hidden", "user", "admin@northwind.example");
        assertThat(visitor.call("PATCH", field, body).status()).isEqualTo(204);
        assertThat(visitor.query("SELECT Rating FROM Account").status()).isEqualTo(400);
        assertThat(
                        visitor.call("PATCH", field, Map.of("level", "hidden", "user", "nobody"))
                                .json()
                                .path("what")
                                .asString())
                .contains("there is no user nobody");
    }
}
