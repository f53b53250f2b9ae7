package dev.tenon.sandbox.salesforce;

import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.query.Retrieval;
import dev.tenon.sandbox.salesforce.schema.Field;
import dev.tenon.sandbox.salesforce.schema.FieldType;
import dev.tenon.sandbox.salesforce.schema.Flag;
import dev.tenon.sandbox.salesforce.schema.ObjectType;
import dev.tenon.sandbox.salesforce.schema.StandardObjects;
import dev.tenon.sandbox.salesforce.schema.Visibility;
import dev.tenon.sandbox.salesforce.store.Column;
import dev.tenon.sandbox.salesforce.store.DuplicateRule;
import dev.tenon.sandbox.salesforce.store.Org;
import dev.tenon.sandbox.salesforce.store.OrgUser;
import dev.tenon.sandbox.salesforce.store.Table;
import dev.tenon.sandbox.salesforce.write.Writes;
import dev.tenon.sandbox.web.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/// What a test may do to an org behind the API's back: look, change, add, take away. Sees every
/// field. Refuses with [ApiError] what the API would refuse. Any thread may use it.
public final class OrgDesk {
    private static final int CHUNK = 5000;

    private final Org org;
    private final ApiUsage usage;
    private final OrgUser clerk;

    OrgDesk(Org org, ApiUsage usage) {
        this.org = org;
        this.usage = usage;
        this.clerk = new OrgUser(org.users().getFirst().id(), "clerk", "Clerk", new Visibility());
    }

    /// How many records an object has.
    ///
    /// @param live those that queries see
    /// @param deleted those in the recycle bin
    public record Count(int live, int deleted) {}

    /// The 18-character organization id.
    public String id() {
        return org.id();
    }

    /// The names of those who may sign in.
    public List<String> usernames() {
        return org.users().stream().map(OrgUser::username).toList();
    }

    /// Records by object.
    public Map<String, Count> counts() {
        return org.reading(() -> {
            var counts = new LinkedHashMap<String, Count>();
            for (ObjectType type : org.schema().objects()) {
                Table table = org.table(type);
                counts.put(type.name(), new Count(table.live(), table.binned()));
            }
            return counts;
        });
    }

    /// A live record with all its fields, as REST shows it.
    public JsonNode record(String object, String id) {
        ObjectType type = org.object(object);
        return org.reading(() -> {
            int row = writes().row(type, id);
            var retrieval = new Retrieval(org, clerk, type, List.of(), "/services/data/v60.0");
            return Json.parse(Json.written(json -> retrieval.write(json, row)));
        });
    }

    /// The ids of `count` live records from the `first`-th on, in order.
    public List<String> ids(String object, int first, int count) {
        Table table = org.table(org.object(object));
        return org.reading(() -> {
            var ids = new ArrayList<String>();
            for (int row = first; row < table.size() && ids.size() < count; row++) {
                if (!table.isDeleted(row)) ids.add(table.id(row));
            }
            return ids;
        });
    }

    /// The id of some record that is live, or of one in the recycle bin; empty when there is none.
    Optional<String> any(String object, boolean binned, RandomGenerator random) {
        Table table = org.table(org.object(object));
        return org.reading(() -> {
            int size = table.size();
            int first = size == 0 ? 0 : random.nextInt(size);
            for (int turn = 0; turn < size; turn++) {
                int row = (first + turn) % size;
                if (table.isDeleted(row) == binned) return Optional.of(table.id(row));
            }
            return Optional.empty();
        });
    }

    /// How an object is described now.
    ObjectType type(String object) {
        return org.object(object);
    }

    /// Adds a record; answers its id.
    public String insert(String object, Map<String, ?> fields) {
        return org.writing(() -> writes().create(org.object(object), Json.tree(fields)));
    }

    /// Changes a record.
    public void change(String object, String id, Map<String, ?> fields) {
        org.writing(() -> {
            writes().update(org.object(object), id, Json.tree(fields));
            return id;
        });
    }

    /// Puts a record into the recycle bin.
    public void delete(String object, String id) {
        org.writing(() -> {
            writes().delete(org.object(object), id);
            return id;
        });
    }

    /// Takes a record out of the recycle bin.
    public void undelete(String object, String id) {
        org.writing(() -> {
            writes().undelete(org.object(object), id);
            return id;
        });
    }

    /// Lets random things of these kinds happen to an object and its records, one after the other;
    /// answers what happened. The same seed does the same to the same org.
    public List<Unrest.Step> unrest(String object, int steps, long seed, Set<Unrest.Kind> kinds) {
        return new Unrest(this, object, seed).happen(steps, kinds);
    }

    /// Changes `count` records chosen by `seed`, all in one moment; answers how many were live.
    public int burst(String object, int count, long seed) {
        ObjectType type = org.object(object);
        Field field = free(type);
        Table table = org.table(type);
        return org.writing(() -> {
            var random = new SplittableRandom(seed);
            int changed = 0;
            for (int turn = 0; turn < count && table.size() > 0; turn++) {
                int row = random.nextInt(table.size());
                if (table.isDeleted(row)) continue;
                table.update(
                        row,
                        Map.of(field, "changed " + random.nextInt(1_000_000)),
                        clerk.id(),
                        org.now());
                changed++;
            }
            return changed;
        });
    }

    private static Field free(ObjectType type) {
        for (Field field : type.fields()) {
            boolean text =
                    field.type() == FieldType.STRING
                            || field.type() == FieldType.PHONE
                            || field.type() == FieldType.TEXTAREA;
            if (text && field.is(Flag.UPDATEABLE) && !field.isIndexed()) return field;
        }
        throw ApiError.badRequest("INVALID_TYPE", type.name() + " has no text field to change");
    }

    /// Adds a field, custom when its name ends in `__c`; existing records have no value in it.
    public void addField(String object, String name, String type) {
        FieldType kind = FieldType.named(type);
        Field field =
                Field.of(
                                name,
                                name.replace("__c", "").replace('_', ' '),
                                kind,
                                kind.isNumber() ? 2 : 255)
                        .keyed(org.freshKey(name));
        if (org.object(object).field(name) != null)
            throw ApiError.badRequest("DUPLICATE_DEVELOPER_NAME", object + " has a field " + name);
        org.change(object, was -> was.plus(field, now()));
    }

    /// Takes a field away.
    public void removeField(String object, String name) {
        need(object, name);
        org.change(object, was -> was.minus(name, now()));
    }

    /// Gives a field another name; values stay.
    public void renameField(String object, String name, String newName) {
        need(object, name);
        org.change(object, was -> was.changing(name, field -> field.renamed(newName), now()));
    }

    /// Gives a field another label; its name stays.
    public void relabelField(String object, String name, String label) {
        need(object, name);
        org.change(object, was -> was.changing(name, field -> field.labelled(label), now()));
    }

    /// Gives a field another type; values that do not fit become null.
    public void retypeField(String object, String name, String newType) {
        need(object, name);
        FieldType type = FieldType.named(newType);
        org.change(object, was -> was.changing(name, field -> field.retyped(type), now()));
    }

    /// Sets what a user sees of a field: `FULL`, `READ_ONLY` or `HIDDEN`.
    public void show(String object, String field, String username, Visibility.Level level) {
        need(object, field);
        OrgUser user =
                org.users().stream()
                        .filter(one -> one.username().equals(username))
                        .findFirst()
                        .orElseThrow(() ->
                                ApiError.badRequest(
                                        "INVALID_USER",
                                        "there is no user "
                                                + username
                                                + "; there are "
                                                + usernames()));
        user.visibility().set(object, field, level);
    }

    /// Adds a custom object with a name field, a name such as `Visit__c`.
    public void addObject(String name) {
        if (!name.matches("[A-Za-z]\\w*__c"))
            throw ApiError.badRequest(
                    "INVALID_TYPE", "a custom object's name ends in __c: " + name);
        if (org.schema().object(name) != null)
            throw ApiError.badRequest("DUPLICATE_DEVELOPER_NAME", "there is an object " + name);
        int customs = (int) org.schema().objects().stream().filter(ObjectType::isCustom).count();
        String prefix = "a%02d".formatted(customs + 1);
        org.add(StandardObjects.custom(name, prefix, now()));
    }

    /// Has the API refuse records with the same values in all of these fields, one of which must be
    /// one that records are looked up by.
    ///
    /// @param isBlocking whether not even a call that asks for it may save duplicates
    public void refuseDuplicates(String object, List<String> fields, boolean isBlocking) {
        Comparator<Field> byIndex =
                Comparator.comparing(
                        field -> !Writes.isKey(org.object(object), clerk, field.name()));
        List<Field> compared =
                fields.stream().map(name -> need(object, name)).sorted(byIndex).toList();
        if (compared.isEmpty()
                || !Writes.isKey(org.object(object), clerk, compared.getFirst().name())) {
            throw ApiError.badRequest(
                    "INVALID_FIELD",
                    "a duplicate rule needs a field that records are looked up by, such as Email"
                            + " or an external id");
        }
        org.put(new DuplicateRule(org.object(object).name(), compared, isBlocking));
    }

    /// Ends that.
    public void acceptDuplicates(String object) {
        org.dropDuplicateRule(org.object(object).name());
    }

    /// Sets how many calls the org may make in 24 hours.
    public void dailyCalls(int most) {
        usage.limit(most);
    }

    /// Writes each live record as one line of JSON, sorted by id: `Id`, then the named fields.
    /// Meant for an org that rests; a change while it is written may or may not be in it.
    public void dump(String object, List<String> fields, OutputStream out) throws IOException {
        ObjectType type = org.object(object);
        var names = new ArrayList<>(List.of("Id"));
        fields.stream().filter(name -> !name.equals("Id")).forEach(names::add);
        List<Column> columns =
                names.stream().map(name -> org.table(type).column(need(object, name))).toList();
        Table table = org.table(type);
        for (int from = 0; from < table.size(); from += CHUNK) {
            int first = from;
            out.write(org.reading(() -> lines(table, first, names, columns)));
        }
    }

    /// Refuses what [#dump] would refuse, before anything is written.
    public void dumpable(String object, List<String> fields) {
        fields.forEach(name -> need(object, name));
    }

    private static byte[] lines(Table table, int first, List<String> names, List<Column> columns) {
        var lines = new ByteArrayOutputStream();
        int last = Math.min(table.size(), first + CHUNK);
        for (int row = first; row < last; row++) {
            if (table.isDeleted(row)) continue;
            int one = row;
            lines.writeBytes(Json.written(json -> Retrieval.writePlain(json, names, columns, one)));
            lines.write('\n');
        }
        return lines.toByteArray();
    }

    private Field need(String object, String name) {
        Field field = org.object(object).field(name);
        if (field != null) return field;
        throw ApiError.badRequest(
                "INVALID_FIELD", "No such column '" + name + "' on sobject of type " + object);
    }

    private Instant now() {
        return org.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private Writes writes() {
        return Writes.behindTheApi(org, clerk);
    }
}
