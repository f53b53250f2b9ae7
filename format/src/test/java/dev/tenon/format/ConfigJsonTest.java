package dev.tenon.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.diagnostics.Refusal;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ConfigJsonTest {
    static final JsonNode EVERY_KEY =
            Json.of(
                    """
                    {'provider': 'hubspot',
                     'read': {'objects': {'company': {
                       'objectName': 'company', 'schedule': '0 * * * *', 'destination': 'other',
                       'disabled': true,
                       'selectedFields': {'phone': true, 'fax': false},
                       'selectedFieldsAuto': 'all',
                       'selectedFieldMappings': {'tier': 'company_tier'},
                       'selectedValueMappings': {'tier': {'gold': 'A', 'silver': 'B'}},
                       'dynamicMappingsInput': [{'mapToName': 'plan', 'mapToDisplayName': 'Plan',
                         'prompt': 'Which?', 'fieldName': 'plan__c',
                         'mappedValues': [{'mappedValue': 'x', 'mappedDisplayValue': 'X'}]}],
                       'backfill': {'defaultPeriod': {'days': 7},
                         'fieldFilters': [{'fieldName': 'a', 'operator': 'eq', 'value': 1}]},
                       'fieldFilters': [{'fieldName': 'b', 'operator': 'eq', 'value': 'x'},
                         {'fieldName': 'c', 'operator': 'eq', 'value': true}],
                       'index': ['phone'], 'keepRaw': false,
                       'deletions': {'mode': 'sweep', 'holdAbove': '5%'},
                       'permissions': 'strict', 'retain': '30d'}}},
                     'write': {'objects': {'company': {'objectName': 'company',
                       'inheritMapping': true,
                       'deletionSettings': {'enabled': false},
                       'selectedFieldSettings': {
                         'a': {'default': {'stringValue': 'x'}, 'writeOnCreate': 'always',
                               'writeOnUpdate': 'never'},
                         'b': {'default': {'integerValue': 3}, 'writeOnCreate': 'never',
                               'writeOnUpdate': 'ifEmpty'},
                         'c': {'default': {'booleanValue': true}, 'writeOnCreate': 'always',
                               'writeOnUpdate': 'always'}},
                       'selectedValueDefaults': {'d': {'value': 'y'}, 'e': 5}}}},
                     'subscribe': {'objects': {'company': {'objectName': 'company',
                       'destination': 'changes', 'inheritFieldsAndMappings': true,
                       'createEvent': {'enabled': 'always'},
                       'updateEvent': {'enabled': 'never', 'watchFieldsAuto': 'all'},
                       'deleteEvent': {'enabled': 'never'},
                       'otherEvents': ['merge'],
                       'providerOptions': {'quotaOptimization': {'enabled': true}}}}},
                     'proxy': {'enabled': true}}
                    """);

    @Test
    void every_key_is_read_and_written_again() {
        ConfigReading reading = ConfigJson.read(EVERY_KEY);

        assertThat(reading.findings()).isEmpty();
        assertThat(ConfigJson.write(reading.orRefuse())).isEqualTo(EVERY_KEY);
    }

    @Test
    void what_a_user_interface_sends_is_read() {
        InstallationConfig config =
                ConfigJson.read(
                                Json.of(
                                        """
                                        {'provider': 'hubspot', 'read': {'objects': {'company': {
                                          'objectName': 'company',
                                          'selectedFields': {'phone': true},
                                          'selectedFieldMappings': {'tier': 'x', 'region': ''},
                                          'selectedValueMappings': {},
                                          'dynamicMappingsInput': []}}}}
                                        """))
                        .orRefuse();

        ReadChoice company = Objects.requireNonNull(config.read()).objects().get("company");
        assertThat(company).isNotNull();
        assertThat(company.fields().mappings()).containsOnlyKeys("tier");
        assertThat(config.write()).isNull();
    }

    @Test
    void an_empty_section_is_not_an_absent_one() {
        InstallationConfig config =
                ConfigJson.read(Json.of("{'read': {'objects': {}}}")).orRefuse();

        assertThat(config.read()).isNotNull();
        assertThat(ConfigJson.write(config)).isEqualTo(Json.of("{'read': {'objects': {}}}"));
        assertThat(ConfigJson.read(Json.of("{}")).orRefuse()).isEqualTo(InstallationConfig.EMPTY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'read': []} | config.wrong-type | read",
                "{'read': {'objects': {'a': {'schedule': 'x'}}}} | config.bad-schedule | read.objects.a.schedule",
                "{'read': {'objects': {'a': {'selectedFields': {'b': 1}}}}} | config.wrong-type | read.objects.a.selectedFields.b",
                "{'read': {'objects': {'a': {'backfill': {'defaultPeriod': {}}}}}} | config.bad-period | read.objects.a.backfill.defaultPeriod",
                "{'read': {'objects': {'a': {'fieldFilters': [{'fieldName': 'b', 'operator': 'gt', 'value': 1}]}}}} | config.unknown-value | read.objects.a.fieldFilters[0].operator",
                "{'read': {'objects': {'a': {'fieldFilters': [{'fieldName': 'b', 'operator': 'eq', 'value': []}]}}}} | config.wrong-type | read.objects.a.fieldFilters[0].value",
                "{'write': {'objects': {'a': {'selectedFieldSettings': {'b': {'default': {}}}}}}} | config.bad-default | write.objects.a.selectedFieldSettings.b.default",
                "{'subscribe': {'objects': {'a': {'createEvent': {'enabled': 'maybe'}}}}} | config.unknown-value | subscribe.objects.a.createEvent.enabled",
                "{'proxy': {'enabled': 'yes'}} | config.wrong-type | proxy.enabled",
                "[] | config.wrong-type | ``"
            })
    void what_is_wrong_is_told_by_code_and_path(String json, String code, String path) {
        ConfigReading reading = ConfigJson.read(Json.of(json));

        assertThat(reading.config()).isNull();
        assertThat(reading.findings()).extracting(Finding::code).containsExactly(code);
        assertThat(reading.findings()).extracting(Finding::path).containsExactly(path);
        assertThatThrownBy(reading::orRefuse).isInstanceOf(Refusal.class);
    }

    @Test
    void what_programs_send_for_nothing_is_as_good_as_absent() {
        JsonNode sent =
                Json.of(
                        """
                        {'read': {'objects': {'a': {'schedule': '', 'destination': null,
                          'dynamicMappingsInput': [{'mapToName': 'x', 'prompt': ''}],
                          'backfill': {'defaultPeriod': {'days': 3, 'fullHistory': false}}}}}}
                        """);

        ReadChoice choice =
                Objects.requireNonNull(
                        Objects.requireNonNull(ConfigJson.read(sent).orRefuse().read())
                                .objects()
                                .get("a"));
        assertThat(choice.schedule()).isNull();
        assertThat(choice.backfill())
                .isEqualTo(new ReadChoice.BackfillChoice(new Backfill.Days(3), List.of()));
        assertThat(
                        ConfigJson.read(
                                        Json.of(
                                                "{'read': {'objects': {'a': {'dynamicMappingsInput': [{'mapToName': ''}]}}}}"))
                                .findings())
                .extracting(Finding::code)
                .containsExactly("config.missing-key");
    }

    @Test
    void an_unknown_key_is_a_warning() {
        ConfigReading reading =
                ConfigJson.read(Json.of("{'read': {'objects': {'a': {'selectdFields': {}}}}}"));

        assertThat(reading.config()).isNotNull();
        assertThat(reading.findings())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.isError()).isFalse();
                    assertThat(finding.diagnostic().fix()).contains("selectedFields");
                });
    }
}
