package dev.tenon.connectors.salesforce;

import static dev.tenon.connectors.salesforce.Org.described;
import static dev.tenon.connectors.salesforce.Org.id;
import static dev.tenon.connectors.salesforce.Org.page;
import static dev.tenon.connectors.salesforce.Org.query;
import static dev.tenon.connectors.salesforce.Org.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.spi.Position;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Reader;
import dev.tenon.spi.Reader.FieldFilter;
import dev.tenon.testkit.ReplayAccess;
import dev.tenon.testkit.Script;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Filters and names on their way into a query.
class FilterTest {
    @Test
    void filters_are_written_as_their_fields_types_want() {
        Script script =
                described("Account", SalesforceReaderTest.ACCOUNT)
                        .on(
                                "GET",
                                query(
                                        "SELECT Id,SystemModstamp,Name FROM Account WHERE Name = 'O\\'Hara \\\\ Co' AND Rank = 1.50 AND Live = true ORDER BY Id LIMIT 2"))
                        .reply(200, page(record(1, "01:00:00", ""), record(2, "01:00:00", "")))
                        .on(
                                "GET",
                                query(
                                        "SELECT Id,SystemModstamp,Name FROM Account WHERE Name = 'O\\'Hara \\\\ Co' AND Rank = 1.50 AND Live = true AND Id > '"
                                                + id(2)
                                                + "' ORDER BY Id LIMIT 2"))
                        .reply(200, page());
        List<FieldFilter> filters =
                List.of(
                        new FieldFilter("Name", "O'Hara \\ Co"),
                        new FieldFilter("Rank", new BigDecimal("1.50")),
                        new FieldFilter("Live", true));

        assertThat(SalesforceReaderTest.read(script, new Position.Beginning(null), filters).ids())
                .hasSize(2);
    }

    @Test
    void a_filter_that_cannot_hold_is_refused_before_a_query_is_spent() {
        for (FieldFilter odd :
                List.of(
                        new FieldFilter("Rank", "1 OR Id != null"),
                        new FieldFilter("Live", "yes"),
                        new FieldFilter("SystemModstamp", "LAST_WEEK"))) {
            assertThatThrownBy(() ->
                            SalesforceReaderTest.read(
                                    described("Account", SalesforceReaderTest.ACCOUNT),
                                    new Position.Beginning(null),
                                    List.of(odd)))
                    .isInstanceOf(ProviderException.Invalid.class);
        }
        assertThatThrownBy(() ->
                        SalesforceReaderTest.read(
                                described("Account", SalesforceReaderTest.ACCOUNT),
                                new Position.Beginning(null),
                                List.of(new FieldFilter("Nmae", "x"))))
                .isInstanceOf(ProviderException.SchemaChanged.class);
    }

    @Test
    void names_that_are_no_names_never_reach_a_query() {
        for (String odd : List.of("Account WHERE", "a'b", "", "1x", "Name,(SELECT Id FROM X)")) {
            var access = ReplayAccess.of(described("Account", SalesforceReaderTest.ACCOUNT));
            Reader reader = Org.CONNECTOR.reader(access);
            var badObject = request(odd, "Name");
            var badField = request("Account", odd);
            assertThatThrownBy(() -> reader.read(badObject))
                    .isInstanceOf(ProviderException.SchemaChanged.class);
            assertThatThrownBy(() -> reader.read(badField))
                    .isInstanceOf(ProviderException.SchemaChanged.class);
            assertThatThrownBy(() -> reader.readIds("Account", Set.of(odd), List.of(id(1))))
                    .isInstanceOf(ProviderException.SchemaChanged.class);
            access.verify();
        }
    }

    private static Reader.ReadRequest request(String object, String field) {
        return new Reader.ReadRequest(
                object, Set.of(field), new Position.Beginning(null), List.of(), 2);
    }
}
