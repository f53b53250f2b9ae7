package dev.tenon.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import dev.tenon.sandbox.web.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// The sandbox's answers have the members that recorded answers of the real system have.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordedShapesTest {
    private static final String V = "/services/data/v60.0";

    private final Sandbox sandbox =
            Sandbox.start(
                    SandboxSettings.of(
                            0,
                            SalesforceSettings.of(
                                    List.of(
                                            OrgSettings.of(
                                                    "northwind",
                                                    Map.of(
                                                            "Account",
                                                            30,
                                                            "Contact",
                                                            30,
                                                            "Lead",
                                                            3000,
                                                            "Opportunity",
                                                            5,
                                                            "Subscription__c",
                                                            1))))));
    private final SandboxVisitor visitor = new SandboxVisitor(sandbox.uri());

    @BeforeAll
    void sign_in() {
        visitor.signIn("northwind");
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    private static JsonNode recorded(String file) throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (root != null
                && !(Files.exists(root.resolve("pom.xml")) && Files.exists(root.resolve(".mvn"))))
            root = root.getParent();
        String told = System.getProperty("tenon.shared");
        Path shared =
                told != null
                        ? Path.of(told)
                        : root == null ? Path.of("shared") : root.resolveSibling("shared");
        Path recording =
                shared.resolve("fixtures/amp-labs-connectors/salesforce/test").resolve(file);
        assumeTrue(Files.exists(recording), "there are no recorded answers at " + recording);
        return Json.parse(Files.readAllBytes(recording));
    }

    private static List<String> names(JsonNode object) {
        return List.copyOf(object.propertyNames());
    }

    @Test
    void describe_has_every_member_of_a_recorded_one() throws IOException {
        for (String file :
                List.of(
                        "metadata/read/accounts-sampled.json",
                        "metadata/read/custom-object-with-custom-fields.json")) {
            JsonNode real = recorded(file).path("compositeResponse").path(0);
            String object =
                    real.path("body").path("custom").asBoolean() ? "Subscription__c" : "Account";
            var call =
                    Map.of(
                            "method",
                            "GET",
                            "url",
                            V + "/sobjects/" + object + "/describe",
                            "referenceId",
                            "r");
            JsonNode ours =
                    visitor.call(
                                    "POST",
                                    V + "/composite",
                                    Map.of("compositeRequest", List.of(call)))
                            .json()
                            .path("compositeResponse")
                            .path(0);
            assertThat(names(ours)).containsAll(names(real));
            assertThat(names(ours.path("body"))).containsAll(names(real.path("body")));
            for (JsonNode field : real.path("body").path("fields")) {
                assertThat(names(ours.path("body").path("fields").path(0)))
                        .containsAll(names(field));
            }
        }
    }

    @Test
    void a_list_has_the_members_of_a_recorded_one() throws IOException {
        JsonNode real = recorded("read-list-leads.json");
        JsonNode ours = visitor.query("SELECT City, FirstName FROM Lead").json();
        assertThat(names(ours)).containsExactlyElementsOf(names(real));
        assertThat(names(ours.path("records").path(0).path("attributes")))
                .isEqualTo(names(real.path("records").path(0).path("attributes")));
        assertThat(ours.path("nextRecordsUrl").asString())
                .matches("/services/data/v60.0/query/01g\\w{15}-2000");
        JsonNode address =
                visitor.query("SELECT BillingAddress FROM Account LIMIT 1")
                        .json()
                        .path("records")
                        .path(0)
                        .path("BillingAddress");
        assertThat(names(address)).isEqualTo(names(real.path("records").path(0).path("Address")));
    }

    @Test
    void refusals_are_worded_as_recorded_ones() throws IOException {
        JsonNode unknownObject = recorded("unknown-object.json").path(0);
        JsonNode ours =
                visitor.query("SELECT Name,BillingCity,IsDeleted FROM Accout").json().path(0);
        assertThat(ours.path("errorCode")).isEqualTo(unknownObject.path("errorCode"));
        assertThat(lastLine(ours)).isEqualTo(lastLine(unknownObject));
        JsonNode deleted = recorded("crm/delete/not-found.json");
        String id = sandbox.org("northwind").ids("Account", 2, 1).getFirst();
        sandbox.org("northwind").delete("Account", id);
        assertThat(visitor.call("DELETE", V + "/sobjects/Account/" + id, Map.of()).json())
                .isEqualTo(deleted);
        JsonNode readOnly = recorded("invalid-field-upsert.json");
        assertThat(
                        visitor.call(
                                        "PATCH",
                                        V + "/sobjects/Account/Product_Id__c/X",
                                        Map.of("Name", "x", "MasterRecordId", id))
                                .json())
                .isEqualTo(readOnly);
    }

    private static String lastLine(JsonNode error) {
        return error.path("message").asString().lines().toList().getLast();
    }

    @Test
    void collections_answer_as_recorded_ones() throws IOException {
        var good = Map.of("attributes", Map.of("type", "Contact"), "LastName", "G");
        var nameless = Map.of("attributes", Map.of("type", "Contact"), "FirstName", "N");
        JsonNode rolledBack =
                visitor.call(
                                "POST",
                                V + "/composite/sobjects",
                                Map.of("allOrNone", true, "records", List.of(nameless, good)))
                        .json();
        assertThat(rolledBack)
                .isEqualTo(recorded("batch/create/contacts/partial-but-allOrNone.json"));
        JsonNode withoutIds =
                visitor.call(
                                "PATCH",
                                V + "/composite/sobjects",
                                Map.of("records", List.of(good, good)))
                        .json();
        assertThat(withoutIds).isEqualTo(recorded("batch/update/contacts/err-each-no-ids.json"));
        JsonNode empty =
                visitor.call("POST", V + "/composite/sobjects", Map.of("records", List.of()))
                        .json();
        assertThat(empty).isEqualTo(recorded("batch/create/contacts/err-bad-request.json"));
        JsonNode created =
                visitor.call("POST", V + "/sobjects/Contact", Map.of("LastName", "One")).json();
        assertThat(names(created)).isEqualTo(names(recorded("create-ok.json")));
    }
}
