package dev.tenon.connectors.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.spi.ProviderException.Garbled;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class RecordPageTest {
    private static final JsonFactory JSON = new JsonFactory();
    private static final RecordShape SHAPE =
            new RecordShape("records", "Id", "SystemModstamp", Set.of("done", "next"));
    private static final String PAGE =
            """
            {"totalSize":2,"done":false,"next":"/more","skipped":{"records":[1]},"records":[
            {"attributes":{"type":"T","Id":"not this"},"Id":"a1","Name":"Zoë \\"]}","Kids":{"records":[{"Id":"k"}]},
             "SystemModstamp":"2026-01-02T03:04:05.006+0000"},
            {"Id":"a2","SystemModstamp":null,"Empty":{},"List":[[],{}]}]}
            """;

    @Test
    void each_record_is_the_slice_it_stands_in_with_its_id_and_change_time() {
        RecordPage page = walk(PAGE);

        var seen = new ArrayList<String>();
        page.forEach((id, modified, json) -> {
            seen.add(id + " " + modified);
            assertThat(text(json)).startsWith("{").endsWith("}").contains(id);
            assertThat(JsonTree.read(text(json).getBytes(StandardCharsets.UTF_8)).isObject())
                    .isTrue();
        });
        assertThat(seen).containsExactly("a1 2026-01-02T03:04:05.006Z", "a2 null");
    }

    @Test
    void wanted_members_beside_the_records_are_kept_as_text() {
        RecordPage page = walk(PAGE);

        assertThat(page.kept("done")).hasValue("false");
        assertThat(page.kept("next")).hasValue("/more");
        assertThat(page.kept("totalSize")).isEmpty();
    }

    @Test
    void an_array_at_the_root_may_hold_nulls() {
        RecordShape shape = new RecordShape("", "Id", "", Set.of());
        RecordPage page = RecordPage.walk(bytes("[{\"Id\":\"a\"},null,{\"Id\":\"b\"}]"), shape);

        assertThat(page.size()).isEqualTo(3);
        assertThat(page.at(1)).isEmpty();
        assertThat(page.ids()).containsExactly("a", "b");
    }

    @Test
    void a_reply_that_breaks_off_anywhere_is_garbled() {
        byte[] whole = bytes(PAGE.strip());
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> RecordPage.walk(cut, SHAPE)).isInstanceOf(Garbled.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>maintenance</html>",
                "null",
                "[]",
                "{}",
                "{\"records\":null}",
                "{\"records\":{}}",
                "{\"records\":[1]}",
                "{\"records\":[null]}",
                "{\"records\":[{}]}",
                "{\"records\":[{\"Id\":7}]}",
                "{\"records\":[{\"Id\":\"\"}]}",
                "{\"records\":[[]]}",
                "{\"records\":[]} {}",
                "{\"records\":[{\"Id\":\"a\",\"SystemModstamp\":\"yesterday\"}]}",
                "{\"records\":[{\"Id\":\"a\",\"SystemModstamp\":\"2026-13-02T03:04:05Z\"}]}"
            })
    void a_reply_of_another_shape_is_garbled(String reply) {
        assertThatThrownBy(() -> walk(reply)).isInstanceOf(Garbled.class);
    }

    @Test
    void bytes_that_are_no_text_are_garbled() {
        byte[] odd = bytes("{\"records\":[{\"Id\":\"a\",\"Name\":\"__\"}]}");
        odd[odd.length - 5] = (byte) 0xC3;
        odd[odd.length - 6] = (byte) 0xC3;

        assertThatThrownBy(() -> RecordPage.walk(odd, SHAPE)).isInstanceOf(Garbled.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-02T03:04:05Z",
                "2026-01-02T03:04:05.000Z",
                "2026-01-02T03:04:05.000+0000",
                "2026-01-02T05:04:05.000+0200",
                "2026-01-02T05:04:05+02:00",
                "2026-01-01T22:04:05.000000000-05:00"
            })
    void change_times_are_read_in_every_spelling(String time) {
        RecordPage page =
                walk("{\"records\":[{\"Id\":\"a\",\"SystemModstamp\":\"" + time + "\"}]}");

        assertThat(page.last().orElseThrow().modifiedAt())
                .isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
    }

    /// Jackson's own parser, which only says what comes next, is the floor that no walk can beat.
    @Test
    void a_walk_takes_little_longer_than_telling_the_tokens_of_a_page_of_1_kb_records() {
        byte[] page = page(2_000);
        long walk = Long.MAX_VALUE;
        long tokens = Long.MAX_VALUE;
        for (int round = 0; round < 200; round++) {
            long begun = System.nanoTime();
            assertThat(RecordPage.walk(page, SHAPE).size()).isEqualTo(2_000);
            long walked = System.nanoTime();
            assertThat(tokens(page)).isGreaterThan(2_000 * 24);
            tokens = Math.min(tokens, System.nanoTime() - walked);
            walk = Math.min(walk, walked - begun);
        }
        System.out.printf(
                "record walk: %d MB/s a core, tokens alone %d%n",
                page.length * 1_000L / walk, page.length * 1_000L / tokens);

        assertThat((double) walk / tokens).as("walk against tokens").isLessThan(2);
    }

    private static int tokens(byte[] page) {
        int tokens = 0;
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), page)) {
            while (parser.nextToken() != null) tokens++;
        }
        return tokens;
    }

    private static byte[] page(int records) {
        var text = new StringBuilder("{\"totalSize\":1,\"done\":true,\"records\":[");
        for (int number = 0; number < records; number++) {
            if (number > 0) text.append(',');
            text.append(
                    "{\"attributes\":{\"type\":\"Account\",\"url\":\"/sobjects/Account/x\"},\"Id\":\"");
            text.append(number).append("\",\"SystemModstamp\":\"2026-01-02T03:04:05.000+0000\"");
            for (int field = 0; field < 24; field++) {
                text.append(",\"Field_")
                        .append(field)
                        .append("__c\":\"value ")
                        .append(number * field);
                text.append(" of a field\"");
            }
            text.append(",\"Amount\":1234.5,\"Active\":true,\"Nothing\":null}");
        }
        return bytes(text.append("]}").toString());
    }

    private static RecordPage walk(String reply) {
        return RecordPage.walk(bytes(reply), SHAPE);
    }

    private static String text(dev.tenon.spi.Records.Slice slice) {
        return new String(slice.buffer(), slice.offset(), slice.length(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void parts_are_merged_by_id_and_a_record_missing_from_one_is_left_out() {
        RecordPage first =
                walk(
                        "{\"records\":[{\"Id\":\"a\",\"x\":1},{\"Id\":\"b\",\"x\":2},{\"Id\":\"c\",\"x\":3}]}");
        RecordPage second =
                walk(
                        "{\"records\":[{\"attributes\":{\"t\":\"T\"},\"Id\":\"c\",\"y\":\"ö\\\"\"},{\"Id\":\"new\"}]}");
        RecordPage third = walk("{\"records\":[{\"Id\":\"a\",\"y\":[{}] , \"z\" : {\"q\":[1]}}]}");
        var merged =
                new MergedRecords(
                        first, List.of(List.of(second, third)), Set.of("Id", "attributes"));

        var seen = new ArrayList<String>();
        merged.forEach((_, _, json) -> seen.add(text(json)));

        assertThat(seen)
                .containsExactly(
                        "{\"Id\":\"a\",\"x\":1,\"y\":[{}],\"z\" : {\"q\":[1]}}",
                        "{\"Id\":\"c\",\"x\":3,\"y\":\"ö\\\"\"}");
    }
}
