package dev.tenon.acceptance.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.acceptance.contract.Exchange;
import dev.tenon.acceptance.platform.Product;
import dev.tenon.sandbox.salesforce.OrgDesk;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// What becomes of a write's fields before it is sent, from the product's call to the simulated
/// Salesforce.
@ExtendWith(World.Shared.class)
class WriteRulesTest {
    private static final String MANIFEST =
            """
            specVersion: 1.0.0
            integrations:
              - name: rules
                provider: salesforce
                read:
                  objects:
                    - objectName: Contact
                      schedule: "0 3 * * *"
                      requiredFields: [{ fieldName: LastName }, { fieldName: AccountId, mapToName: companyId }]
                write:
                  objects: [{ objectName: Contact, inheritMapping: true, externalIdField: Customer_Ref__c }]
            """;
    private static final String INSTALLATION =
            """
            {"groupRef": "ruled", "config": {"content": {"provider": "salesforce",
              "write": {"objects": {"Contact": {"objectName": "Contact", "selectedFieldSettings": {
                "Title": {"writeOnUpdate": "ifEmpty"},
                "Department": {"writeOnUpdate": "never"},
                "Phone": {"writeOnCreate": "never"}}}}}}}}\
            """;

    private final Product product;
    private final OrgDesk org;

    WriteRulesTest(World world) {
        this.product = world.team().product();
        this.org = world.desk("acme");
    }

    @Test
    void parents_are_named_by_their_keys_and_each_field_goes_by_its_rule() {
        var deploy = Product.JSON.createObjectNode().put("sourceYaml", MANIFEST);
        product.json("PUT", product.path("/integrations:batch"), deploy.toString());
        product.connect("ruled", "acme");
        product.json("POST", product.path("/integrations/rules/installations"), INSTALLATION);
        String acme = org.insert("Account", Map.of("Name", "Acme", "Product_Id__c", "ruled-1"));

        String made =
                written(
                        """
                        "type": "upsert", "record": {"Customer_Ref__c": "ruled-c", "LastName": "Ray",
                          "companyId": {"Product_Id__c": "ruled-1"}, "Title": "CTO",
                          "Department": "IT", "Phone": "1"}\
                        """);
        assertThat(text(made, "AccountId")).isEqualTo(acme);
        assertThat(text(made, "Title")).isEqualTo("CTO");
        assertThat(text(made, "Department")).isEqualTo("IT");
        assertThat(text(made, "Phone")).isEmpty();

        assertThat(
                        written(
                                """
                                "type": "upsert", "record": {"Customer_Ref__c": "ruled-c",
                                  "LastName": "Rey", "Title": "CEO", "Department": "HR", "Phone": "2"}\
                                """))
                .isEqualTo(made);
        assertThat(text(made, "LastName")).isEqualTo("Rey");
        assertThat(text(made, "Title")).isEqualTo("CTO");
        assertThat(text(made, "Department")).isEqualTo("IT");
        assertThat(text(made, "Phone")).isEqualTo("2");

        keptUnderItsShortId(made.substring(0, 15));
        emptied(made);
        refused(made);
    }

    private void keptUnderItsShortId(String id) {
        written("\"type\": \"update\", \"record\": {\"id\": \"" + id + "\", \"Title\": \"CEO\"}");
        assertThat(text(id, "Title")).isEqualTo("CTO");
    }

    private void emptied(String id) {
        org.change("Contact", id, Map.of("Title", ""));
        written("\"type\": \"update\", \"record\": {\"id\": \"" + id + "\", \"Title\": \"COO\"}");
        assertThat(text(id, "Title")).isEqualTo("COO");
    }

    private void refused(String id) {
        assertThat(
                        problem(
                                "\"record\": {\"LastName\": \"X\", \"Account\": {\"Product_Id__c\": \"no\"}}"))
                .contains("Foreign key external ID: no not found");
        assertThat(
                        problem(
                                "\"record\": {\"LastName\": \"X\", \"Account\": {\"ProductId__c\": \"no\"}}"))
                .contains("write.not-a-reference-key", "Product_Id__c");
        String associated =
                """
                "record": {"LastName": "X"}, "associations": [{"to": {"id": "%s"},
                  "types": [{"associationCategory": "A", "associationTypeId": 1}]}]\
                """
                        .formatted(id);
        assertThat(problem(associated)).contains("write.no-associations");
    }

    private String problem(String members) {
        Exchange answer = write("\"type\": \"create\", " + members);
        assertThat(answer.status()).as("%s", answer).isEqualTo(422);
        return answer.reply().body();
    }

    private String written(String members) {
        Exchange answer = write(members);
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        JsonNode reply = Product.JSON.readTree(answer.reply().body());
        assertThat(reply.at("/result/success").asBoolean(false)).as("%s", reply).isTrue();
        return reply.at("/result/recordId").asString("");
    }

    private Exchange write(String members) {
        String path = "/write" + product.path("/integrations/rules/objects/Contact");
        return product.call("POST", path, "{\"groupRef\": \"ruled\", " + members + "}", Map.of());
    }

    private String text(String id, String field) {
        return org.record("Contact", id).path(field).asString("");
    }
}
