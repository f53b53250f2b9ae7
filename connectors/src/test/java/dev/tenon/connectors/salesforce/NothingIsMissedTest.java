package dev.tenon.connectors.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.connectors.json.JsonTree;
import dev.tenon.spi.Position;
import dev.tenon.spi.Reader;
import dev.tenon.testkit.ReadRun;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever people do while an org is read, a store that follows the reads becomes equal to it.
class NothingIsMissedTest {
    private static final Set<String> ONE = Set.of("Version__c");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void a_store_that_follows_the_reads_becomes_equal_to_the_org(long seed) {
        follow(seed, ONE, Position.Order.ANY);
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34, 35, 36})
    void also_when_what_changed_last_is_read_first(long seed) {
        follow(seed, ONE, Position.Order.NEWEST_FIRST);
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void also_when_the_fields_of_a_record_come_in_several_queries(long seed) {
        var wide = new TreeSet<>(ONE);
        for (int number = 0; number < 700; number++) {
            wide.add("A_rather_long_field_name_of_an_org_%04d__c".formatted(number));
        }
        follow(seed, wide, Position.Order.ANY);
        follow(seed, wide, Position.Order.NEWEST_FIRST);
    }

    private static void follow(long seed, Set<String> fields, Position.Order order) {
        var org = new LivelyOrg(new Random(seed), 60);
        var salesforce = new Salesforce(org::now);
        var store = new HashMap<String, Integer>();
        Position position = new Position.Beginning(null, order);
        for (int round = 0; round < 5; round++) {
            for (int moment = 0; moment < 40; moment++) org.work();
            ReadRun run = ReadRun.of(salesforce, org, request(fields, position));
            keep(run, store);
            position = new Position.Since(run.checkpoint().orElseThrow());
        }
        org.rest();
        keep(ReadRun.of(salesforce, org, request(fields, position)), store);

        assertThat(store).isEqualTo(org.live());
    }

    private static Reader.ReadRequest request(Set<String> fields, Position position) {
        return new Reader.ReadRequest("Thing", fields, position, List.of(), 7);
    }

    private static void keep(ReadRun run, Map<String, Integer> store) {
        for (ReadRun.Seen seen : run.pages()) {
            seen.records()
                    .forEach((id, json) -> {
                        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
                        int version = JsonTree.read(bytes).path("Version__c").intValue(-1);
                        store.put(id, version);
                    });
            seen.page().deletedIds().forEach(store::remove);
        }
    }
}
