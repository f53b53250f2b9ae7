package dev.tenon.server.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.db.Tx;
import dev.tenon.server.json.Json;
import dev.tenon.server.operation.Operation.Status;
import dev.tenon.server.operation.Operations.LogLine;
import dev.tenon.server.operation.Operations.Severity;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.ProjectId;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.testing.TestClock;
import dev.tenon.server.testing.TestDatabase;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabase.class)
class OperationsTest {
    private final TestClock clock = new TestClock();
    private final TimeId ids = new TimeId(clock, new SecureRandom());
    private final Operations operations = new Operations(ids, clock);
    private final UUID installation = UUID.randomUUID();
    private final Db db;
    private final GroupId group;

    OperationsTest(Db db) {
        this.db = db;
        this.group = group();
    }

    private GroupId group() {
        return db.asSystem(tx -> {
            String name = "p" + UUID.randomUUID();
            return new GroupId(new Projects(ids, clock).create(tx, name, name, "org").key(), 1);
        });
    }

    private <T> T get(Function<Tx, T> work) {
        return db.inTransaction(group.projectNumber(), work);
    }

    private Operation begin() {
        var subject =
                new Operation.Subject(
                        UUID.randomUUID(),
                        installation,
                        Operation.Action.READ,
                        "Contact",
                        "backfill");
        return get(tx -> operations.begin(tx, group, subject));
    }

    private void end(Operation operation, Status status, String result) {
        get(tx -> {
            operations.end(tx, group, operation.id(), status, result, Json.object().put("n", 1));
            return tx;
        });
    }

    private Optional<Operation> find(UUID id) {
        return get(tx -> operations.find(tx, group.project(), id));
    }

    @Test
    void an_operation_that_has_ended_stays_as_it_is() {
        Operation begun = begin();
        clock.advance(Duration.ofMinutes(1));
        end(begun, Status.SUCCESS, "done");
        end(begun, Status.FAILURE, "too late");

        Operation ended = find(begun.id()).orElseThrow();

        assertThat(ended.status()).isEqualTo(Status.SUCCESS);
        assertThat(ended.result()).isEqualTo("done");
        assertThat(ended.endedAt()).isEqualTo(clock.instant());
        Optional<Operation> byNumber =
                get(tx -> operations.findByNumber(tx, group, begun.number()));
        assertThat(byNumber).contains(ended);
    }

    @Test
    void an_operation_is_found_in_the_partition_of_its_day() {
        Operation today = begin();
        clock.advance(Duration.ofDays(2));
        Operation later = begin();

        assertThat(find(today.id())).isPresent();
        assertThat(find(later.id())).isPresent();
        assertThat(partition(today)).isEqualTo("operations_20260302");
        assertThat(partition(later)).isEqualTo("operations_20260304");
        assertThat(find(UUID.randomUUID())).isEmpty();
    }

    private String partition(Operation operation) {
        return db.asSystem(tx ->
                tx.one(
                        "select tableoid::regclass::text as name from operations where id = ?",
                        row -> row.text("name"),
                        operation.id()));
    }

    @Test
    void the_newest_come_first_and_older_ones_page_by_page() {
        for (int i = 0; i < 5; i++) {
            begin();
            clock.advance(Duration.ofSeconds(1));
        }

        List<Operation> newest = of(null, 2);
        List<Operation> before = of(TimeId.instantOf(newest.getLast().id()), 10);

        assertThat(newest).hasSize(2);
        assertThat(before).hasSize(3).doesNotContainAnyElementsOf(newest);
        assertThat(before)
                .extracting(each -> TimeId.instantOf(each.id()))
                .isSortedAccordingTo(java.util.Comparator.reverseOrder());
    }

    private List<Operation> of(
            java.time.@org.jspecify.annotations.Nullable Instant before, int limit) {
        return get(tx -> operations.of(tx, group.project(), installation, before, limit));
    }

    @Test
    void the_log_is_told_in_its_order_also_within_a_moment() {
        Operation begun = begin();
        Operation other = begin();
        for (int line = 0; line < 5; line++) {
            int number = line;
            get(tx -> {
                operations.log(
                        tx, group, begun.id(), Severity.WARNING, "line " + number, Json.object());
                return tx;
            });
            if (line == 2) clock.advance(Duration.ofDays(1));
        }

        List<LogLine> log = get(tx -> operations.logs(tx, group, begun.id(), 4));

        assertThat(log)
                .extracting(LogLine::message)
                .containsExactly("line 0", "line 1", "line 2", "line 3");
        List<LogLine> ofOther = get(tx -> operations.logs(tx, group, other.id(), 4));
        assertThat(ofOther).isEmpty();
    }

    @Test
    void another_project_finds_nothing_of_it() {
        Operation begun = begin();
        GroupId stranger = group();

        for (ProjectId named : List.of(group.project(), stranger.project())) {
            Optional<Operation> found =
                    db.inTransaction(
                            stranger.projectNumber(), tx -> operations.find(tx, named, begun.id()));
            assertThat(found).isEmpty();
        }
    }

    @Test
    void calls_are_stored_together_and_never_more_than_there_is_room_for() {
        var log = new CallLog(db);
        for (int i = 0; i < 10_500; i++) log.note(call("/records/" + i));
        assertThat(stored(group.project())).isZero();

        log.flush();
        log.flush();

        assertThat(stored(group.project())).isEqualTo(10_000);
        assertThat(log.total()).isEqualTo(10_500);
        log.note(call("/one-more"));
        log.flush();
        assertThat(stored(group.project())).isEqualTo(10_001);
    }

    private CallLog.Call call(String path) {
        return new CallLog.Call(
                group,
                installation,
                null,
                "GET",
                path,
                200,
                new CallLog.Size(1, 2, 3),
                clock.instant());
    }

    private int stored(ProjectId project) {
        return db.inTransaction(
                project.number(),
                tx ->
                        tx.one(
                                "select count(*)::int as n from provider_calls where project_id = ?",
                                row -> row.integer("n"),
                                project.number()));
    }
}
