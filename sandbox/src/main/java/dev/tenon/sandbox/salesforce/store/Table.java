package dev.tenon.sandbox.salesforce.store;

import dev.tenon.sandbox.salesforce.schema.Field;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The rows of one object: seeded ones, worked out when read, and changes over them. A row's number
/// orders as its id does. Every method is called under the org's lock, those that change under the
/// lock for writing.
public final class Table {
    private final String prefix;
    private final String pod;
    private final Lot lot;
    private final StampIndex byStamp;
    private final BitSet changed = new BitSet();
    private final BitSet deleted = new BitSet();
    private final Map<Integer, Change> changes = new HashMap<>();
    private final Map<String, Map<Object, Set<Integer>>> indexes = new HashMap<>();
    private final Consumer<Runnable> journal;
    private int[] stamps;
    private int size;

    /// A table of a lot's rows; what undoes a change goes to `journal`.
    Table(String prefix, String pod, Lot lot, Consumer<Runnable> journal) {
        this.journal = journal;
        this.prefix = prefix;
        this.pod = pod;
        this.lot = lot;
        this.size = lot.rows();
        this.stamps = new int[size];
        for (int row = 0; row < size; row++) stamps[row] = lot.modifiedAt(row);
        this.byStamp = new StampIndex(stamps);
    }

    /// How many rows there ever were, deleted ones too.
    public int size() {
        return size;
    }

    /// How many rows are not deleted.
    public int live() {
        return size - deleted.cardinality();
    }

    /// How many rows are in the recycle bin.
    public int binned() {
        return deleted.cardinality();
    }

    /// The id of a row.
    public String id(int row) {
        return RecordId.of(prefix, pod, row);
    }

    /// The row of an 18-character id, or -1.
    public int row(String id) {
        if (!id.startsWith(prefix) || !id.startsWith(pod, 3) || id.charAt(5) != '0') return -1;
        int row = RecordId.number(id);
        return row < size ? row : -1;
    }

    /// How many rows have an id below or equal to a given one, whatever object it is of.
    public int rowsUpTo(String id) {
        int order = id.substring(0, 6).compareTo(prefix + pod + "0");
        if (order != 0) return order < 0 ? 0 : size;
        int number = RecordId.number(id);
        return Math.min(size, number + 1);
    }

    /// Whether a row is in the recycle bin.
    public boolean isDeleted(int row) {
        return deleted.get(row);
    }

    /// The SystemModstamp of a row in seconds.
    public int stamp(int row) {
        return stamps[row];
    }

    /// When a row was deleted, in seconds.
    public int deletedAt(int row) {
        Change change = changes.get(row);
        return change == null ? 0 : change.deletedAt;
    }

    /// Shows deleted rows by id until `visit` says false.
    public void scanDeleted(IntPredicate visit) {
        for (int row = deleted.nextSetBit(0); row >= 0; row = deleted.nextSetBit(row + 1)) {
            if (!visit.test(row)) return;
        }
    }

    /// Shows rows by (SystemModstamp, Id) until `visit` says false. Keys are as [#key] makes them.
    public void scanByStamp(long low, long high, boolean descending, IntPredicate visit) {
        byStamp.scan(low, high, descending, visit);
    }

    /// About how many rows lie between two keys.
    public long estimateByStamp(long low, long high) {
        return byStamp.estimate(low, high);
    }

    /// The place of (stamp, row) in the order of stamps.
    public static long key(int stamp, int row) {
        return StampIndex.key(stamp, row);
    }

    /// A field's values. Ask once, read many times.
    public Column column(Field field) {
        String key = field.key();
        Column system = systemColumn(key);
        if (system != null) return system;
        Seed seed = lot.seed(key);
        Column plain =
                row -> {
                    if (changed.get(row)) {
                        Change change = changes.get(row);
                        if (change != null && change.has(key)) return change.values.get(key);
                        if (row >= lot.rows()) return null;
                    }
                    return seed.of(row);
                };
        Derived derived = lot.derived(key);
        Column shown = derived == null ? plain : row -> derived.of(name -> raw(row, name));
        return row -> Values.shownAs(field.type(), shown.at(row));
    }

    private @Nullable Object raw(int row, String key) {
        Change change = changed.get(row) ? changes.get(row) : null;
        if (change != null && change.has(key)) return change.values.get(key);
        return row < lot.rows() ? lot.seed(key).of(row) : null;
    }

    private @Nullable Column systemColumn(String key) {
        return switch (key) {
            case "Id" -> this::id;
            case "IsDeleted" -> this::isDeleted;
            case "SystemModstamp" -> row -> Values.moment(stamps[row]);
            case "CreatedDate" -> row -> Values.moment(origin(row, true));
            case "LastModifiedDate" -> row -> Values.moment(origin(row, false));
            case "CreatedById" -> row -> author(row, true);
            case "LastModifiedById" -> row -> author(row, false);
            default -> null;
        };
    }

    private int origin(int row, boolean created) {
        Change change = changed.get(row) ? changes.get(row) : null;
        if (change != null && (!created || row >= lot.rows())) {
            return created ? change.createdAt : change.modifiedAt;
        }
        return created ? lot.createdAt(row) : lot.modifiedAt(row);
    }

    private @Nullable String author(int row, boolean created) {
        Change change = changed.get(row) ? changes.get(row) : null;
        if (change != null && (!created || row >= lot.rows())) {
            return created ? change.createdBy : change.modifiedBy;
        }
        return lot.author(row);
    }

    /// The rows that hold `value` in an indexed field, deleted ones too, by id; or null when only a
    /// scan can tell.
    public int @Nullable [] lookup(Field field, Object value) {
        int[] seeded = lot.seed(field.key()).rowsWith(value, lot.rows());
        if (seeded == null && lot.rows() > 0) return null;
        var rows = new HashSet<Integer>();
        for (int row : seeded == null ? new int[0] : seeded) {
            Change change = changed.get(row) ? changes.get(row) : null;
            if (change == null || !change.has(field.key())) rows.add(row);
        }
        var index = indexes.getOrDefault(field.key(), Map.of());
        rows.addAll(index.getOrDefault(folded(value), Set.of()));
        int[] found = rows.stream().mapToInt(Integer::intValue).toArray();
        Arrays.sort(found);
        return found;
    }

    /// Adds a row with these values by field key; answers its number.
    public int insert(Map<Field, @Nullable Object> values, String author, int now) {
        int row = size++;
        if (size > stamps.length) stamps = Arrays.copyOf(stamps, Math.max(16, size + (size >> 2)));
        var change = new Change();
        change.createdAt = now;
        change.createdBy = author;
        changes.put(row, change);
        changed.set(row);
        byStamp.move(row, -1, now);
        journal.accept(() -> forget(row));
        write(row, change, values, author, now);
        return row;
    }

    /// Writes values over a row.
    public void update(int row, Map<Field, @Nullable Object> values, String author, int now) {
        remember(row);
        byStamp.move(row, stamps[row], now);
        write(row, overlay(row), values, author, now);
    }

    /// Puts a row into the recycle bin.
    public void delete(int row, String author, int now) {
        update(row, Map.of(), author, now);
        overlay(row).deletedAt = now;
        deleted.set(row);
    }

    /// Takes a row out of the recycle bin.
    public void undelete(int row, String author, int now) {
        update(row, Map.of(), author, now);
        overlay(row).deletedAt = 0;
        deleted.clear(row);
    }

    /// Moves a row's stamp without touching its values, as a roll-up does.
    public void touch(int row, int now) {
        byStamp.move(row, stamps[row], now);
        stamps[row] = now;
        overlay(row);
    }

    private void remember(int row) {
        Change before = changes.get(row);
        Change copy = before == null ? untouched(row) : before.copy();
        int stamp = stamps[row];
        boolean binned = deleted.get(row);
        journal.accept(() -> restore(row, copy, stamp, binned));
    }

    private void restore(int row, Change before, int stamp, boolean binned) {
        Change now = overlay(row);
        now.values.forEach((key, value) -> unindex(row, key, value));
        before.values.forEach((key, value) -> index(row, key, value));
        changes.put(row, before);
        byStamp.move(row, stamps[row], stamp);
        stamps[row] = stamp;
        deleted.set(row, binned);
    }

    private void forget(int row) {
        Change change = overlay(row);
        change.values.forEach((key, value) -> unindex(row, key, value));
        byStamp.remove(row, stamps[row]);
        changes.remove(row);
        changed.clear(row);
        deleted.clear(row);
        size--;
    }

    private Change overlay(int row) {
        changed.set(row);
        return changes.computeIfAbsent(row, this::untouched);
    }

    private Change untouched(int row) {
        var change = new Change();
        change.modifiedAt = lot.modifiedAt(row);
        change.modifiedBy = String.valueOf(lot.author(row));
        return change;
    }

    private void write(
            int row, Change change, Map<Field, @Nullable Object> values, String author, int now) {
        values.forEach((field, value) -> set(row, change, field, value));
        change.modifiedAt = now;
        change.modifiedBy = author;
        stamps[row] = now;
    }

    private void set(int row, Change change, Field field, @Nullable Object value) {
        if (field.isIndexed()) {
            indexes.computeIfAbsent(field.key(), _ -> new HashMap<>());
            unindex(row, field.key(), change.values.get(field.key()));
            index(row, field.key(), value);
        }
        change.values.put(field.key(), value);
    }

    private void index(int row, String key, @Nullable Object value) {
        var index = indexes.get(key);
        if (index != null && value != null)
            index.computeIfAbsent(folded(value), _ -> new HashSet<>()).add(row);
    }

    private void unindex(int row, String key, @Nullable Object value) {
        var index = indexes.get(key);
        Set<Integer> rows = index == null || value == null ? null : index.get(folded(value));
        if (rows != null) rows.remove(row);
    }

    private static Object folded(Object value) {
        return value instanceof String text ? text.toLowerCase(Locale.ROOT) : value;
    }
}
