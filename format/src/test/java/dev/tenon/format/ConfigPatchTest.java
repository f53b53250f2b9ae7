package dev.tenon.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.format.ConfigPatch.Change;
import dev.tenon.format.ConfigPatch.Patched;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ConfigPatchTest {
    private static final JsonNode CONTENT =
            Json.of(
                    """
                    {'provider': 'x', 'read': {'objects': {'a': {'schedule': '0 * * * *',
                      'selectedFields': {'f': true}, 'index': ['p', 'q']}, 'b.c/d': {}}}}
                    """);

    @Test
    void a_mask_takes_what_it_names_and_nothing_else() {
        JsonNode given =
                Json.of(
                        "{'read': {'objects': {'a': {'disabled': true}, 'b.c/d': {'disabled': true}}}}");

        assertThat(mask(given, "config.content.read.objects.a"))
                .isEqualTo(
                        Json.of(
                                """
                                {'provider': 'x', 'read': {'objects': {
                                  'a': {'disabled': true}, 'b.c/d': {}}}}
                                """));
        assertThat(
                        mask(given, "config.content.read.objects.b\\.c\\/d.disabled")
                                .at("/read/objects/b.c~1d/disabled")
                                .asBoolean())
                .isTrue();
        assertThat(mask(given, "connectionId", "config.createdBy")).isEqualTo(CONTENT);
    }

    @Test
    void a_mask_of_what_is_not_given_removes_it() {
        assertThat(mask(Json.of("{}"), "config.content.read.objects.a").at("/read/objects").size())
                .isEqualTo(1);
        assertThat(mask(Json.of("{}"), "config.content.write.objects.z")).isEqualTo(CONTENT);
    }

    @Test
    void a_mask_makes_what_is_missing_on_its_way_and_may_take_the_whole() {
        JsonNode given = Json.of("{'proxy': {'enabled': true}}");

        assertThat(mask(given, "config.content.proxy.enabled").at("/proxy/enabled").asBoolean())
                .isTrue();
        assertThat(mask(given, "config.content")).isEqualTo(given);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "config.content.",
                "config.content..read",
                "config.content.read\\x",
                "config.content.read\\"
            })
    void a_bad_mask_changes_nothing_and_is_told(String mask) {
        Patched patched = ConfigPatch.apply(CONTENT, List.of(mask), Json.of("{}"));

        assertThat(patched.content()).isNull();
        assertThat(patched.findings()).extracting(Finding::code).containsExactly("config.bad-mask");
    }

    @Test
    void changes_of_an_object_are_applied_in_their_order() {
        Patched patched =
                ConfigPatch.apply(
                        CONTENT,
                        "read",
                        "a",
                        List.of(
                                new Change("replace", "/schedule", Json.of("'5 * * * *'")),
                                new Change("add", "/selectedFields/g~1h", Json.of("true")),
                                new Change("remove", "/selectedFields/f", null),
                                new Change("add", "/selectedFieldMappings/tier", Json.of("'t'")),
                                new Change("add", "/index/0", Json.of("'o'")),
                                new Change("add", "/index/-", Json.of("'r'")),
                                new Change("remove", "/index/1", null)));

        assertThat(patched.findings()).isEmpty();
        assertThat(String.valueOf(patched.content()))
                .isEqualTo(
                        "{'provider':'x','read':{'objects':{'a':{'schedule':'5 * * * *',"
                                        .replace('\'', '"')
                                + "'selectedFields':{'g/h':true},'index':['o','q','r'],"
                                        .replace('\'', '"')
                                + "'objectName':'a','selectedFieldMappings':{'tier':'t'}},'b.c/d':{}}}}"
                                        .replace('\'', '"'));
        assertThat(CONTENT.at("/read/objects/a/index").size()).isEqualTo(2);
    }

    @Test
    void all_changes_are_made_or_none() {
        Patched patched =
                ConfigPatch.apply(
                        CONTENT,
                        "write",
                        "new",
                        List.of(
                                new Change("add", "/inheritMapping", Json.of("true")),
                                new Change("move", "/a", null),
                                new Change("add", "a", Json.of("1")),
                                new Change("add", "/a", null),
                                new Change("replace", "/nothing", Json.of("1")),
                                new Change("remove", "/nothing/deep", null)));

        assertThat(patched.content()).isNull();
        assertThat(patched.findings())
                .extracting(Finding::code)
                .containsExactly(
                        "config.bad-op",
                        "config.bad-path",
                        "config.missing-key",
                        "config.nothing-there",
                        "config.nothing-there");
        assertThat(patched.findings().getFirst().path()).isEqualTo("changes[1]");
    }

    private static JsonNode mask(JsonNode given, String... masks) {
        Patched patched = ConfigPatch.apply(CONTENT, List.of(masks), given);
        assertThat(patched.findings()).isEmpty();
        return java.util.Objects.requireNonNull(patched.content());
    }
}
