package dev.tenon.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.format.Plan.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final String NOW = Manifests.everyKey();
    private static final List<DeployedIntegration> DEPLOYED = List.of(deployed(NOW, "crm", 3));

    @Test
    void the_same_manifest_changes_nothing_whatever_its_order() {
        Plan plan = plan(NOW.replace("[name, tier]", "[tier, name]"), false);

        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.integrations())
                .extracting(Plan.IntegrationChange::kind)
                .containsExactly(Kind.UNCHANGED);
        assertThat(PlanText.write(plan)).startsWith("Nothing to change.\n");
    }

    @Test
    void a_changed_key_is_told_with_before_and_after() {
        Plan plan =
                plan(
                        NOW.replace("\"*/10 * * * *\"", "\"*/5 * * * *\"")
                                .replace("fieldName: phone", "fieldName: fax")
                                .replace("displayName: Customers", "displayName: People"),
                        false);

        Plan.IntegrationChange crm = plan.integrations().getFirst();
        assertThat(crm.kind()).isEqualTo(Kind.CHANGED);
        assertThat(crm.revision()).isEqualTo(3);
        assertThat(crm.keys())
                .containsExactly(
                        new Plan.KeyChange(
                                "displayName", Json.of("'Customers'"), Json.of("'People'")));
        Plan.ObjectChange company = crm.objects().getFirst();
        assertThat(company.keys())
                .extracting(Plan.KeyChange::path)
                .containsExactly("optionalFields[fax]", "optionalFields[phone]", "schedule");
        assertThat(plan.warnings())
                .extracting(Plan.Warning::code)
                .containsExactly("plan.faster-schedule");
        assertThat(PlanText.write(plan))
                .contains("~ crm (revision 3)\n")
                .contains("        schedule: \"*/10 * * * *\" -> \"*/5 * * * *\"\n");
    }

    @Test
    void an_object_that_goes_needs_a_destructive_deploy() {
        String without =
                NOW.replace("        - objectName: deal\n", "")
                        .replace("          requiredFields:\n            - fieldName: stage\n", "");

        Plan careful = plan(without, false);
        Plan destructive = plan(without, true);

        assertThat(careful.needsDestructive()).isTrue();
        assertThat(destructive.needsDestructive()).isFalse();
        assertThat(destructive.warnings())
                .extracting(Plan.Warning::code)
                .containsExactly("plan.object-removed");
        assertThat(careful.integrations().getFirst().objects())
                .containsExactly(new Plan.ObjectChange("read", "deal", Kind.REMOVED, List.of()));
    }

    @Test
    void integrations_come_and_stay_and_go() {
        String other = NOW.replace("name: crm\n", "name: other\n");

        assertThat(plan(other, false).integrations())
                .extracting(Plan.IntegrationChange::kind)
                .containsExactly(Kind.KEPT, Kind.ADDED);
        assertThat(plan(other, true).integrations())
                .extracting(Plan.IntegrationChange::kind)
                .containsExactly(Kind.REMOVED, Kind.ADDED);
        assertThat(plan(other, false).integrations().getLast().objects()).hasSize(8);
    }

    @Test
    void changes_to_think_about_are_warned_of() {
        String next =
                NOW.replace("days: 30", "days: 60")
                        .replace("mapToName: account", "mapToName: firm")
                        .replace("objectName: account", "objectName: firm")
                        .replace("provider: hubspot", "provider: other")
                        .replace("associationChangeEvent:", "createEvent2:")
                        .replace(
                                "          schedule: \"0 * * * *\"\n          enabled: always\n",
                                "")
                        .replace(
                                "- fieldName: stage",
                                "- fieldName: stage\n            - fieldName: size");

        assertThat(plan(next, true).warnings())
                .extracting(Plan.Warning::code)
                .containsExactlyInAnyOrder(
                        "plan.renamed",
                        "plan.unscheduled",
                        "plan.backfill-later",
                        "plan.field-added",
                        "plan.object-removed",
                        "plan.other-provider");
    }

    @Test
    void the_fingerprint_names_what_is_deployed() {
        List<DeployedIntegration> two = List.of(deployed(NOW, "crm", 3), deployed(NOW, "other", 1));

        assertThat(Plan.fingerprintOf(two)).isEqualTo(Plan.fingerprintOf(two.reversed()));
        assertThat(plan(NOW, false).fingerprint()).isEqualTo(Plan.fingerprintOf(DEPLOYED));
        assertThat(Plan.fingerprintOf(List.of(deployed(NOW, "crm", 4))))
                .isNotEqualTo(Plan.fingerprintOf(DEPLOYED));
        assertThat(Plan.fingerprintOf(List.of(deployed(NOW.replace("400d", "30d"), "crm", 3))))
                .isNotEqualTo(Plan.fingerprintOf(DEPLOYED));
        assertThat(Plan.fingerprintOf(List.of())).isNotEmpty();
    }

    @Test
    void the_json_of_a_plan_says_all_of_it() {
        Plan plan = plan(NOW.replace("days: 30", "days: 60"), false);

        assertThat(PlanJson.write(plan).toString())
                .isEqualTo(
                        """
                        {'fingerprint':'%s','destructive':false,'needsDestructive':false,'empty':false,\
                        'integrations':[{'name':'crm','change':'changed','revision':3,'objects':[\
                        {'section':'read','objectName':'contact','change':'changed','keys':[\
                        {'path':'backfill.defaultPeriod.days','before':30,'after':60}]}],'keys':[]}],\
                        'warnings':[{'code':'plan.backfill-later','where':'crm.read.contact',\
                        'what':'The backfill changes for new installations; existing ones have theirs behind them.',\
                        'fix':'Start a read of the full history where you need one.'}]}\
                        """
                                .formatted(plan.fingerprint())
                                .replace('\'', '"'));
    }

    private static Plan plan(String next, boolean destructive) {
        return Plan.between(DEPLOYED, Manifests.read(next), destructive);
    }

    private static DeployedIntegration deployed(String source, String name, int revision) {
        Integration integration =
                Manifests.read(source.replace("name: crm\n", "name: " + name + "\n"))
                        .integrations()
                        .getFirst();
        return new DeployedIntegration(name, revision, integration);
    }
}
