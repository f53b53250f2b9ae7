package dev.tenon.server.records;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.testing.Dice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class JsonScanTest {
    private static final byte[] NOISE =
            "\"\\{}[],: \n0e-tfnu\u0000".getBytes(StandardCharsets.UTF_8);

    /// What lies around the slice differs, so that a look outside of it shows.
    @Test
    void nothing_outside_of_the_slice_is_seen() {
        Dice.play(
                2_000,
                dice -> {
                    byte[] json = spoiled(Tree.members(dice, 3).written(dice), dice);

                    String one = outcome(json, (byte) '"');

                    assertThat(outcome(json, (byte) '}')).isEqualTo(one);
                    assertThat(outcome(json, (byte) ' ')).isEqualTo(one);
                    assertThat(outcome(json, (byte) '1')).isEqualTo(one);
                });
    }

    @Test
    void a_value_is_stepped_over_exactly() {
        Dice.play(
                1_000,
                dice -> {
                    byte[] json = Tree.any(dice, 4).written(dice).getBytes(StandardCharsets.UTF_8);
                    byte[] followed = Arrays.copyOf(json, json.length + 1);
                    followed[json.length] = ',';
                    var scan = new JsonScan(followed, 0, followed.length);

                    scan.value();

                    assertThat(scan.at()).isEqualTo(json.length);
                    assertThat(scan.comma()).isTrue();
                });
    }

    /// Changes, cuts or repeats some bytes.
    private static byte[] spoiled(String json, Dice dice) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        for (int changes = dice.below(4); changes > 0; changes--) {
            bytes[dice.below(bytes.length)] = NOISE[dice.below(NOISE.length)];
        }
        return dice.oneIn(3) ? Arrays.copyOf(bytes, dice.below(bytes.length) + 1) : bytes;
    }

    private static String outcome(byte[] json, byte around) {
        byte[] buffer = new byte[json.length + 20];
        Arrays.fill(buffer, around);
        System.arraycopy(json, 0, buffer, 10, json.length);
        try {
            var canonical = new CanonicalJson();
            canonical.value(new JsonScan(buffer, 10, json.length), false);
            return canonical.out().text();
        } catch (JsonScan.MalformedException _) {
            return "refused";
        }
    }
}
