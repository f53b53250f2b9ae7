package dev.tenon.connectors.salesforce;

import static dev.tenon.connectors.salesforce.Org.id;
import static dev.tenon.connectors.salesforce.Org.page;
import static dev.tenon.connectors.salesforce.Org.record;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.spi.Page;
import dev.tenon.testkit.ReadRun;
import dev.tenon.testkit.ReplayAccess;
import dev.tenon.testkit.Script;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SalesforceLookupTest {
    @Test
    void records_by_id_come_in_one_call_and_missing_ones_are_gone() {
        Script script =
                Org.script()
                        .on("POST", Org.API + "/composite/sobjects/Account")
                        .withBody(
                                "{\"ids\":[\"%s\",\"%s\"],\"fields\":[\"Id\",\"Name\",\"SystemModstamp\"]}"
                                        .formatted(id(1), id(2)))
                        .reply(200, "[" + record(1, "01:00:00", "") + ",null]");

        Page page =
                Org.CONNECTOR
                        .reader(ReplayAccess.of(script))
                        .readIds("Account", Set.of("Name"), List.of(id(1), id(2), "no id"));

        assertThat(ReadRun.records(page)).containsOnlyKeys(id(1));
        assertThat(page.deletedIds()).containsExactlyInAnyOrder(id(2), "no id");
    }

    @Test
    void records_by_id_are_asked_for_without_a_change_time_where_there_is_none() {
        Script script =
                Org.script()
                        .on("POST", Org.API + "/composite/sobjects/Account")
                        .reply(
                                400,
                                "[{\"errorCode\":\"INVALID_FIELD\",\"message\":\"No such column 'SystemModstamp' on sobject of type Account\"}]")
                        .on("POST", Org.API + "/composite/sobjects/Account")
                        .withBody(
                                "{\"ids\":[\"%s\"],\"fields\":[\"Id\",\"Name\"]}".formatted(id(1)))
                        .reply(200, "[{\"Id\":\"" + id(1) + "\"}]");

        Page page =
                Org.CONNECTOR
                        .reader(ReplayAccess.of(script))
                        .readIds("Account", Set.of("Name"), List.of(id(1)));

        assertThat(ReadRun.records(page)).containsOnlyKeys(id(1));
    }
}
