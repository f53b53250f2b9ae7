package dev.tenon.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.sandbox.salesforce.OrgDesk;
import dev.tenon.sandbox.salesforce.SalesforceSettings;
import dev.tenon.sandbox.salesforce.Unrest;
import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.store.OrgSettings;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class UnrestTest {
    @Test
    void the_same_seed_does_the_same_to_the_same_org_and_in_time_everything_happens() {
        try (Sandbox one = sandbox();
                Sandbox other = sandbox()) {
            Set<Unrest.Kind> all = EnumSet.allOf(Unrest.Kind.class);
            for (String object : List.of("Account", "Contact", "Opportunity")) {
                List<Unrest.Step> steps = one.org("northwind").unrest(object, 120, 5, all);

                assertThat(other.org("northwind").unrest(object, 120, 5, all)).isEqualTo(steps);
                assertThat(steps.stream().map(Unrest.Step::kind).collect(Collectors.toSet()))
                        .isEqualTo(all);
            }
            assertThat(one.org("northwind").counts()).isEqualTo(other.org("northwind").counts());
        }
    }

    @Test
    void a_record_comes_back_from_the_bin_with_a_new_stamp_and_only_once() {
        try (Sandbox sandbox = sandbox()) {
            OrgDesk desk = sandbox.org("northwind");
            var visitor = new SandboxVisitor(sandbox.uri());
            visitor.signIn("northwind");
            String id = desk.ids("Account", 3, 1).getFirst();
            JsonNode before = desk.record("Account", id);
            desk.delete("Account", id);

            assertThat(
                            visitor.call(
                                            "POST",
                                            "/admin/orgs/northwind/undelete/Account/" + id,
                                            Map.of())
                                    .status())
                    .isEqualTo(204);

            JsonNode after = desk.record("Account", id);
            assertThat(after.path("Name")).isEqualTo(before.path("Name"));
            assertThat(after.path("SystemModstamp").asString(""))
                    .isGreaterThan(before.path("SystemModstamp").asString(""));
            JsonNode bin = visitor.queryAll("SELECT Id FROM Account WHERE IsDeleted = true").json();
            assertThat(bin.path("totalSize").asInt()).isZero();
            assertThatThrownBy(() -> desk.undelete("Account", id)).isInstanceOf(ApiError.class);
        }
    }

    @Test
    void a_field_that_is_made_again_has_no_values_and_a_label_changes_alone() {
        try (Sandbox sandbox = sandbox()) {
            OrgDesk desk = sandbox.org("northwind");
            desk.addField("Account", "Tier__c", "string");
            String id = desk.insert("Account", Map.of("Name", "A", "Tier__c", "gold"));
            desk.relabelField("Account", "Tier__c", "Rank");
            assertThat(desk.record("Account", id).path("Tier__c").asString("")).isEqualTo("gold");
            desk.removeField("Account", "Tier__c");
            desk.addField("Account", "Tier__c", "string");

            assertThat(desk.record("Account", id).path("Tier__c").isNull()).isTrue();
        }
    }

    @Test
    void unrest_by_http_tells_what_happened_and_which_kinds_there_are() {
        try (Sandbox sandbox = sandbox()) {
            var visitor = new SandboxVisitor(sandbox.uri());
            String path = "/admin/orgs/northwind/unrest/Account";
            JsonNode steps =
                    visitor.call(
                                    "POST",
                                    path,
                                    Map.of("steps", 3, "seed", 9, "kinds", List.of("add-field")))
                            .json();

            assertThat(steps.size()).isEqualTo(3);
            assertThat(steps.path(0).path("kind").asString("")).isEqualTo("add-field");
            assertThat(steps.path(0).path("what").asString("")).startsWith("Extra_");
            assertThat(
                            visitor.call(
                                            "POST",
                                            path,
                                            Map.of("steps", 3, "kinds", List.of("explode")))
                                    .text())
                    .contains("there is no kind", "retype-field");
        }
    }

    private static Sandbox sandbox() {
        return Sandbox.start(
                SandboxSettings.of(
                        0,
                        SalesforceSettings.of(
                                List.of(
                                        OrgSettings.of(
                                                "northwind",
                                                Map.of(
                                                        "Account",
                                                        50,
                                                        "Contact",
                                                        50,
                                                        "Opportunity",
                                                        20))))));
    }
}
