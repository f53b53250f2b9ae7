package dev.tenon.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.sandbox.salesforce.OrgDesk;
import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.signin.SignInSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Records that are there already are refused as an org's duplicate rule says.
class DuplicateRuleTest {
    private static final String CONTACTS = "/services/data/v60.0/sobjects/Contact";
    private static final String SEVERAL = "/services/data/v60.0/composite/sobjects";
    private static final Map<String, String> ADA =
            Map.of("LastName", "Lovelace", "Email", "ada@engines.example");
    private static final String HEADER = "Sforce-Duplicate-Rule-Header";

    private final Sandbox sandbox =
            Sandbox.start(
                    new SandboxSettings(
                            "127.0.0.1",
                            0,
                            InstantSource.system(),
                            new SecureRandom(),
                            new SalesforceSettings(
                                    List.of(OrgSettings.of("northwind", Map.of("Contact", 30))),
                                    SignInSettings.open(false),
                                    100_000)));
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

    private JsonNode refused(Map<String, String> contact) {
        SandboxVisitor.Reply reply = visitor.call("POST", CONTACTS, contact);
        assertThat(reply.status()).isEqualTo(400);
        return reply.json().path(0);
    }

    @Test
    void a_record_like_one_that_is_there_is_refused_with_the_one_that_is() {
        String there = desk.insert("Contact", ADA);
        desk.refuseDuplicates("Contact", List.of("LastName", "Email"), true);

        JsonNode error = refused(Map.of("LastName", "LOVELACE", "Email", "Ada@Engines.example"));

        assertThat(error.path("errorCode").asString()).isEqualTo("DUPLICATES_DETECTED");
        assertThat(error.path("duplicateResult").path("allowSave").asBoolean()).isFalse();
        assertThat(error.at("/duplicateResult/matchResults/0/matchRecords/0/record/Id").asString())
                .isEqualTo(there);
    }

    @Test
    void only_records_that_are_alike_in_all_fields_are_duplicates() {
        desk.insert("Contact", ADA);
        desk.refuseDuplicates("Contact", List.of("LastName", "Email"), true);

        assertThat(
                        visitor.call(
                                        "POST",
                                        CONTACTS,
                                        Map.of("LastName", "Byron", "Email", ADA.get("Email")))
                                .status())
                .isEqualTo(201);
        assertThat(visitor.call("POST", CONTACTS, Map.of("LastName", "Lovelace")).status())
                .isEqualTo(201);
    }

    @Test
    void where_the_rule_lets_it_a_call_may_save_a_duplicate_and_where_not_it_may_not() {
        desk.insert("Contact", ADA);
        desk.refuseDuplicates("Contact", List.of("Email"), false);
        assertThat(refused(ADA).path("duplicateResult").path("allowSave").asBoolean()).isTrue();
        assertThat(visitor.call("POST", CONTACTS, ADA, HEADER, "allowSave=true").status())
                .isEqualTo(201);

        desk.refuseDuplicates("Contact", List.of("Email"), true);
        assertThat(visitor.call("POST", CONTACTS, ADA, HEADER, "allowSave=true").status())
                .isEqualTo(400);

        desk.acceptDuplicates("Contact");
        assertThat(visitor.call("POST", CONTACTS, ADA).status()).isEqualTo(201);
    }

    @Test
    void a_change_may_not_make_a_record_a_duplicate_and_leaves_one_alone_that_is() {
        desk.insert("Contact", ADA);
        String other = desk.insert("Contact", Map.of("LastName", "Byron"));
        String twin = desk.insert("Contact", ADA);
        desk.refuseDuplicates("Contact", List.of("Email"), true);

        String email = ADA.get("Email");
        assertThat(visitor.call("PATCH", CONTACTS + "/" + other, Map.of("Email", email)).status())
                .isEqualTo(400);
        assertThat(visitor.call("PATCH", CONTACTS + "/" + twin, Map.of("Phone", "1")).status())
                .isEqualTo(204);
    }

    @Test
    void each_record_of_a_collection_has_its_own_answer() {
        desk.insert("Contact", ADA);
        desk.refuseDuplicates("Contact", List.of("Email"), true);
        Map<String, Object> type = Map.of("attributes", Map.of("type", "Contact"));
        var again = new HashMap<String, Object>(type);
        again.putAll(ADA);
        var fresh = new HashMap<String, Object>(type);
        fresh.putAll(Map.of("LastName", "Hopper", "Email", "grace@navy.example"));

        JsonNode results =
                visitor.call("POST", SEVERAL, Map.of("records", List.of(again, fresh, fresh)))
                        .json();

        assertThat(results.at("/0/errors/0/statusCode").asString())
                .isEqualTo("DUPLICATES_DETECTED");
        assertThat(results.at("/1/success").asBoolean()).isTrue();
        assertThat(results.at("/2/success").asBoolean()).as("like the one before it").isFalse();
    }

    @Test
    void a_rule_needs_a_field_that_records_are_looked_up_by() {
        assertThatThrownBy(() -> desk.refuseDuplicates("Contact", List.of("Phone"), true))
                .isInstanceOf(ApiError.class)
                .hasMessageContaining("looked up by");
    }
}
