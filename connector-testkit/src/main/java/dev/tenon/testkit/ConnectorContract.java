package dev.tenon.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tenon.spi.Connector;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.Discovery;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.ObjectInfo;
import dev.tenon.spi.Position;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Reader;
import dev.tenon.spi.Writer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What every connector does, whatever its provider. Extend it, tell the situations, and all of its
/// tests must pass.
public abstract class ConnectorContract {
    /// Stands for a credential: put it into the answers of [#refusals] as the provider would.
    protected static final String SECRET = "00D000000000001!AQsecretOfTheSession.x_y";

    /// The connector, new and the same each time.
    protected abstract Connector connector();

    /// A backfill of at least two pages.
    protected abstract ConnectorScenario.Read backfill();

    /// A run for changes, with something deleted where the provider tells of that. Its request's
    /// position is a checkpoint; empty when the provider cannot read changes alone.
    protected abstract Optional<ConnectorScenario.Read> incremental();

    /// The objects of an account.
    protected abstract ConnectorScenario.Discover discovery();

    /// A write that fails in part; empty when the connector does not write.
    protected abstract Optional<ConnectorScenario.Write> write();

    /// Answers that are no success; each is the answer to the first call of [#backfill] that
    /// fetches records.
    protected abstract List<ConnectorScenario.Refused> refusals();

    /// How many calls [#backfill] makes before the one that fetches records.
    protected abstract int callsBeforeRecords();

    /// A reply's headers that tell of limits; empty when the provider has none.
    protected abstract Map<String, String> limitHeaders();

    @Test
    void a_backfill_reads_every_page_to_the_end_and_says_that_it_is_complete() {
        ReplayAccess access = ReplayAccess.of(backfill().script());

        ReadRun run = ReadRun.of(connector(), access, backfill().request());

        access.verify();
        assertThat(run.pages()).hasSizeGreaterThan(1);
        assertThat(run.ids()).isEqualTo(backfill().ids());
        assertThat(run.isComplete()).isTrue();
        List<ReadRun.Seen> before = run.pages().subList(0, run.pages().size() - 1);
        assertThat(before).allMatch(seen -> seen.page().next() != null);
        assertThat(before).noneMatch(seen -> seen.page().complete());
    }

    @Test
    void a_run_resumed_after_any_page_brings_the_same_rest() {
        resumeAfterEachPage(backfill());
        incremental().ifPresent(this::resumeAfterEachPage);
    }

    @Test
    void a_run_for_changes_brings_changes_and_deletions_and_a_later_checkpoint() {
        ConnectorScenario.Read scenario =
                told(incremental(), "This provider reads all or nothing.");
        ReplayAccess access = ReplayAccess.of(scenario.script());

        ReadRun run = ReadRun.of(connector(), access, scenario.request());

        access.verify();
        assertThat(run.ids()).isEqualTo(scenario.ids());
        assertThat(run.deletedIds()).isEqualTo(scenario.deletedIds());
        assertThat(run.isComplete()).isFalse();
        assertThat(run.checkpoint()).isPresent();
        assertThat(new Position.Since(run.checkpoint().orElseThrow()))
                .isNotEqualTo(scenario.request().position());
    }

    @Test
    void the_records_of_a_page_can_be_walked_twice() {
        ReplayAccess access = ReplayAccess.of(backfill().script());
        var page = connector().reader(access).read(backfill().request());

        assertThat(ReadRun.records(page)).isEqualTo(ReadRun.records(page));
    }

    @Test
    void a_cursor_or_checkpoint_that_is_not_ours_is_refused() {
        for (String odd : List.of("", "garbage", "{}", "{\"v\":99}", "null", "[1,2")) {
            assertThatThrownBy(() -> read(new Position.After(new Position.Cursor(odd))))
                    .isInstanceOf(ProviderException.CursorExpired.class);
            if (incremental().isEmpty()) continue;
            assertThatThrownBy(() -> read(new Position.Since(new Position.Checkpoint(odd))))
                    .isInstanceOf(ProviderException.CheckpointExpired.class);
        }
    }

    @TestFactory
    Stream<DynamicTest> an_answer_that_breaks_off_is_never_taken_for_the_whole() {
        ConnectorScenario.Read scenario = backfill();
        return IntStream.range(0, scenario.script().size())
                .mapToObj(index ->
                        DynamicTest.dynamicTest(
                                "call " + (index + 1), () -> cutOff(scenario, index)));
    }

    @TestFactory
    Stream<DynamicTest> every_refusal_has_its_reaction() {
        return refusals().stream()
                .map(refused -> DynamicTest.dynamicTest(refused.title(), () -> refuse(refused)));
    }

    @Test
    void discovery_finds_objects_and_fields_and_leaves_out_what_is_not_there() {
        ConnectorScenario.Discover scenario = discovery();
        ReplayAccess list = ReplayAccess.of(scenario.list());
        List<ObjectInfo> objects = connector().discovery(list).objects();
        list.verify();
        assertThat(objects).extracting(ObjectInfo::name).containsAll(scenario.listed());

        ReplayAccess describe = ReplayAccess.of(scenario.describe());
        Map<String, Discovery.ObjectSchema> found =
                connector()
                        .discovery(describe)
                        .describe(Set.of(scenario.described(), scenario.missing()));
        describe.verify();
        assertThat(found).containsOnlyKeys(scenario.described());
        assertThat(found.values().iterator().next().fields())
                .extracting(FieldInfo::name)
                .containsAll(scenario.fields());
    }

    @Test
    void a_write_that_fails_in_part_answers_for_every_record_in_order() {
        ConnectorScenario.Write scenario = told(write(), "This connector does not write.");
        ReplayAccess access = ReplayAccess.of(scenario.script());
        Writer writer = connector().writer(access).orElseThrow();

        List<Writer.Result> results = writer.send(scenario.batch());

        access.verify();
        assertThat(results.stream().map(Writer.Result.Succeeded.class::isInstance).toList())
                .isEqualTo(scenario.written());
        assertThat(results)
                .filteredOn(Writer.Result.Failed.class::isInstance)
                .allMatch(failed -> !((Writer.Result.Failed) failed).problems().isEmpty());
    }

    @Test
    void every_operation_is_offered_by_ways_that_take_records() {
        Writer writer = told(connector().writer(ReplayAccess.of(ReplayAccess.script())), "no");
        for (Writer.Operation operation : Writer.Operation.values()) {
            assertThat(writer.offers(backfill().request().object(), operation))
                    .allMatch(offer -> offer.maxRecords() > 0 && offer.maxBytes() > 0)
                    .isSortedAccordingTo((a, b) -> b.maxRecords() - a.maxRecords());
        }
    }

    @Test
    void what_it_says_of_itself_holds() {
        ConnectorInfo info = connector().info();
        assertThat(info).isEqualTo(connector().info());
        assertThat(info.id()).matches("[a-zA-Z][a-zA-Z0-9]*");
        info.signIn()
                .tokens()
                .ifPresent(tokens -> assertThat(tokens.reply().lifetime()).isPositive());
        info.settings()
                .forEach((name, setting) -> {
                    assertThat(setting.example()).as(name).matches(setting.pattern());
                    if (setting.fallback().isEmpty()) return;
                    assertThat(setting.fallback()).as(name).matches(setting.pattern());
                });
        for (ConnectorInfo.LimitHeader limit : info.limits()) {
            String sample = limitHeaders().get(limit.header());
            assertThat(sample).as("a sample of " + limit.header()).isNotNull();
            Matcher matcher = Pattern.compile(limit.pattern()).matcher(sample);
            assertThat(matcher.find()).as(sample).isTrue();
            assertThat(Long.parseLong(matcher.group("used")))
                    .isLessThanOrEqualTo(Long.parseLong(matcher.group("limit")));
        }
    }

    private void resumeAfterEachPage(ConnectorScenario.Read scenario) {
        ReplayAccess whole = ReplayAccess.of(scenario.script());
        Reader.ReadRequest request = scenario.request();
        int read = 0;
        Position position = request.position();
        while (true) {
            var page = connector().reader(whole).read(at(request, position));
            read += ReadRun.records(page).size();
            Position.Cursor cursor = page.next();
            if (cursor == null) return;
            position = new Position.After(new Position.Cursor(cursor.value()));
            ReadRun rest =
                    ReadRun.of(connector(), ReplayAccess.of(whole.rest()), at(request, position));
            assertThat(rest.ids()).isEqualTo(scenario.ids().subList(read, scenario.ids().size()));
        }
    }

    private void cutOff(ConnectorScenario.Read scenario, int index) {
        Script cut = scenario.script().answering(index, scenario.script().answer(index).cut());
        assertThatThrownBy(() -> ReadRun.of(connector(), ReplayAccess.of(cut), scenario.request()))
                .isInstanceOf(ProviderException.Garbled.class);
    }

    private void refuse(ConnectorScenario.Refused refused) {
        Script script = backfill().script().answering(callsBeforeRecords(), refused.answer());
        Throwable thrown =
                catchThrowable(() ->
                        ReadRun.of(connector(), ReplayAccess.of(script), backfill().request()));
        assertThat(thrown).isInstanceOf(refused.reaction());
        assertThat(String.valueOf(thrown)).doesNotContain(SECRET);
        assertThat(thrown.getMessage()).isNotBlank();
    }

    private void read(Position position) {
        connector()
                .reader(ReplayAccess.of(ReplayAccess.script()))
                .read(at(backfill().request(), position));
    }

    private static Reader.ReadRequest at(Reader.ReadRequest request, Position position) {
        return new Reader.ReadRequest(
                request.object(), request.fields(), position, request.filters(), request.size());
    }

    private static <T> T told(Optional<T> scenario, String otherwise) {
        Assumptions.assumeTrue(scenario.isPresent(), otherwise);
        return scenario.orElseThrow();
    }
}
