package dev.tenon.sandbox.salesforce.store;

import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.schema.Field;
import dev.tenon.sandbox.salesforce.schema.ObjectType;
import dev.tenon.sandbox.salesforce.schema.Schema;
import dev.tenon.sandbox.salesforce.schema.StandardObjects;
import dev.tenon.sandbox.salesforce.schema.Visibility;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One tenant: its schema, its records and its users. Any thread may use it; tables are read inside
/// [#reading] and changed inside [#writing].
public final class Org {
    private final OrgSettings settings;
    private final InstantSource clock;
    private final ReadWriteLock lock = new ReentrantReadWriteLock(true);
    private final Map<String, Table> tables = new ConcurrentHashMap<>();
    private final List<OrgUser> users = new ArrayList<>();
    private final Map<String, DuplicateRule> duplicateRules = new ConcurrentHashMap<>();
    private final AtomicInteger fieldsMade = new AtomicInteger();
    private final AtomicInteger locks = new AtomicInteger();

    /// How to undo what is being done; used under the lock for writing.
    private @Nullable Deque<Runnable> undo;

    private volatile Schema schema = StandardObjects.schema();

    /// A new org with its seeded records.
    public Org(OrgSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        for (ObjectType object : schema.objects()) addTable(object);
        if (settings.rows("Subscription__c") > 0) add(StandardObjects.subscription());
        seatUsers();
    }

    private void seatUsers() {
        ObjectType type = object("User");
        Table table = table(type);
        Column username = table.column(field(type, "Username"));
        Column name = table.column(field(type, "Name"));
        for (int row = 0; row < Math.min(5, table.size()); row++) {
            users.add(
                    new OrgUser(
                            table.id(row),
                            String.valueOf(username.at(row)),
                            String.valueOf(name.at(row)),
                            new Visibility()));
        }
    }

    private static Field field(ObjectType type, String name) {
        return Objects.requireNonNull(type.field(name));
    }

    /// The name in settings.
    public String name() {
        return settings.name();
    }

    /// The company's name.
    public String label() {
        return settings.label();
    }

    /// The 18-character organization id.
    public String id() {
        return RecordId.of("00D", settings.pod(), 0);
    }

    /// Two characters in every id of this org.
    public String pod() {
        return settings.pod();
    }

    /// Those who may sign in; the first is the administrator.
    public List<OrgUser> users() {
        return List.copyOf(users);
    }

    /// The schema at this moment.
    public Schema schema() {
        return schema;
    }

    /// The object of a name.
    ///
    /// @throws ApiError `NOT_FOUND` when there is none
    public ObjectType object(String name) {
        ObjectType object = schema.object(name);
        if (object == null) throw ApiError.notFound();
        return object;
    }

    /// The records of an object.
    public Table table(ObjectType object) {
        return Objects.requireNonNull(tables.get(object.name()), object.name());
    }

    /// Seconds since 1970.
    public int now() {
        return (int) clock.instant().getEpochSecond();
    }

    /// Lets somebody hold the locks of the next `rows` rows that are written by the API.
    public void lock(int rows) {
        locks.set(Math.max(0, rows));
    }

    /// Whether somebody holds the lock of the row that is to be written now.
    public boolean isNextRowLocked() {
        return locks.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    /// What duplicates of an object are; null when nobody looks for them.
    public @Nullable DuplicateRule duplicateRule(String object) {
        return duplicateRules.get(object);
    }

    /// Has duplicates of an object looked for.
    public void put(DuplicateRule rule) {
        duplicateRules.put(rule.object(), rule);
    }

    /// Ends that.
    public void dropDuplicateRule(String object) {
        duplicateRules.remove(object);
    }

    /// The org's clock.
    public InstantSource clock() {
        return clock;
    }

    /// What the store calls a field that is made now, whatever else had its name before.
    public String freshKey(String fieldName) {
        return fieldName + "#" + fieldsMade.incrementAndGet();
    }

    /// Runs `work` while nobody writes.
    public <T> T reading(Supplier<T> work) {
        lock.readLock().lock();
        try {
            return work.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /// Runs `work` alone.
    public <T> T writing(Supplier<T> work) {
        lock.writeLock().lock();
        try {
            return work.get();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /// Runs `work` alone, and undoes all it changed in the records when it answers false or throws.
    public boolean atomically(BooleanSupplier work) {
        return writing(() -> keepOrUndo(work));
    }

    private boolean keepOrUndo(BooleanSupplier work) {
        var outer = undo;
        var own = new ArrayDeque<Runnable>();
        undo = own;
        boolean kept = false;
        try {
            kept = work.getAsBoolean();
            return kept;
        } finally {
            undo = null;
            if (!kept) own.forEach(Runnable::run);
            else if (outer != null) own.descendingIterator().forEachRemaining(outer::push);
            undo = outer;
        }
    }

    private void journal(Runnable step) {
        if (undo != null) undo.push(step);
    }

    /// Adds an object, or replaces the description of one.
    public void add(ObjectType object) {
        writing(() -> {
            schema = schema.with(object);
            if (!tables.containsKey(object.name())) addTable(object);
            return object;
        });
    }

    /// Changes the description of an object.
    public void change(String object, UnaryOperator<ObjectType> change) {
        writing(() -> {
            schema = schema.with(change.apply(object(object)));
            return object;
        });
    }

    private void addTable(ObjectType object) {
        var lot = new Lots(settings).of(object);
        tables.put(
                object.name(),
                new Table(object.title().prefix(), settings.pod(), lot, this::journal));
    }
}
