package dev.tenon.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Whatever becomes of a manifest, reading it never fails, and what is found is inside the file.
class SpoiledManifestsTest {
    private static final int ROUNDS = 2_000;
    private static final long SEED = 20261124;

    private final Random random = new Random(SEED);
    private final ManifestReader reader = new ManifestReader(SomeProviders.any());

    @Test
    void the_samples_spoiled_two_thousand_times_are_all_read() {
        spoil(new ArrayList<>(Manifests.samples().values()));
    }

    @Test
    void the_manifest_with_every_key_spoiled_two_thousand_times_is_always_read() {
        spoil(List.of(Manifests.everyKey()));
    }

    private void spoil(List<String> sources) {
        for (int round = 0; round < ROUNDS; round++) {
            String source = sources.get(random.nextInt(sources.size()));
            int edits = 1 + random.nextInt(3);
            for (int edit = 0; edit < edits; edit++) source = spoilOnce(source);
            check(source);
        }
    }

    private void check(String source) {
        Reading reading = reader.read(source, "tenon.yaml");
        long lines = Math.max(1, source.lines().count());
        assertThat(reading.manifest() == null)
                .isEqualTo(reading.findings().stream().anyMatch(Finding::isError));
        assertThat(reading.findings())
                .allSatisfy(finding -> {
                    assertThat(finding.line()).as(source).isBetween(1, (int) lines);
                    assertThat(finding.column()).isPositive();
                });
        if (reading.manifest() == null) return;
        for (Integration each : reading.manifest().integrations()) {
            assertThat(ManifestJson.read(ManifestJson.write(each))).isEqualTo(each);
        }
    }

    private String spoilOnce(String source) {
        var lines = new ArrayList<>(source.lines().toList());
        if (lines.isEmpty()) return "x";
        int line = random.nextInt(lines.size());
        String text = lines.get(line);
        int colon = text.indexOf(':');
        String key = colon < 0 ? text : text.substring(0, colon + 1);
        switch (random.nextInt(8)) {
            case 0 -> lines.remove(line);
            case 1 -> lines.add(line, text);
            case 2 -> lines.set(line, key + " " + odd());
            case 3 -> lines.set(line, " " + text);
            case 4 -> lines.set(line, withRandomBytes(text));
            case 5 -> lines.subList(line, lines.size()).clear();
            case 6 -> lines.set(line, text.replace("fieldName", "mapToName"));
            default -> lines.set(line, "\t" + text);
        }
        return lines.stream().collect(Collectors.joining("\n"));
    }

    private String odd() {
        List<String> values =
                List.of(
                        "[]",
                        "{}",
                        "7",
                        "-1",
                        "1.5",
                        "true",
                        "~",
                        "''",
                        "[a, b]",
                        "{a: b}",
                        "&x y",
                        "*x",
                        "!!binary x",
                        "|",
                        ">",
                        "99999999999999999999",
                        "0x1F",
                        ".nan",
                        "2026-01-01",
                        "\"\\u0000\"",
                        "@",
                        "`",
                        "%",
                        "all",
                        "always");
        return values.get(random.nextInt(values.size()));
    }

    private String withRandomBytes(String text) {
        byte[] bytes = new byte[1 + random.nextInt(8)];
        random.nextBytes(bytes);
        int at = random.nextInt(text.length() + 1);
        return text.substring(0, at)
                + new String(bytes, StandardCharsets.UTF_8)
                + text.substring(at);
    }
}
