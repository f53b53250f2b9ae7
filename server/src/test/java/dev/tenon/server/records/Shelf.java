package dev.tenon.server.records;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.db.Tx;
import dev.tenon.server.records.RecordQueries.Query;
import dev.tenon.server.records.RecordQueries.QueryPage;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.testing.TestClock;
import dev.tenon.spi.FieldInfo.FieldType;
import dev.tenon.spi.Records;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One dataset of a project of its own. Safe for use by many threads.
final class Shelf {
    private static final RecordStore.Stamp STAMP = new RecordStore.Stamp(1, TestClock.START);

    private final Db db;
    private final GroupId group;
    private final Selection selection;
    private final Datasets datasets;
    private final DatasetId id;
    private final RecordStore store = new RecordStore((_, _) -> {});

    private Shelf(Db db, GroupId group, Selection selection, Datasets datasets) {
        this.db = db;
        this.group = group;
        this.selection = selection;
        this.datasets = datasets;
        this.id = get(tx -> datasets.ensure(tx, group, UUID.randomUUID(), "Thing").id());
    }

    /// An empty one in a new project.
    static Shelf make(Db db, Map<String, FieldType> types, List<String> index) {
        var clock = new TestClock();
        var datasets = new Datasets(clock);
        String name = "p" + UUID.randomUUID();
        GroupId group =
                db.asSystem(tx -> {
                    var ids = new TimeId(clock, new SecureRandom());
                    var project = new Projects(ids, clock).create(tx, name, name, "org").key();
                    datasets.createPartition(tx, project);
                    return new Groups(clock).ensure(tx, project, "acme", null).key();
                });
        var shelf = new Shelf(db, group, Selection.of(types, false), datasets);
        shelf.index(index);
        return shelf;
    }

    /// Another one, of the same customer.
    Shelf another() {
        return new Shelf(db, group, selection, datasets);
    }

    /// Another one, of another customer of the same project.
    Shelf ofAnother(String customer) {
        GroupId other =
                get(tx -> new Groups(new TestClock()).ensure(tx, group.project(), customer, null))
                        .key();
        return new Shelf(db, other, selection, datasets);
    }

    <T> T get(Function<Tx, T> work) {
        return db.inTransaction(group.projectNumber(), work);
    }

    DatasetId id() {
        return id;
    }

    Dataset dataset() {
        return get(tx -> datasets.get(tx, id).orElseThrow());
    }

    /// Gives fields an index slot each.
    Dataset index(List<String> fields) {
        return get(tx ->
                datasets.index(
                        tx,
                        datasets.get(tx, id).orElseThrow(),
                        fields,
                        selection,
                        new ArrayList<>()));
    }

    /// Stores a page.
    Applied apply(List<Item> items, List<String> deleted) {
        return get(tx -> applyItems(tx, items, deleted));
    }

    Applied applyItems(Tx tx, List<Item> items, List<String> deleted) {
        return apply(tx, shaped(datasets.get(tx, id).orElseThrow().slots(), items), deleted);
    }

    /// Stores a page whose records are shaped only where they differ from what is stored.
    Applied applySighted(List<Item> items, List<String> deleted) {
        Slots slots = dataset().slots();
        var shaper = new RecordShaper(selection, slots);
        var unshaped =
                new RecordStore.Unshaped(
                        shaper.sight(records(items)),
                        ids -> shaper.shape(records(items), ids::contains));
        var batch = new RecordStore.Batch(List.of(), unshaped, deleted, Long.MAX_VALUE);
        return get(tx -> store.apply(tx, id, batch, STAMP));
    }

    /// Stores records that were shaped before.
    Applied apply(Tx tx, List<RecordShaper.Incoming> records, List<String> deleted) {
        return store.apply(tx, id, batch(records, deleted), STAMP);
    }

    /// Stores a page by somebody's hand.
    Applied apply(List<Item> items, List<String> deleted, RecordStore.Stamp stamp) {
        return get(tx ->
                store.apply(
                        tx,
                        id,
                        batch(shaped(datasets.get(tx, id).orElseThrow().slots(), items), deleted),
                        stamp));
    }

    /// Lays a page.
    Optional<RecordStore.Laid> lay(Tx tx, RecordStore.Standing expected, List<Item> items) {
        var batch = batch(shaped(expected.slots(), items), List.of());
        return store.lay(tx, id, batch, STAMP, expected, _ -> {});
    }

    Optional<Applied> seal(Tx tx, RecordStore.Laid laid) {
        return store.seal(tx, laid);
    }

    RecordStore.Standing standing() {
        Dataset dataset = dataset();
        return new RecordStore.Standing(dataset.seq(), dataset.slots());
    }

    private static RecordStore.Batch batch(
            List<RecordShaper.Incoming> records, List<String> deleted) {
        return new RecordStore.Batch(records, deleted, Long.MAX_VALUE);
    }

    /// Records with values for these slots.
    List<RecordShaper.Incoming> shaped(Slots slots, List<Item> items) {
        RecordShaper.Shaped shaped = new RecordShaper(selection, slots).shape(records(items));
        if (!shaped.unreadable().isEmpty()) throw new AssertionError(shaped.unreadable());
        return shaped.records();
    }

    static Records records(Collection<Item> items) {
        return visitor ->
                items.forEach(item -> {
                    byte[] json = item.json().getBytes(StandardCharsets.UTF_8);
                    visitor.see(
                            item.id(), item.modifiedAt(), new Records.Slice(json, 0, json.length));
                });
    }

    List<StoredRecord> feed(long after, int limit) {
        return get(tx -> new ChangeFeed().after(tx, id, after, limit));
    }

    QueryPage page(Query query) {
        return page(query, Map.of());
    }

    /// @param mappings the provider's field for each of the product's names
    QueryPage page(Query query, Map<String, String> mappings) {
        var view = new View("thing", selection.types(), mappings, Map.of(), _ -> List.of());
        return get(tx ->
                new RecordQueries().page(tx, datasets.get(tx, id).orElseThrow(), view, query));
    }

    /// The ids that a condition finds, sorted.
    List<String> found(String where) {
        return page(new Query(where, "", 1_000, "")).records().stream()
                .map(StoredRecord::id)
                .sorted()
                .toList();
    }

    /// A record as a provider sends it.
    record Item(String id, @Nullable Instant modifiedAt, String json) {}
}
