package dev.tenon.connectors.salesforce;

import static dev.tenon.connectors.salesforce.Org.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.spi.Access;
import dev.tenon.spi.Position;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Reader;
import dev.tenon.testkit.ReadRun;
import dev.tenon.testkit.ReplayAccess;
import dev.tenon.testkit.Script;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Selections too wide for one URI.
class WideSelectionTest {
    private static final Set<String> FIELDS = fields(700);

    @Test
    void fields_are_spread_over_as_many_queries_as_it_takes_and_each_is_asked_once() {
        var state = SalesforceReaderTest.since("2026-05-01T11:00:00Z", false);
        ReplayAccess access = ReplayAccess.of(threeQueries(1, 2));

        ReadRun.of(Org.CONNECTOR, access, request(state));

        access.verify();
        assertThat(access.sent()).extracting(it -> it.path().length()).allMatch(it -> it < 12_700);
        List<String> asked =
                access.sent().stream()
                        .flatMap(it -> selected(it).stream())
                        .filter(FIELDS::contains)
                        .toList();
        assertThat(asked).hasSize(FIELDS.size()).containsExactlyInAnyOrderElementsOf(FIELDS);
    }

    @Test
    void later_queries_cover_the_stretch_of_the_first_and_nothing_else() {
        ReplayAccess access = ReplayAccess.of(threeQueries(1, 2));

        ReadRun.of(
                Org.CONNECTOR,
                access,
                request(SalesforceReaderTest.since("2026-05-01T11:00:00Z", false)));

        String later = decoded(access.sent().get(1));
        assertThat(later)
                .contains("SystemModstamp >= 2026-05-01T10:50:00.000Z AND SystemModstamp <= ")
                .contains(
                        "((SystemModstamp = 2026-05-01T02:00:00.000Z AND Id <= '"
                                + id(2)
                                + "') OR SystemModstamp < 2026-05-01T02:00:00.000Z)")
                .doesNotContain("LIMIT");
    }

    @Test
    void a_record_that_vanishes_between_the_queries_is_left_out_and_the_run_goes_on() {
        ReplayAccess access = ReplayAccess.of(threeQueries(2));

        ReadRun run =
                ReadRun.of(
                        Org.CONNECTOR,
                        access,
                        request(SalesforceReaderTest.since("2026-05-01T11:00:00Z", false)));

        assertThat(run.ids()).containsExactly(id(2));
        assertThat(run.records().get(id(2))).contains("\"a\":0").contains("\"b\":2");
    }

    @Test
    void a_later_query_in_several_answers_is_followed_to_its_end() {
        Script script =
                Org.script()
                        .on("GET", Org.API + "/query?q=*")
                        .reply(200, Org.page(first(1), first(2)))
                        .on("GET", Org.API + "/query?q=*")
                        .reply(200, open("/services/data/v62.0/query/01g-1", part(1)))
                        .on("GET", Org.API + "/query/01g-1")
                        .reply(200, Org.page(part(2)))
                        .on("GET", Org.API + "/query?q=*")
                        .reply(200, Org.page(part(1), part(2)));

        ReadRun run =
                ReadRun.of(
                        Org.CONNECTOR,
                        ReplayAccess.of(script),
                        request(SalesforceReaderTest.since("2026-05-01T11:00:00Z", false)));

        assertThat(run.ids()).containsExactly(id(1), id(2));
    }

    @Test
    void an_answer_that_leads_elsewhere_is_not_followed() {
        Script script =
                Org.script()
                        .on("GET", Org.API + "/query?q=*")
                        .reply(200, Org.page(first(1)))
                        .on("GET", Org.API + "/query?q=*")
                        .reply(200, open("https://elsewhere.example/query/1", part(1)));

        assertThatThrownBy(() ->
                        ReadRun.of(
                                Org.CONNECTOR,
                                ReplayAccess.of(script),
                                request(SalesforceReaderTest.since("2026-05-01T11:00:00Z", false))))
                .isInstanceOf(ProviderException.Garbled.class);
    }

    private static Script threeQueries(int... stillThere) {
        String[] parts =
                java.util.Arrays.stream(stillThere)
                        .mapToObj(WideSelectionTest::part)
                        .toArray(String[]::new);
        return Org.script()
                .on("GET", Org.API + "/query?q=*")
                .reply(200, Org.page(first(1), first(2)))
                .on("GET", Org.API + "/query?q=*")
                .reply(200, Org.page(parts))
                .on("GET", Org.API + "/query?q=*")
                .reply(200, Org.page(part(1), part(2), part(3)));
    }

    private static String first(int number) {
        return Org.record(number, "0" + number + ":00:00", ",\"a\":0");
    }

    private static String part(int number) {
        return "{\"attributes\":{},\"Id\":\"" + id(number) + "\",\"b\":" + number + "}";
    }

    private static String open(String next, String record) {
        return "{\"totalSize\":2,\"done\":false,\"nextRecordsUrl\":\""
                + next
                + "\",\"records\":["
                + record
                + "]}";
    }

    private static Reader.ReadRequest request(Position position) {
        return new Reader.ReadRequest("Account", FIELDS, position, List.of(), 2_000);
    }

    private static Set<String> fields(int count) {
        var fields = new TreeSet<String>();
        for (int number = 0; number < count; number++)
            fields.add("A_rather_long_field_name_of_an_org_%04d__c".formatted(number));
        return fields;
    }

    private static List<String> selected(Access.Request request) {
        String soql = decoded(request);
        return List.of(
                soql.substring(soql.indexOf("SELECT ") + 7, soql.indexOf(" FROM")).split(",", -1));
    }

    private static String decoded(Access.Request request) {
        return URLDecoder.decode(request.path(), StandardCharsets.UTF_8);
    }
}
