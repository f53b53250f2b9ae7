package dev.tenon.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EffectiveConfigTest {
    private static final Integration CRM =
            Manifests.read(Manifests.everyKey()).integrations().getFirst();

    @Test
    void without_a_section_the_manifest_stands_as_it_is() {
        EffectiveConfig effective = merge("{}");

        assertThat(effective.reads()).containsOnlyKeys("company", "contact", "deal");
        assertThat(effective.writes()).containsOnlyKeys("company", "note");
        assertThat(effective.subscribes()).containsOnlyKeys("company", "contact", "ticket");
        assertThat(effective.proxy()).isTrue();
        EffectiveRead company = read(effective, "company");
        assertThat(company.mappedName()).isEqualTo("account");
        assertThat(company.schedule()).isEqualTo("*/10 * * * *");
        assertThat(company.destination()).isEqualTo("changes");
        assertThat(company.backfill()).isEqualTo(new Backfill.FullHistory());
        assertThat(company.fields().all()).isTrue();
        assertThat(company.fields().names()).contains("phone", "revenue", "company_tier");
    }

    @Test
    void a_section_decides_but_for_what_is_read_for_everybody() {
        EffectiveConfig effective =
                merge("{'read': {'objects': {}}, 'write': {'objects': {'note': {}}}}");

        assertThat(effective.reads()).containsOnlyKeys("contact");
        assertThat(read(effective, "contact").fields().names()).containsExactly("email");
        assertThat(effective.writes()).containsOnlyKeys("note");
    }

    @Test
    void what_the_customer_chose_lies_over_the_manifest() {
        EffectiveRead company =
                read(
                        merge(
                                """
                                {'read': {'objects': {'company': {
                                  'schedule': '0 * * * *', 'destination': 'theirs', 'disabled': true,
                                  'selectedFields': {'phone': true, 'revenue': false, 'fax': true},
                                  'selectedFieldMappings': {'tier': 'level', 'region': 'area'},
                                  'selectedValueMappings': {'tier': {'gold': 'A'}},
                                  'backfill': {'defaultPeriod': {'days': 0}},
                                  'fieldFilters': [{'fieldName': 'x', 'operator': 'eq', 'value': 1}],
                                  'keepRaw': false, 'index': ['phone'], 'retain': '7d'}}}}
                                """),
                        "company");

        assertThat(company.schedule()).isEqualTo("0 * * * *");
        assertThat(company.destination()).isEqualTo("theirs");
        assertThat(company.disabled()).isTrue();
        assertThat(company.backfill()).isEqualTo(new Backfill.None());
        assertThat(company.fields().all()).isFalse();
        assertThat(company.fields().names())
                .containsExactly(
                        "$['address']['city']", "area", "domain", "fax", "level", "name", "phone");
        assertThat(company.fields().required())
                .containsExactly("$['address']['city']", "area", "domain", "level", "name");
        assertThat(company.fields().mappings())
                .containsEntry("tier", "level")
                .containsEntry("region", "area")
                .containsEntry("website", "domain")
                .doesNotContainKey("turnover");
        assertThat(company.fields().valueMappings()).containsEntry("level", Map.of("gold", "A"));
        assertThat(company.filters().backfill()).isEqualTo(company.filters().always()).hasSize(1);
        assertThat(company.storage().index()).containsExactly("name", "tier", "phone");
        assertThat(company.storage().keepRaw()).isFalse();
        assertThat(company.storage().retain()).hasDays(7);
        assertThat(company.storage().deletions().holdAbove()).isEqualTo(20);
    }

    @Test
    void filters_of_the_backfill_take_the_place_of_the_others_in_backfills_only() {
        EffectiveRead company =
                read(
                        merge(
                                """
                                {'read': {'objects': {'company': {
                                  'backfill': {'fieldFilters': [
                                    {'fieldName': 'y', 'operator': 'eq', 'value': 2}]},
                                  'fieldFilters': [{'fieldName': 'x', 'operator': 'eq', 'value': 1}]}}}}
                                """),
                        "company");

        assertThat(company.filters().always()).extracting(Filter::fieldName).containsExactly("x");
        assertThat(company.filters().backfill()).extracting(Filter::fieldName).containsExactly("y");
        assertThat(company.backfill()).isEqualTo(new Backfill.FullHistory());
    }

    @Test
    void a_required_mapping_nobody_chose_is_an_error_and_a_suggested_one_is_taken() {
        EffectiveConfig effective = merge("{'read': {'objects': {'company': {}}}}");

        assertThat(effective.findings())
                .filteredOn(Finding::isError)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo("config.unmapped-field");
                    assertThat(finding.path())
                            .isEqualTo("read.objects.company.selectedFieldMappings.region");
                });
        assertThat(read(effective, "company").fields().mappings())
                .containsEntry("tier", "company_tier");
    }

    @Test
    void choices_that_fit_nothing_are_told_with_what_was_perhaps_meant() {
        EffectiveConfig effective =
                merge(
                        """
                        {'provider': 'salesforce', 'read': {'objects': {
                          'compny': {},
                          'deal': {'selectedFields': {'stages': true},
                                   'selectedFieldMappings': {'stge': 'x'}}}},
                         'write': {'objects': {'nte': {}}}}
                        """);

        assertThat(effective.findings())
                .extracting(Finding::code)
                .containsExactlyInAnyOrder(
                        "config.other-provider",
                        "config.unknown-object",
                        "config.unknown-field",
                        "config.unknown-mapping",
                        "config.unknown-object");
        assertThat(effective.findings())
                .extracting(each -> each.diagnostic().fix())
                .anyMatch(fix -> fix.startsWith("Did you mean \"company\"?"))
                .anyMatch(fix -> fix.startsWith("Did you mean \"stage\"?"))
                .anyMatch(fix -> fix.startsWith("Did you mean \"note\"?"));
    }

    @Test
    void mappings_offered_to_one_customer_work_like_those_of_the_manifest() {
        EffectiveRead deal =
                read(
                        merge(
                                """
                                {'read': {'objects': {'deal': {
                                  'dynamicMappingsInput': [{'mapToName': 'plan', 'fieldName': 'plan_a'},
                                                           {'mapToName': 'size'}],
                                  'selectedFieldMappings': {'size': 'employees'}}}}}
                                """),
                        "deal");

        assertThat(deal.fields().mappings())
                .containsEntry("plan", "plan_a")
                .containsEntry("size", "employees");
        assertThat(deal.fields().names()).contains("plan_a", "employees");
    }

    @Test
    void writes_go_by_either_name_and_take_the_settings_of_the_config() {
        EffectiveConfig effective =
                merge(
                        """
                        {'write': {'objects': {'company': {'deletionSettings': {'enabled': false},
                          'selectedValueDefaults': {'a': {'value': 1}, 'b': 'old'},
                          'selectedFieldSettings': {'b': {'default': {'stringValue': 'new'},
                            'writeOnUpdate': 'never'}}}}}}
                        """);

        EffectiveWrite company = Objects.requireNonNull(effective.write("account"));
        assertThat(company).isEqualTo(effective.write("company"));
        assertThat(company.objectName()).isEqualTo("company");
        assertThat(company.deletions()).isFalse();
        assertThat(company.externalIdField()).isEqualTo("product_id");
        assertThat(company.fields())
                .containsEntry(
                        "a",
                        new WriteField(
                                Json.of("1"),
                                WriteField.OnCreate.ALWAYS,
                                WriteField.OnUpdate.ALWAYS))
                .containsEntry(
                        "b",
                        new WriteField(
                                Json.of("'new'"),
                                WriteField.OnCreate.ALWAYS,
                                WriteField.OnUpdate.NEVER));
        assertThat(effective.write("note")).isNull();
        assertThat(effective.read("account")).isEqualTo(effective.read("company"));
    }

    @Test
    void events_and_the_proxy_can_be_switched_off_but_not_on() {
        EffectiveConfig effective =
                merge(
                        """
                        {'subscribe': {'objects': {'company': {'destination': 'theirs',
                           'createEvent': {'enabled': 'never'}, 'updateEvent': {'enabled': 'never'}}}},
                         'proxy': {'enabled': false}}
                        """);

        SubscribeObject company = Objects.requireNonNull(effective.subscribes().get("company"));
        assertThat(company.createEvent()).isFalse();
        assertThat(company.updates()).isNull();
        assertThat(company.deleteEvent()).isTrue();
        assertThat(company.destination()).isEqualTo("theirs");
        assertThat(effective.proxy()).isFalse();
        var closed = new Integration("a", null, "x", null, CRM.read(), null, null, null, null);
        assertThat(EffectiveConfig.merge(closed, config("{'proxy': {'enabled': true}}")).proxy())
                .isFalse();
    }

    private static EffectiveConfig merge(String config) {
        return EffectiveConfig.merge(CRM, config(config));
    }

    private static InstallationConfig config(String json) {
        return ConfigJson.read(Json.of(json)).orRefuse();
    }

    private static EffectiveRead read(EffectiveConfig effective, String name) {
        return Objects.requireNonNull(effective.reads().get(name));
    }
}
