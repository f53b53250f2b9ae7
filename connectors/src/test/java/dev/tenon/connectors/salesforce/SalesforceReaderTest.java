package dev.tenon.connectors.salesforce;

import static dev.tenon.connectors.salesforce.Org.described;
import static dev.tenon.connectors.salesforce.Org.id;
import static dev.tenon.connectors.salesforce.Org.page;
import static dev.tenon.connectors.salesforce.Org.query;
import static dev.tenon.connectors.salesforce.Org.queryAll;
import static dev.tenon.connectors.salesforce.Org.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tenon.spi.Position;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Reader;
import dev.tenon.spi.Reader.FieldFilter;
import dev.tenon.testkit.Answer;
import dev.tenon.testkit.ReadRun;
import dev.tenon.testkit.ReplayAccess;
import dev.tenon.testkit.Script;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SalesforceReaderTest {
    static final String[] ACCOUNT = {
        "Id:id",
        "Name:string",
        "Rank:double",
        "Live:boolean",
        "SystemModstamp:datetime",
        "IsDeleted:boolean"
    };

    @Test
    void a_backfill_goes_by_id_and_leaves_a_checkpoint_at_its_own_beginning() {
        Script script =
                described("Account", ACCOUNT)
                        .on(
                                "GET",
                                query(
                                        "SELECT Id,SystemModstamp,Name FROM Account ORDER BY Id LIMIT 2"))
                        .reply(200, page(record(1, "01:00:00", ""), record(2, "09:00:00", "")))
                        .on(
                                "GET",
                                query(
                                        "SELECT Id,SystemModstamp,Name FROM Account WHERE Id > '"
                                                + id(2)
                                                + "' ORDER BY Id LIMIT 2"))
                        .reply(200, page(record(3, "02:00:00", "")));

        ReadRun run = read(script, new Position.Beginning(null));

        assertThat(run.ids()).containsExactly(id(1), id(2), id(3));
        assertThat(run.isComplete()).isTrue();
        assertThat(run.checkpoint().orElseThrow().value())
                .contains("\"at\":\"2026-05-01T11:59:55Z\"");
    }

    @Test
    void a_run_for_changes_looks_ten_minutes_back_stops_short_of_now_and_ends_with_deletions() {
        String window = "SystemModstamp <= 2026-05-01T11:59:55.000Z";
        Script script =
                Org.script()
                        .on(
                                "GET",
                                query(
                                        "SELECT Id,SystemModstamp,Name FROM Account WHERE SystemModstamp >= 2026-05-01T10:50:00.000Z AND "
                                                + window
                                                + " ORDER BY SystemModstamp,Id LIMIT 2"))
                        .reply(200, page(record(7, "11:00:00", ""), record(8, "11:00:00", "")))
                        .on(
                                "GET",
                                query(
                                        "SELECT Id,SystemModstamp,Name FROM Account WHERE ((SystemModstamp = 2026-05-01T11:00:00.000Z AND Id > '"
                                                + id(8)
                                                + "') OR SystemModstamp > 2026-05-01T11:00:00.000Z) AND "
                                                + window
                                                + " ORDER BY SystemModstamp,Id LIMIT 2"))
                        .reply(200, page(record(9, "11:00:00", "")))
                        .on(
                                "GET",
                                queryAll(
                                        "SELECT Id,SystemModstamp FROM Account WHERE IsDeleted = true AND SystemModstamp >= 2026-05-01T10:50:00.000Z AND "
                                                + window
                                                + " ORDER BY SystemModstamp,Id LIMIT 2"))
                        .reply(200, page(record(4, "11:30:00", ""), record(5, "11:30:00", "")))
                        .on(
                                "GET",
                                queryAll(
                                        "SELECT Id,SystemModstamp FROM Account WHERE IsDeleted = true AND ((SystemModstamp = 2026-05-01T11:30:00.000Z AND Id > '"
                                                + id(5)
                                                + "') OR SystemModstamp > 2026-05-01T11:30:00.000Z) AND "
                                                + window
                                                + " ORDER BY SystemModstamp,Id LIMIT 2"))
                        .reply(200, page());

        ReadRun run = read(script, since("2026-05-01T11:00:00Z", true));

        assertThat(run.ids()).containsExactly(id(7), id(8), id(9));
        assertThat(run.deletedIds()).containsExactly(id(4), id(5));
        assertThat(run.isComplete()).isFalse();
        assertThat(run.checkpoint().orElseThrow().value())
                .contains("\"at\":\"2026-05-01T11:59:55Z\"");
    }

    @Test
    void a_slow_server_clock_bounds_the_checkpoint_and_a_fast_one_does_not_move_it() {
        assertThat(checkpointWhenServerSays("Fri, 01 May 2026 11:30:00 GMT")).contains("11:29:55Z");
        assertThat(checkpointWhenServerSays("Fri, 01 May 2026 12:30:00 GMT")).contains("11:59:55Z");
        assertThat(checkpointWhenServerSays("some day")).contains("11:59:55Z");
        assertThat(checkpointWhenServerSays("Fri, 01 May 2026 09:00:00 GMT")).contains("11:00:00Z");
    }

    private static String checkpointWhenServerSays(String date) {
        Script script =
                Org.script()
                        .on("GET", Org.API + "/query?q=*")
                        .reply(Answer.json(200, page()).with("Date", date));
        return read(script, since("2026-05-01T11:00:00Z", false))
                .checkpoint()
                .orElseThrow()
                .value();
    }

    @Test
    void a_backfill_from_a_day_goes_by_change_time_and_is_not_complete() {
        Script script =
                described("Account", ACCOUNT)
                        .on(
                                "GET",
                                query(
                                        "SELECT Id,SystemModstamp,Name FROM Account WHERE SystemModstamp >= 2026-04-01T00:00:00.000Z AND SystemModstamp <= 2026-05-01T11:59:55.000Z ORDER BY SystemModstamp,Id LIMIT 2"))
                        .reply(200, page(record(1, "01:00:00", "")));

        ReadRun run = read(script, new Position.Beginning(Instant.parse("2026-04-01T00:00:00Z")));

        assertThat(run.ids()).containsExactly(id(1));
        assertThat(run.isComplete()).isFalse();
        assertThat(run.checkpoint()).isPresent();
    }

    @Test
    void what_changed_last_comes_first_where_that_is_wished() {
        String order = " ORDER BY SystemModstamp DESC,Id DESC LIMIT 2";
        String second = "2026-05-01T01:00:00.000Z";
        Script script =
                described("Account", ACCOUNT)
                        .on(
                                "GET",
                                query(
                                        "SELECT Id,SystemModstamp,Name FROM Account WHERE SystemModstamp >= 2026-04-01T00:00:00.000Z"
                                                + order))
                        .reply(200, page(record(3, "02:00:00", ""), record(2, "01:00:00", "")))
                        .on(
                                "GET",
                                query(
                                        "SELECT Id,SystemModstamp,Name FROM Account WHERE ((SystemModstamp = "
                                                + second
                                                + " AND Id < '"
                                                + id(2)
                                                + "') OR SystemModstamp < "
                                                + second
                                                + ") AND SystemModstamp >= 2026-04-01T00:00:00.000Z"
                                                + order))
                        .reply(200, page(record(1, "01:00:00", "")));

        ReadRun run =
                read(
                        script,
                        new Position.Beginning(
                                Instant.parse("2026-04-01T00:00:00Z"),
                                Position.Order.NEWEST_FIRST));

        assertThat(run.ids()).containsExactly(id(3), id(2), id(1));
        assertThat(run.isComplete()).isFalse();
        assertThat(run.checkpoint().orElseThrow().value())
                .contains("\"at\":\"2026-05-01T11:59:55Z\"");
    }

    @Test
    void a_short_page_that_is_not_done_is_gone_on_from_by_its_last_record() {
        Script script =
                described("Account", ACCOUNT)
                        .on(
                                "GET",
                                query(
                                        "SELECT Id,SystemModstamp,Name FROM Account ORDER BY Id LIMIT 2"))
                        .reply(
                                200,
                                """
                                {"totalSize":2,"done":false,"nextRecordsUrl":"/services/data/v62.0/query/01g-1","records":[%s]}
                                """
                                        .formatted(record(1, "01:00:00", "")))
                        .on(
                                "GET",
                                query(
                                        "SELECT Id,SystemModstamp,Name FROM Account WHERE Id > '"
                                                + id(1)
                                                + "' ORDER BY Id LIMIT 2"))
                        .reply(200, page());

        assertThat(read(script, new Position.Beginning(null)).ids()).containsExactly(id(1));
    }

    @Test
    void an_object_without_a_change_time_is_read_whole_each_time() {
        Script script =
                described("Account", "Id:id", "Name:string")
                        .on("GET", query("SELECT Id,Name FROM Account ORDER BY Id LIMIT 2"))
                        .reply(200, page("{\"Id\":\"" + id(1) + "\",\"Name\":\"a\"}"));

        ReadRun run = read(script, new Position.Beginning(Instant.EPOCH));

        assertThat(run.isComplete()).isTrue();
        assertThat(run.checkpoint()).isEmpty();
    }

    @Test
    void the_best_change_time_an_object_has_is_used() {
        Script script =
                described("Account", "Id:id", "CreatedDate:datetime", "LastModifiedDate:datetime")
                        .on(
                                "GET",
                                query(
                                        "SELECT Id,LastModifiedDate,Name FROM Account ORDER BY Id LIMIT 2"))
                        .reply(200, page());

        assertThat(read(script, new Position.Beginning(null)).checkpoint().orElseThrow().value())
                .contains("\"time\":\"LastModifiedDate\"");
    }

    @Test
    void an_object_the_user_does_not_have_is_named() {
        Script script =
                Org.script()
                        .on("POST", Org.API + "/composite")
                        .reply(
                                200,
                                """
                                {"compositeResponse":[{"httpStatusCode":404,"referenceId":"Account",
                                 "body":[{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}]}]}
                                """);

        assertThatThrownBy(() -> read(script, new Position.Beginning(null)))
                .isInstanceOfSatisfying(
                        ProviderException.SchemaChanged.class,
                        changed -> assertThat(changed.names()).containsExactly("Account"));
    }

    @Test
    void a_cursor_left_alone_for_longer_than_the_recycle_bin_asks_for_a_new_run() {
        var traits = new ObjectTraits("Account", "SystemModstamp", true, Map.of());
        Instant longAgo = Instant.parse("2026-04-01T00:00:00Z");
        RunState state = RunState.since(RunState.Leg.CHANGES, traits, longAgo, longAgo);

        assertThatThrownBy(() -> read(Org.script(), new Position.After(Bookmark.cursor(state))))
                .isInstanceOf(ProviderException.CursorExpired.class);
        assertThatThrownBy(() ->
                        read(Org.script(), new Position.After(Bookmark.cursor(state.deletes()))))
                .isInstanceOf(ProviderException.CursorExpired.class);
    }

    @Test
    void a_checkpoint_older_than_the_recycle_bin_asks_for_a_new_start() {
        assertThatThrownBy(() -> read(Org.script(), since("2026-04-16T00:00:00Z", true)))
                .isInstanceOf(ProviderException.CheckpointExpired.class);
    }

    @Test
    void a_cursor_of_another_object_is_refused() {
        String cursor =
                "{\"v\":1,\"object\":\"Contact\",\"time\":\"\",\"isDeleted\":false,\"leg\":\"BACKFILL\",\"until\":\"2026-05-01T00:00:00Z\"}";
        for (String odd :
                List.of(
                        cursor,
                        cursor.replace("Contact", "Account").replace("BACKFILL", "CHANGES"),
                        cursor.replace("Contact", "Account")
                                .replace("}", ",\"afterId\":\"' OR Id != '\"}"))) {
            assertThatThrownBy(
                            () -> read(Org.script(), new Position.After(new Position.Cursor(odd))))
                    .isInstanceOf(ProviderException.CursorExpired.class);
        }
    }

    @Test
    void an_estimate_counts_with_the_same_conditions() {
        Script script =
                Org.script()
                        .on(
                                "GET",
                                query(
                                        "SELECT COUNT() FROM Account WHERE SystemModstamp >= 2026-05-01T10:50:00.000Z AND SystemModstamp <= 2026-05-01T11:59:55.000Z"))
                        .reply(200, "{\"totalSize\":4001,\"done\":true,\"records\":[]}");

        assertThat(
                        Org.CONNECTOR
                                .reader(ReplayAccess.of(script))
                                .estimate(
                                        "Account", List.of(), since("2026-05-01T11:00:00Z", true)))
                .isEqualTo(new Reader.Estimate(4001, 4));
    }

    @Test
    void an_object_is_described_once_for_an_estimate_and_the_run_that_follows() {
        String count = "SELECT COUNT() FROM Account";
        ReplayAccess access =
                ReplayAccess.of(
                        Org.described("Account", ACCOUNT)
                                .on("GET", query(count))
                                .reply(200, "{\"totalSize\":1,\"done\":true,\"records\":[]}")
                                .on("GET", query(count))
                                .reply(200, "{\"totalSize\":2,\"done\":true,\"records\":[]}"));
        Reader reader = Org.CONNECTOR.reader(access);

        reader.estimate("Account", List.of(), new Position.Beginning(null));
        assertThat(reader.estimate("Account", List.of(), new Position.Beginning(null)).records())
                .isEqualTo(2);
        access.verify();
    }

    private static ReadRun read(Script script, Position position) {
        return read(script, position, List.of());
    }

    static ReadRun read(Script script, Position position, List<FieldFilter> filters) {
        ReplayAccess access = ReplayAccess.of(script);
        var request = new Reader.ReadRequest("Account", Set.of("Name"), position, filters, 2);
        ReadRun run = ReadRun.of(Org.CONNECTOR, access, request);
        access.verify();
        return run;
    }

    static Position since(String at, boolean isDeleted) {
        var traits = new ObjectTraits("Account", "SystemModstamp", isDeleted, Map.of());
        var checkpoint = Bookmark.checkpoint(traits, Instant.parse(at));
        return new Position.Since(Objects.requireNonNull(checkpoint));
    }
}
