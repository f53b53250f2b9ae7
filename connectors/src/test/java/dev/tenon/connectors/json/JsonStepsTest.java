package dev.tenon.connectors.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Jackson is the judge of what is JSON.
class JsonStepsTest {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int DOCUMENTS = 20_000;
    private static final String[] SCALARS = {
        "0", "-0", "1", "-12.50", "3e8", "4E-2", "1.5e+10", "true", "false", "null", "01", "1.",
        "-", ".5", "+1", "1e", "NaN", "nul", "truee", "0x1"
    };
    private static final String[] PIECES = {
        "a",
        "plain text of more than eight bytes",
        "ö",
        "漢字",
        "😀",
        "\\n",
        "\\\"",
        "\\u00e9",
        "\\/",
        "\\x",
        "\\u12",
        "\u007f",
        "\t",
        "\u0001",
        "{",
        "]",
        ",",
        ":"
    };

    private final SplittableRandom random =
            new SplittableRandom(Long.getLong("tenon.json.seed", 20261128));

    @Test
    void what_is_json_is_what_jackson_says() {
        int valid = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            byte[] json = document();
            boolean found = stepsOver(json);
            // Jackson is lenient with bytes that are no UTF-8 in values, and strict in names.
            if (!isText(json)) continue;
            boolean expected = jacksonReads(json);
            assertThat(found).as(new String(json, StandardCharsets.UTF_8)).isEqualTo(expected);
            if (expected) valid++;
        }
        assertThat(valid).isBetween(DOCUMENTS / 10, DOCUMENTS * 9 / 10);
    }

    @Test
    void texts_are_what_jackson_says() {
        for (int i = 0; i < DOCUMENTS; i++) {
            byte[] json = JsonSteps.bytes(string());
            if (!jacksonReads(json)) continue;
            var steps = new JsonSteps(json);
            steps.string();
            String text = jacksonText(json);
            assertThat(steps.text()).isEqualTo(text);
            assertThat(steps.isText(text, JsonSteps.bytes(text))).isTrue();
            assertThat(steps.isText(text + "x", JsonSteps.bytes(text + "x"))).isFalse();
        }
    }

    @Test
    void depth_and_the_length_of_numbers_are_limited() {
        assertThat(stepsOver(JsonSteps.bytes("[".repeat(500) + "]".repeat(500)))).isTrue();
        assertThat(stepsOver(JsonSteps.bytes("[".repeat(501) + "]".repeat(501)))).isFalse();
        assertThat(stepsOver(JsonSteps.bytes("1".repeat(1_000)))).isTrue();
        assertThat(stepsOver(JsonSteps.bytes("1".repeat(1_001)))).isFalse();
    }

    @Test
    void a_byte_order_mark_is_no_matter() {
        assertThat(stepsOver(JsonSteps.bytes("\uFEFF{\"a\":1}"))).isTrue();
    }

    /// A value, of which one in two has a byte changed, taken out or put in.
    private byte[] document() {
        byte[] json = JsonSteps.bytes(space() + value(0) + space());
        if (random.nextBoolean()) return json;
        int at = random.nextInt(json.length);
        // Jackson takes bytes of zero for another encoding than UTF-8.
        byte other = (byte) random.nextInt(1, random.nextInt(4) == 0 ? 256 : 128);
        return switch (random.nextInt(3)) {
            case 0 -> {
                json[at] = other;
                yield json;
            }
            case 1 -> joined(json, at, at + 1, new byte[0]);
            default -> joined(json, at, at, new byte[] {other});
        };
    }

    private static byte[] joined(byte[] json, int to, int from, byte[] between) {
        byte[] joined = new byte[to + between.length + json.length - from];
        System.arraycopy(json, 0, joined, 0, to);
        System.arraycopy(between, 0, joined, to, between.length);
        System.arraycopy(json, from, joined, to + between.length, json.length - from);
        return joined;
    }

    private String value(int depth) {
        return switch (random.nextInt(depth > 3 ? 3 : 6)) {
            case 0 -> SCALARS[random.nextInt(random.nextInt(6) == 0 ? SCALARS.length : 10)];
            case 1, 2 -> string();
            case 3 -> "[" + list(depth, "") + "]";
            default -> "{" + list(depth, ":") + "}";
        };
    }

    private String list(int depth, String colon) {
        var list = new StringBuilder(space());
        int many = random.nextInt(4);
        for (int i = 0; i < many; i++) {
            if (i > 0) list.append(',').append(space());
            if (!colon.isEmpty()) list.append(string()).append(space()).append(colon);
            list.append(space()).append(value(depth + 1)).append(space());
        }
        return list.toString();
    }

    private String string() {
        var text = new StringBuilder("\"");
        int many = random.nextInt(5);
        for (int i = 0; i < many; i++) {
            text.append(PIECES[random.nextInt(random.nextInt(8) == 0 ? PIECES.length : 10)]);
        }
        return text.append('"').toString();
    }

    private String space() {
        return random.nextInt(3) == 0 ? " \n\t\r".substring(random.nextInt(4)) : "";
    }

    private static boolean stepsOver(byte[] json) {
        try {
            var steps = new JsonSteps(json);
            steps.value();
            return steps.isOver();
        } catch (JsonSteps.Malformed _) {
            return false;
        }
    }

    private static boolean isText(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }

    private static boolean jacksonReads(byte[] json) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            boolean any = parser.nextToken() != null;
            parser.skipChildren();
            parser.finishToken();
            return any && parser.nextToken() == null;
        } catch (JacksonException _) {
            return false;
        }
    }

    private static String jacksonText(byte[] json) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            return parser.getString();
        }
    }
}
