package dev.tenon.connectors.salesforce;

import static dev.tenon.connectors.salesforce.Org.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.testkit.ReplayAccess;
import dev.tenon.testkit.Script;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyLookupTest {
    @Test
    void records_are_found_by_the_values_of_a_key() {
        Script script =
                Org.described("Contact", "Id:id", "Key__c:string")
                        .on(
                                "GET",
                                Org.query(
                                        "SELECT Id,key__c FROM Contact WHERE key__c IN ('A1','it\\'s','none')"))
                        .reply(
                                200,
                                Org.page(
                                        "{\"Id\":\"" + id(1) + "\",\"Key__c\":\"a1\"}",
                                        "{\"Id\":\"" + id(2) + "\",\"Key__c\":\"it's\"}"));

        assertThat(
                        Org.CONNECTOR
                                .writer(ReplayAccess.of(script))
                                .orElseThrow()
                                .find("Contact", "key__c", List.of("A1", "it's", "none")))
                .isEqualTo(Map.of("A1", id(1), "it's", id(2)));
    }

    @Test
    void an_answer_that_comes_in_two_pages_is_read_to_its_end() {
        Script script =
                Org.described("Contact", "Id:id", "Key__c:string")
                        .on(
                                "GET",
                                Org.query(
                                        "SELECT Id,Key__c FROM Contact WHERE Key__c IN ('A1','B2')"))
                        .reply(
                                200,
                                "{\"totalSize\":2,\"done\":false,\"nextRecordsUrl\":\""
                                        + Org.API
                                        + "/query/01g000000000001-1\",\"records\":[{\"Id\":\""
                                        + id(1)
                                        + "\",\"Key__c\":\"A1\"}]}")
                        .on("GET", Org.API + "/query/01g000000000001-1")
                        .reply(200, Org.page("{\"Id\":\"" + id(2) + "\",\"Key__c\":\"B2\"}"));

        assertThat(
                        Org.CONNECTOR
                                .writer(ReplayAccess.of(script))
                                .orElseThrow()
                                .find("Contact", "Key__c", List.of("A1", "B2")))
                .isEqualTo(Map.of("A1", id(1), "B2", id(2)));
    }

    @Test
    void number_keys_are_compared_as_numbers() {
        Script script =
                Org.described("Contact", "Id:id", "Key__c:double")
                        .on(
                                "GET",
                                Org.query("SELECT Id,Key__c FROM Contact WHERE Key__c IN (5,7.50)"))
                        .reply(
                                200,
                                Org.page(
                                        "{\"Id\":\"" + id(1) + "\",\"Key__c\":5.0}",
                                        "{\"Id\":\"" + id(2) + "\",\"Key__c\":7.5}"));

        assertThat(
                        Org.CONNECTOR
                                .writer(ReplayAccess.of(script))
                                .orElseThrow()
                                .find("Contact", "Key__c", List.of("5", "7.50", "x")))
                .isEqualTo(Map.of("5", id(1), "7.50", id(2)));
    }

    @Test
    void many_keys_are_looked_up_in_as_few_queries_as_addresses_allow() {
        List<String> keys =
                java.util.stream.IntStream.range(0, 1_000)
                        .mapToObj("A key of some length %04d"::formatted)
                        .toList();
        Script script = Org.described("Contact", "Id:id", "Key__c:string");
        for (int query = 0; query < 4; query++) {
            script = script.on("GET", Org.API + "/query?q=*").reply(200, Org.page());
        }
        ReplayAccess access = ReplayAccess.of(script);

        assertThat(Org.CONNECTOR.writer(access).orElseThrow().find("Contact", "Key__c", keys))
                .isEmpty();

        access.verify();
        assertThat(access.sent()).allMatch(it -> it.path().length() < 12_700);
    }
}
