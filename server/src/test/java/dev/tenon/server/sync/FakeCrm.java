package dev.tenon.server.sync;

import dev.tenon.spi.Access;
import dev.tenon.spi.Connector;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.Discovery;
import dev.tenon.spi.FieldInfo;
import dev.tenon.spi.FieldInfo.FieldType;
import dev.tenon.spi.JobReader;
import dev.tenon.spi.ObjectInfo;
import dev.tenon.spi.ObjectInfo.Ability;
import dev.tenon.spi.Page;
import dev.tenon.spi.Position;
import dev.tenon.spi.Reader;
import dev.tenon.spi.Records;
import dev.tenon.spi.SignIn;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A CRM in memory that can be read. Its checkpoints are its version at the beginning of a run, its
/// cursors the last id of a page. Safe for use by many threads.
final class FakeCrm implements Connector, Discovery, Reader {
    static final Instant DAY = Instant.parse("2026-03-01T00:00:00Z");

    /// Where each call to read began, in order.
    final List<Position> asked = new ArrayList<>();

    /// The fields and filters of each call to read, in order.
    final List<ReadRequest> requests = new ArrayList<>();

    final List<String> fields = new ArrayList<>(List.of("Name", "Level"));

    private final Map<String, Row> rows = new TreeMap<>();
    private final Map<Integer, Throwable> failures = new HashMap<>();

    /// Jobs, once they are open.
    final FakeJobs jobs = new FakeJobs(this::allPages);

    /// Which fields of which records were looked up, in order.
    final List<String> lookups = new ArrayList<>();

    /// Records that lists of ids leave out, by mistake.
    final Set<String> unlisted = new java.util.HashSet<>();

    private ObjectInfo.Deletes deletes = ObjectInfo.Deletes.FEED;
    private boolean complete = true;
    private int swept;
    private int described;
    private int version = 1;
    private int pageSize = 3;
    private Runnable whenDescribed = () -> {};
    private Runnable whenRead = () -> {};
    private volatile Runnable whenAnswered = () -> {};

    /// Somebody makes or changes a record.
    synchronized FakeCrm put(String id, String json) {
        return put(id, DAY, json);
    }

    synchronized FakeCrm put(String id, Instant modifiedAt, String json) {
        rows.put(id, new Row(json, modifiedAt, ++version));
        return this;
    }

    synchronized FakeCrm delete(String id) {
        rows.put(id, new Row(null, DAY, ++version));
        return this;
    }

    /// As many records with ids in order.
    FakeCrm fill(int records) {
        for (int i = 0; i < records; i++)
            put("r%03d".formatted(i), "{\"Name\":\"n%d\",\"Level\":\"Gold\"}".formatted(i));
        return this;
    }

    synchronized FakeCrm pagesOf(int records) {
        pageSize = records;
        return this;
    }

    /// The call to read with this number, counted from 1 over everything, fails.
    synchronized FakeCrm failOnCall(int call, Throwable failure) {
        failures.put(call, failure);
        return this;
    }

    /// The next call to read fails.
    synchronized FakeCrm failNext(Throwable failure) {
        return failOnCall(asked.size() + 1, failure);
    }

    /// Deletions become known by sweeps only.
    FakeCrm withoutFeed() {
        deletes = ObjectInfo.Deletes.SWEEP;
        return this;
    }

    /// Nothing is ever deleted.
    void neverDeletes() {
        deletes = ObjectInfo.Deletes.NONE;
    }

    /// Whether lists of ids say that they are complete.
    void listsAll(boolean all) {
        complete = all;
    }

    synchronized int timesSwept() {
        return swept;
    }

    /// A record is no more, and no feed tells.
    synchronized void vanish(String id) {
        rows.remove(id);
    }

    /// Nothing fails any more.
    synchronized void calm() {
        failures.clear();
    }

    void whenDescribed(Runnable work) {
        whenDescribed = work;
    }

    void whenRead(Runnable work) {
        whenRead = work;
    }

    /// What happens after a page of a backfill was made, and before anybody has it.
    void whenAnswered(Runnable work) {
        whenAnswered = work;
    }

    synchronized int timesDescribed() {
        return described;
    }

    /// Where calls to read began, in short.
    synchronized List<String> askedInShort() {
        return asked.stream()
                .map(position ->
                        switch (position) {
                            case Position.Beginning(var notBefore, var _) ->
                                    notBefore == null ? "all" : "from " + notBefore;
                            case Position.Since(var checkpoint) -> "since " + checkpoint.value();
                            case Position.After(var cursor) ->
                                    "after " + cursor.value().split("/", -1)[1];
                        })
                .toList();
    }

    /// What a store should hold, by id.
    synchronized Map<String, String> truth() {
        var truth = new TreeMap<String, String>();
        rows.forEach((id, row) -> {
            if (row.json() != null) truth.put(id, row.json());
        });
        return truth;
    }

    @Override
    public Page read(ReadRequest request) {
        whenRead.run();
        Page page = page(request);
        if (request.position() instanceof Position.Since) return page;
        Runnable work = whenAnswered;
        whenAnswered = () -> {};
        work.run();
        whenAnswered = work;
        return page;
    }

    private synchronized Page page(ReadRequest request) {
        asked.add(request.position());
        requests.add(request);
        switch (failures.remove(asked.size())) {
            case null -> {}
            case RuntimeException refused -> throw refused;
            case Error killed -> throw killed;
            case Throwable other -> throw new IllegalArgumentException(other);
        }
        Scope scope = scope(request.position());
        var wanted = new ArrayList<Map.Entry<String, Row>>();
        var deleted = new ArrayList<String>();
        for (var live : rows.entrySet()) {
            var row = Map.entry(live.getKey(), live.getValue());
            if (row.getKey().compareTo(scope.after()) <= 0 || !scope.has(row.getValue())) continue;
            if (row.getValue().json() == null) deleted.add(row.getKey());
            else if (wanted.size() <= pageSize) wanted.add(row);
        }
        boolean last = wanted.size() <= pageSize;
        var shown = List.copyOf(last ? wanted : wanted.subList(0, pageSize));
        return new Page(
                records(shown),
                last && scope.since() > 0 && deletes == ObjectInfo.Deletes.FEED
                        ? deleted
                        : List.of(),
                last ? null : new Position.Cursor(scope.next(shown.getLast().getKey())),
                last ? new Position.Checkpoint(Integer.toString(scope.until())) : null,
                last && scope.since() == 0);
    }

    private synchronized List<Page> allPages(ReadRequest request) {
        var all = new ArrayList<Page>();
        Position position = request.position();
        int calls = asked.size();
        while (true) {
            Page page =
                    page(
                            new ReadRequest(
                                    request.object(),
                                    request.fields(),
                                    position,
                                    request.filters(),
                                    request.size()));
            all.add(page);
            if (page.next() == null) break;
            position = new Position.After(page.next());
        }
        while (asked.size() > calls) asked.removeLast();
        return all;
    }

    private Scope scope(Position position) {
        return switch (position) {
            case Position.Beginning(var notBefore, var _) -> new Scope(0, notBefore, version, "");
            case Position.Since(var checkpoint) ->
                    new Scope(Integer.parseInt(checkpoint.value()), null, version, "");
            case Position.After(var cursor) -> Scope.parse(cursor.value());
        };
    }

    private static Records records(List<Map.Entry<String, Row>> rows) {
        return visitor ->
                rows.forEach(row -> {
                    byte[] json =
                            String.valueOf(row.getValue().json()).getBytes(StandardCharsets.UTF_8);
                    visitor.see(
                            row.getKey(),
                            row.getValue().modifiedAt(),
                            new Records.Slice(json, 0, json.length));
                });
    }

    @Override
    public ConnectorInfo info() {
        var signIn =
                SignIn.oauth2(
                        SignIn.Consent.oauth2("https://crm.example/authorize", List.of()),
                        SignIn.TokenEndpoint.oauth2(
                                "https://crm.example/token",
                                "",
                                SignIn.TokenReply.oauth2(
                                        Set.of(), SignIn.Identity.NONE, Duration.ofHours(1))),
                        List.of());
        return new ConnectorInfo(
                "fake",
                "Fake CRM",
                "https://crm.example",
                Map.of(),
                signIn,
                List.of(),
                List.of(),
                "/");
    }

    @Override
    public Discovery discovery(Access access) {
        return this;
    }

    @Override
    public Reader reader(Access access) {
        return this;
    }

    @Override
    public Optional<JobReader> jobReader(Access access) {
        return jobs.isOpen() ? Optional.of(jobs) : Optional.empty();
    }

    @Override
    public List<ObjectInfo> objects() {
        return List.of(contact());
    }

    @Override
    public Map<String, ObjectSchema> describe(Set<String> objects) {
        whenDescribed.run();
        return describe();
    }

    private synchronized Map<String, ObjectSchema> describe() {
        described++;
        var infos =
                fields.stream()
                        .map(name ->
                                new FieldInfo(
                                        name,
                                        name,
                                        FieldType.TEXT,
                                        "string",
                                        Set.of(),
                                        0,
                                        List.of(),
                                        List.of()))
                        .toList();
        return Map.of("Contact", new ObjectSchema(contact(), infos));
    }

    private ObjectInfo contact() {
        return new ObjectInfo(
                "Contact",
                "Contact",
                false,
                Set.of(Ability.READ, Ability.CHANGES),
                new TreeSet<>(),
                deletes);
    }

    @Override
    public synchronized Page readIds(String object, Set<String> wanted, List<String> ids) {
        lookups.add(wanted.stream().sorted().toList() + " of " + ids);
        var found = new ArrayList<Map.Entry<String, Row>>();
        var gone = new ArrayList<String>();
        for (String id : ids) {
            Row row = rows.get(id);
            if (row == null || row.json() == null) gone.add(id);
            else found.add(Map.entry(id, row));
        }
        return new Page(records(found), gone, null, null, false);
    }

    @Override
    public synchronized Page identify(
            String object, List<FieldFilter> filters, Position position, int size) {
        swept++;
        String after = position instanceof Position.After(var cursor) ? cursor.value() : "";
        var shown = new ArrayList<Map.Entry<String, Row>>();
        for (var row : rows.entrySet()) {
            if (row.getKey().compareTo(after) <= 0 || row.getValue().json() == null) continue;
            if (!unlisted.contains(row.getKey())) shown.add(row);
            if (shown.size() > pageSize) break;
        }
        boolean last = shown.size() <= pageSize;
        var page = List.copyOf(last ? shown : shown.subList(0, pageSize));
        return new Page(
                records(page),
                List.of(),
                last ? null : new Position.Cursor(page.getLast().getKey()),
                null,
                last && complete);
    }

    @Override
    public synchronized Estimate estimate(
            String object, List<FieldFilter> filters, Position position) {
        return new Estimate(rows.size(), Math.ceilDiv(rows.size(), pageSize));
    }

    /// @param json null when it is deleted
    private record Row(@Nullable String json, Instant modifiedAt, int version) {}

    /// @param since only what changed after this version
    /// @param until the version at the beginning of the run
    private record Scope(int since, @Nullable Instant notBefore, int until, String after) {
        boolean has(Row row) {
            return row.version() > since
                    && (notBefore == null || !row.modifiedAt().isBefore(notBefore));
        }

        String next(String last) {
            return since + "/" + last + "/" + until + "/" + (notBefore == null ? "" : notBefore);
        }

        static Scope parse(String cursor) {
            String[] parts = cursor.split("/", -1);
            return new Scope(
                    Integer.parseInt(parts[0]),
                    parts[3].isEmpty() ? null : Instant.parse(parts[3]),
                    Integer.parseInt(parts[2]),
                    parts[1]);
        }
    }
}
