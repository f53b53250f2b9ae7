package dev.tenon.connectors.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Writer.Batch;
import dev.tenon.spi.Writer.Item;
import dev.tenon.spi.Writer.Operation;
import dev.tenon.spi.Writer.Reference;
import dev.tenon.spi.Writer.Result;
import dev.tenon.testkit.ReplayAccess;
import dev.tenon.testkit.Script;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Records whose parents are named by external ids, in Salesforce's own forms.
class ParentsTest {
    private static final Reference ACCOUNT = new Reference("Account", null, "Ext__c", "a-1");
    private static final Reference LEAD = new Reference("Who", "Lead", "Email", "l@x.example");

    @Test
    void a_request_has_the_parent_in_the_place_of_its_field() {
        Script script =
                Org.script()
                        .on("POST", Org.API + "/sobjects/Task")
                        .withBody(
                                """
                                {"Subject":"Call","Account":{"Ext__c":"a-1"},
                                 "Who":{"attributes":{"type":"Lead"},"Email":"l@x.example"}}
                                """)
                        .reply(
                                201,
                                "{\"id\":\"00T000000000001AAA\",\"success\":true,\"errors\":[]}");

        assertThat(send(script, task("AccountId", ACCOUNT, "WhoId", LEAD)))
                .containsExactly(new Result.Succeeded("00T000000000001AAA", true));
    }

    @Test
    void a_job_has_a_column_that_names_the_key() {
        IngestRows rows =
                IngestRows.of(
                        batch(
                                "",
                                task("AccountId", ACCOUNT, "WhoId", LEAD),
                                task("accountid", ACCOUNT)));

        assertThat(new String(rows.csv(10_000), StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        "Subject","Account.Ext__c","Lead:Who.Email"
                        "Call","a-1","l@x.example"
                        "Call","a-1",
                        """);
    }

    @Test
    void a_job_takes_no_field_that_is_filled_in_two_ways() {
        var otherKey = new Reference("Account", null, "Number__c", 7);

        for (Object other : new Object[] {"001000000000001AAA", otherKey}) {
            Batch mixed =
                    batch("", task("AccountId", ACCOUNT, "WhoId", LEAD), task("AccountId", other));
            assertThatThrownBy(() -> IngestRows.of(mixed))
                    .isInstanceOf(ProviderException.Invalid.class)
                    .hasMessageContaining("AccountId");
        }
    }

    @Test
    void a_name_that_salesforce_cannot_have_is_never_sent() {
        var wrong = new Reference("Account", null, "Ext__c\":1,\"x", "a");

        assertThatThrownBy(() -> send(Org.script(), task("AccountId", wrong)))
                .isInstanceOf(ProviderException.SchemaChanged.class);
    }

    private static List<Result> send(Script script, Item item) {
        ReplayAccess access = ReplayAccess.of(script);
        List<Result> results =
                Org.CONNECTOR.writer(access).orElseThrow().send(batch("single", item));
        access.verify();
        return results;
    }

    private static Batch batch(String path, Item... items) {
        return new Batch(
                path, "Task", Operation.CREATE, null, false, Map.of(), Arrays.asList(items));
    }

    private static Item task(Object... pairs) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("Subject", "Call");
        for (int at = 0; at < pairs.length; at += 2) fields.put((String) pairs[at], pairs[at + 1]);
        return new Item(null, new LinkedHashMap<>(fields));
    }
}
