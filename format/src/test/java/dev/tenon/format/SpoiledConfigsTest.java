package dev.tenon.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Whatever stands at whatever place of a config, reading and merging it never fails.
class SpoiledConfigsTest {
    private static final List<String> ODD =
            List.of(
                    "null",
                    "true",
                    "-1",
                    "0",
                    "99999999999999999999",
                    "1.5",
                    "''",
                    "'all'",
                    "'always'",
                    "[]",
                    "{}",
                    "[null]",
                    "[[]]",
                    "{'a': null}",
                    "{'a': {'b': []}}",
                    "['a']",
                    "{'value': 1}");

    private final Integration crm = Manifests.read(Manifests.everyKey()).integrations().getFirst();

    @Test
    void every_place_of_a_config_may_hold_anything() {
        int tried = 0;
        for (List<Object> path : paths(ConfigJsonTest.EVERY_KEY)) {
            for (String odd : ODD) {
                check(replaced(ConfigJsonTest.EVERY_KEY, path, Json.of(odd)));
                tried++;
            }
        }
        assertThat(tried).isGreaterThan(1_000);
    }

    private void check(JsonNode content) {
        ConfigReading reading = ConfigJson.read(content);
        InstallationConfig config = reading.config();
        assertThat(config == null)
                .as(content.toString())
                .isEqualTo(reading.findings().stream().anyMatch(Finding::isError));
        if (config == null) return;
        assertThat(ConfigJson.read(ConfigJson.write(config)).orRefuse())
                .as(content.toString())
                .isEqualTo(config);
        assertThat(EffectiveConfig.merge(crm, config).provider()).isEqualTo(crm.provider());
    }

    private static JsonNode replaced(JsonNode content, List<Object> path, JsonNode odd) {
        JsonNode copy = content.deepCopy();
        JsonNode parent = copy;
        for (Object step : path.subList(0, path.size() - 1)) parent = child(parent, step);
        if (parent instanceof ObjectNode object) object.set(String.valueOf(path.getLast()), odd);
        else ((ArrayNode) parent).set((Integer) path.getLast(), odd);
        return copy;
    }

    private static JsonNode child(JsonNode parent, Object step) {
        return step instanceof Integer index ? parent.get(index) : parent.get(step.toString());
    }

    private static List<List<Object>> paths(JsonNode node) {
        var paths = new ArrayList<List<Object>>();
        collect(node, List.of(), paths);
        return paths;
    }

    private static void collect(JsonNode node, List<Object> path, List<List<Object>> paths) {
        if (!path.isEmpty()) paths.add(path);
        node.properties()
                .forEach(each -> collect(each.getValue(), plus(path, each.getKey()), paths));
        if (!node.isArray()) return;
        for (int i = 0; i < node.size(); i++) collect(node.get(i), plus(path, i), paths);
    }

    private static List<Object> plus(List<Object> path, Object step) {
        var longer = new ArrayList<>(path);
        longer.add(step);
        return longer;
    }
}
