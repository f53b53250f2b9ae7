package dev.tenon.connectors.salesforce;

import dev.tenon.connectors.json.JsonTree;
import dev.tenon.connectors.json.MergedRecords;
import dev.tenon.connectors.json.RecordPage;
import dev.tenon.connectors.json.RecordPage.Found;
import dev.tenon.connectors.json.RecordShape;
import dev.tenon.connectors.salesforce.RunState.Leg;
import dev.tenon.connectors.salesforce.SalesforceCalls.Reply;
import dev.tenon.spi.Page;
import dev.tenon.spi.Position;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.ProviderException.CheckpointExpired;
import dev.tenon.spi.ProviderException.CursorExpired;
import dev.tenon.spi.ProviderException.Said;
import dev.tenon.spi.Reader;
import dev.tenon.spi.Records;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Reads by SOQL, page after page by keyset and never by query locator, so that a cursor is good
/// for ever and in every process.
///
/// A full backfill goes by id, or by falling change time when what changed last is wanted first. A
/// run for changes goes by change time and id, starts ten minutes before the last one ended,
/// because long transactions commit with earlier stamps, stops five seconds before now, and then
/// asks for what was deleted in the same stretch. Safe for use by many threads.
final class SalesforceReader implements Reader {
    private static final Duration LOOK_BACK = Duration.ofMinutes(10);

    /// Deleted records stay visible for 15 days; a run that starts later cannot see them all.
    private static final Duration DELETES_LAST = Duration.ofDays(14);

    private static final Set<String> IN_EVERY_PART = Set.of("Id", "attributes");

    private final SalesforceCalls calls;
    private final SalesforceDiscovery discovery;
    private final InstantSource clock;
    private final ConcurrentMap<String, ObjectTraits> described = new ConcurrentHashMap<>();

    SalesforceReader(SalesforceCalls calls, InstantSource clock) {
        this.calls = calls;
        this.discovery = new SalesforceDiscovery(calls);
        this.clock = clock;
    }

    @Override
    public Page read(ReadRequest request) {
        Soql.object(request.object());
        RunState state = state(request.object(), request.filters(), request.position());
        var queries = new RunQueries(state, request.filters());
        int size = Math.clamp(request.size(), 1, RunQueries.MOST);
        return state.leg() == Leg.DELETES
                ? deletes(state, queries, size)
                : records(state, queries, request.fields(), size);
    }

    @Override
    public Page readIds(String object, Set<String> fields, List<String> ids) {
        return new SalesforceLookup(calls).read(Soql.object(object), fields, ids);
    }

    @Override
    public Estimate estimate(String object, List<FieldFilter> filters, Position position) {
        RunState state = unordered(Soql.object(object), filters, position);
        Reply reply = calls.get(new RunQueries(state, filters).count().path());
        long records = JsonTree.read(reply.body()).path("totalSize").longValue(-1);
        if (records < 0) throw garbled("a count");
        long pages = Math.max(1, Math.ceilDiv(records, RunQueries.MOST));
        boolean hasMore = state.leg() == Leg.CHANGES && state.traits().hasDeletes();
        return new Estimate(records, pages + (hasMore ? 1 : 0));
    }

    /// Where a run stands that begins at `position`.
    RunState state(String object, List<FieldFilter> filters, Position position) {
        return switch (position) {
            case Position.Beginning beginning -> begin(object, filters, beginning);
            case Position.Since since -> goOn(object, filters, since.checkpoint());
            case Position.After after -> {
                RunState state = Bookmark.resume(after.cursor(), object);
                if (!knowsLiterals(state.traits(), filters)) throw otherFilters(object);
                if (isTooLateForDeletes(state)) throw new CursorExpired(deletionsLost(object));
                yield state;
            }
        };
    }

    /// The same, where the order of the records does not matter.
    RunState unordered(String object, List<FieldFilter> filters, Position position) {
        return position instanceof Position.Beginning(Instant notBefore, var _)
                ? state(object, filters, new Position.Beginning(notBefore))
                : state(object, filters, position);
    }

    private RunState begin(String object, List<FieldFilter> filters, Position.Beginning beginning) {
        Instant now = clock.instant();
        ObjectTraits traits = traits(object, filters);
        Instant notBefore = beginning.notBefore();
        if (beginning.order() == Position.Order.NEWEST_FIRST && !traits.time().isEmpty()) {
            return RunState.newest(traits, notBefore, now);
        }
        return notBefore == null || traits.time().isEmpty()
                ? RunState.everything(traits, now)
                : RunState.since(Leg.RECENT, traits, notBefore, now);
    }

    private RunState goOn(
            String object, List<FieldFilter> filters, Position.Checkpoint checkpoint) {
        Bookmark.Start start = Bookmark.resume(checkpoint, object);
        Instant now = clock.instant();
        ObjectTraits traits =
                knowsLiterals(start.traits(), filters) ? start.traits() : traits(object, filters);
        var state = RunState.since(Leg.CHANGES, traits, start.at().minus(LOOK_BACK), now);
        if (isTooLateForDeletes(state)) throw new CheckpointExpired(deletionsLost(object));
        return state;
    }

    /// Asks once for an object: a reader lives as long as a run does.
    private ObjectTraits traits(String object, List<FieldFilter> filters) {
        ObjectTraits all = described.get(object);
        if (all == null) {
            all = ObjectTraits.of(discovery.describeOne(object));
            described.put(object, all);
        }
        return all.narrowed(object, filters.stream().map(FieldFilter::field).toList());
    }

    private static boolean knowsLiterals(ObjectTraits traits, List<FieldFilter> filters) {
        return filters.stream().allMatch(filter -> traits.literal(filter.field()).isPresent());
    }

    private Page records(RunState state, RunQueries queries, Set<String> fields, int size) {
        List<SoqlQuery> parts = queries.page(fields, size);
        Reply reply = calls.get(parts.getFirst().path());
        RecordPage first = RecordPage.walk(reply.body(), shape(state));
        RunState now = state.boundedBy(reply.date());
        Optional<Found> last = first.last();
        if (last.isEmpty()) return page(Records.NONE, List.of(), now, first, size);
        List<List<RecordPage>> others = others(parts, queries.upTo(last.get()), state);
        Records records =
                others.isEmpty() ? first : new MergedRecords(first, others, IN_EVERY_PART);
        return page(records, List.of(), now, first, size);
    }

    private Page deletes(RunState state, RunQueries queries, int size) {
        Reply reply = calls.get(queries.next(size).path());
        RecordPage gone = RecordPage.walk(reply.body(), shape(state));
        return page(Records.NONE, gone.ids(), state.boundedBy(reply.date()), gone, size);
    }

    /// The remaining fields of the same stretch of records. These queries have an end instead of a
    /// limit, so that a record that appears in the stretch meanwhile pushes none out.
    private List<List<RecordPage>> others(List<SoqlQuery> parts, String end, RunState state) {
        var others = new ArrayList<List<RecordPage>>();
        for (SoqlQuery part : parts.subList(1, parts.size())) {
            others.add(wholeAnswer(part.within(end), state));
        }
        return others;
    }

    private List<RecordPage> wholeAnswer(SoqlQuery query, RunState state) {
        var pages = new ArrayList<RecordPage>();
        String path = query.path();
        while (true) {
            RecordPage page = RecordPage.walk(calls.get(path).body(), shape(state));
            pages.add(page);
            if (isDone(page)) return pages;
            path = locator(page);
        }
    }

    private static String locator(RecordPage page) {
        return SalesforceCalls.behind(page.kept("nextRecordsUrl").orElse(""));
    }

    private Page page(
            Records records, List<String> gone, RunState state, RecordPage answer, int size) {
        Optional<Found> last = answer.last();
        boolean isMore = !isDone(answer) || answer.size() >= size;
        if (isMore) {
            Found place = last.orElseThrow(() -> garbled("records, for more were announced"));
            return new Page(records, gone, Bookmark.cursor(behind(state, place)), null, false);
        }
        if (state.leg() == Leg.CHANGES && state.traits().hasDeletes()) {
            return new Page(records, gone, Bookmark.cursor(state.deletes()), null, false);
        }
        boolean isComplete = state.leg() == Leg.BACKFILL;
        return new Page(
                records, gone, null, Bookmark.checkpoint(state.traits(), end(state)), isComplete);
    }

    /// A checkpoint never goes back behind where its run was asked to start.
    static Instant end(RunState state) {
        Instant from = state.from();
        boolean isBackfill = state.leg() != Leg.CHANGES && state.leg() != Leg.DELETES;
        if (from == null || isBackfill) return state.until();
        Instant asked = from.plus(LOOK_BACK);
        return state.until().isBefore(asked) ? asked : state.until();
    }

    private static RunState behind(RunState state, Found place) {
        if (state.order().isPresent() && place.modifiedAt() == null) {
            throw garbled("records with " + state.traits().time());
        }
        if (!Soql.isId(place.id())) throw garbled("records with ids");
        return state.after(place);
    }

    private static boolean isDone(RecordPage page) {
        return !page.kept("done").orElse("true").equals("false");
    }

    private static RecordShape shape(RunState state) {
        return new RecordShape(
                "records", "Id", state.traits().time(), Set.of("done", "nextRecordsUrl"));
    }

    private static ProviderException otherFilters(String object) {
        return new CursorExpired(
                new Said(
                        "OTHER_FILTERS",
                        "This cursor belongs to a read of " + object + " with other filters.",
                        ""));
    }

    private boolean isTooLateForDeletes(RunState state) {
        Instant from = state.from();
        boolean asksForDeletes = state.leg() == Leg.CHANGES || state.leg() == Leg.DELETES;
        return asksForDeletes
                && from != null
                && state.traits().hasDeletes()
                && from.plus(DELETES_LAST).isBefore(clock.instant());
    }

    private static Said deletionsLost(String object) {
        return new Said(
                "DELETIONS_LOST",
                object
                        + " was last read more than "
                        + DELETES_LAST.toDays()
                        + " days ago; Salesforce no longer shows all that was deleted since.",
                "");
    }

    private static ProviderException.Garbled garbled(String expected) {
        return new ProviderException.Garbled(
                new Said("GARBLED", "Salesforce was expected to answer " + expected + ".", ""));
    }
}
