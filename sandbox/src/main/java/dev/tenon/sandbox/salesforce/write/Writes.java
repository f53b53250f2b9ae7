package dev.tenon.sandbox.salesforce.write;

import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.schema.Field;
import dev.tenon.sandbox.salesforce.schema.Flag;
import dev.tenon.sandbox.salesforce.schema.ObjectType;
import dev.tenon.sandbox.salesforce.schema.Visibility;
import dev.tenon.sandbox.salesforce.store.Org;
import dev.tenon.sandbox.salesforce.store.OrgUser;
import dev.tenon.sandbox.salesforce.store.RecordId;
import dev.tenon.sandbox.salesforce.store.Table;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes of one user. Each method is called inside [Org#writing] and changes all or nothing.
public final class Writes {
    private static final Pattern DUPLICATES_SAVED = Pattern.compile("(?i)allowSave\\s*=\\s*true");

    private final Org org;
    private final OrgUser user;
    private final boolean isByApi;
    private final Duplicates duplicates;

    /// Writes as `user`; duplicates are refused.
    public Writes(Org org, OrgUser user) {
        this(org, user, true, false);
    }

    private Writes(Org org, OrgUser user, boolean isByApi, boolean savesDuplicates) {
        this.org = org;
        this.user = user;
        this.isByApi = isByApi;
        this.duplicates = new Duplicates(org, savesDuplicates);
    }

    /// Writes as `user`.
    ///
    /// @param duplicateRule the header `Sforce-Duplicate-Rule-Header`; null when the call has none
    public static Writes of(Org org, OrgUser user, @Nullable String duplicateRule) {
        return new Writes(org, user, true, DUPLICATES_SAVED.matcher(said(duplicateRule)).find());
    }

    private static String said(@Nullable String header) {
        return header == null ? "" : header;
    }

    /// Writes that meet no locked row and no rule, for what happens behind the API's back.
    public static Writes behindTheApi(Org org, OrgUser user) {
        return new Writes(org, user, false, true);
    }

    /// What an upsert did.
    ///
    /// @param id the record
    /// @param created whether it is new
    public record Upserted(String id, boolean created) {}

    /// Creates a record; answers its id.
    public String create(ObjectType type, JsonNode fields) {
        takeLock();
        return insert(type, fields);
    }

    private void takeLock() {
        if (!isByApi || !org.isNextRowLocked()) return;
        throw ApiError.badRequest(
                "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record");
    }

    private String insert(ObjectType type, JsonNode fields) {
        writable(type);
        if (fields.has("Id"))
            throw blame(
                    "INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call", "Id");
        var values = values(type, fields, Flag.CREATEABLE);
        defaults(type, values);
        var missing =
                type.fields().stream()
                        .filter(field -> isMissing(field, values))
                        .map(Field::name)
                        .toList();
        if (!missing.isEmpty()) {
            throw new ApiError(
                    400,
                    "REQUIRED_FIELD_MISSING",
                    "Required fields are missing: " + missing,
                    missing);
        }
        Table table = org.table(type);
        unique(type, values, -1);
        if (isByApi) duplicates.refuse(type, values, -1);
        return table.id(table.insert(values, user.id(), org.now()));
    }

    private static boolean isMissing(Field field, Map<Field, @Nullable Object> values) {
        boolean required = field.is(Flag.REQUIRED) && field.is(Flag.CREATEABLE);
        return required && values.get(field) == null;
    }

    private void defaults(ObjectType type, Map<Field, @Nullable Object> values) {
        for (Field field : type.fields()) {
            if (!field.is(Flag.DEFAULTED) || values.containsKey(field)) continue;
            if (field.key().equals("OwnerId")) values.put(field, user.id());
            else if (!field.values().isEmpty()) values.put(field, field.values().getFirst());
            else if (field.is(Flag.CREATEABLE)) values.put(field, false);
        }
    }

    /// Changes a record.
    public void update(ObjectType type, String id, JsonNode fields) {
        takeLock();
        writable(type);
        change(type, row(type, id), fields);
    }

    private void change(ObjectType type, int row, JsonNode fields) {
        var values = values(type, fields, Flag.UPDATEABLE);
        values.forEach((field, value) -> {
            if (value == null && field.is(Flag.REQUIRED)) {
                throw blame(
                        "REQUIRED_FIELD_MISSING",
                        "Required fields are missing: [" + field.name() + "]",
                        field.name());
            }
        });
        unique(type, values, row);
        if (isByApi) duplicates.refuse(type, values, row);
        org.table(type).update(row, values, user.id(), org.now());
    }

    /// Changes the record whose `key` field holds `value`, or creates it unless `updateOnly`.
    public Upserted upsert(
            ObjectType type, Field key, String value, JsonNode fields, boolean updateOnly) {
        takeLock();
        writable(type);
        if (key.key().equals("Id")) {
            change(type, row(type, value), fields);
            return new Upserted(String.valueOf(RecordId.full(value)), false);
        }
        List<Integer> rows = find(type, key, value);
        if (rows.size() > 1) throw new Ambiguous(rows.stream().map(org.table(type)::id).toList());
        if (!rows.isEmpty()) {
            change(type, rows.getFirst(), fields);
            return new Upserted(org.table(type).id(rows.getFirst()), false);
        }
        if (updateOnly) throw ApiError.notFound();
        var whole = ((ObjectNode) fields).deepCopy();
        whole.put(key.name(), value);
        return new Upserted(insert(type, whole), true);
    }

    /// The live rows whose `key` field holds `value`.
    public List<Integer> find(ObjectType type, Field key, String value) {
        Table table = org.table(type);
        int[] found = table.lookup(key, value);
        if (found == null) throw new IllegalStateException(key.name() + " has no index");
        return Arrays.stream(found).filter(row -> !table.isDeleted(row)).boxed().toList();
    }

    /// The only live row whose `key` field holds `value`.
    ///
    /// @throws Ambiguous when there are several
    public int only(ObjectType type, Field key, String value) {
        List<Integer> rows = find(type, key, value);
        if (rows.isEmpty()) throw ApiError.notFound();
        if (rows.size() > 1) throw new Ambiguous(rows.stream().map(org.table(type)::id).toList());
        return rows.getFirst();
    }

    /// The field that upserts and reads by external id may use.
    public static Field key(ObjectType type, OrgUser user, String name) {
        Field field = type.field(name);
        if (field != null && isKey(type, user, name)) return field;
        throw new ApiError(
                404,
                "NOT_FOUND",
                "Provided external ID field does not exist or is not accessible: " + name,
                List.of());
    }

    /// Whether records may be named by this field.
    public static boolean isKey(ObjectType type, OrgUser user, String name) {
        Field field = type.field(name);
        return field != null
                && (field.is(Flag.EXTERNAL_ID) || field.is(Flag.ID_LOOKUP))
                && user.visibility().sees(type.name(), field);
    }

    /// Puts a record into the recycle bin.
    public void delete(ObjectType type, String id) {
        takeLock();
        writable(type);
        org.table(type).delete(row(type, id), user.id(), org.now());
    }

    /// Takes a record out of the recycle bin, as a person there may.
    public void undelete(ObjectType type, String id) {
        writable(type);
        Table table = org.table(type);
        int row = table.row(id);
        if (row < 0) throw ApiError.notFound();
        if (!table.isDeleted(row)) {
            throw ApiError.badRequest("UNDELETE_FAILED", "entity is not in the recycle bin");
        }
        table.undelete(row, user.id(), org.now());
    }

    /// The live row of an id.
    public int row(ObjectType type, String id) {
        String full = RecordId.full(id);
        if (full == null) throw ApiError.badRequest("MALFORMED_ID", "malformed id " + id);
        Table table = org.table(type);
        int row = table.row(full);
        if (row < 0) throw ApiError.notFound();
        if (table.isDeleted(row))
            throw new ApiError(404, "ENTITY_IS_DELETED", "entity is deleted", List.of());
        return row;
    }

    private Map<Field, @Nullable Object> values(ObjectType type, JsonNode fields, Flag needed) {
        var values = new LinkedHashMap<Field, @Nullable Object>();
        for (var sent : fields.properties()) {
            String name = sent.getKey();
            if (name.equals("attributes")) continue;
            Field link = sent.getValue().isObject() ? type.fieldOfRelationship(name) : null;
            Field field = link == null ? type.field(name) : link;
            if (field == null) {
                throw ApiError.badRequest(
                        "INVALID_FIELD",
                        "No such column '" + name + "' on sobject of type " + type.name());
            }
            boolean allowed =
                    field.is(needed)
                            && user.visibility().level(type.name(), field) == Visibility.Level.FULL;
            if (!allowed) throw forbidden(field);
            values.put(
                    field,
                    link == null
                            ? FieldValue.of(org, field, sent.getValue())
                            : parent(link, sent.getValue()));
        }
        return values;
    }

    private @Nullable Object parent(Field link, JsonNode by) {
        var reference = Objects.requireNonNull(link.reference());
        ObjectType type = org.object(reference.to());
        for (var pair : by.properties()) {
            if (pair.getKey().equals("attributes")) continue;
            Field key = parentKey(type, pair.getKey());
            List<Integer> rows = find(type, key, pair.getValue().asString());
            if (rows.size() == 1) return org.table(type).id(rows.getFirst());
            if (rows.size() > 1) {
                List<String> ids = rows.stream().map(org.table(type)::id).toList();
                throw blame(
                        "DUPLICATE_EXTERNAL_ID",
                        "More than one record found for external id field: " + ids,
                        link.name());
            }
            throw ApiError.badRequest(
                    "INVALID_FIELD",
                    "Foreign key external ID: "
                            + pair.getValue().asString()
                            + " not found for field "
                            + key.name()
                            + " in entity "
                            + type.name());
        }
        return null;
    }

    private Field parentKey(ObjectType type, String name) {
        if (isKey(type, user, name)) return key(type, user, name);
        throw ApiError.badRequest(
                "INVALID_FIELD",
                "Field name provided, "
                        + name
                        + " does not match an External ID, Salesforce Id, or indexed field for "
                        + type.name());
    }

    private static ApiError forbidden(Field field) {
        return blame(
                "INVALID_FIELD_FOR_INSERT_UPDATE",
                "Unable to create/update fields: "
                        + field.name()
                        + ". Please check the security settings of this field and verify that it is read/write for your profile or permission set.",
                field.name());
    }

    private void unique(ObjectType type, Map<Field, @Nullable Object> values, int self) {
        values.forEach((field, value) -> {
            if (!field.is(Flag.UNIQUE) || value == null) return;
            for (int row : find(type, field, value.toString())) {
                if (row != self) {
                    throw blame(
                            "DUPLICATE_VALUE",
                            "duplicate value found: "
                                    + field.name()
                                    + " duplicates value on record with id: "
                                    + org.table(type).id(row),
                            field.name());
                }
            }
        });
    }

    private static void writable(ObjectType type) {
        if (type.isWritable()) return;
        throw ApiError.badRequest(
                "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
                "entity type " + type.name() + " cannot be written in the sandbox");
    }

    private static ApiError blame(String code, String message, String field) {
        return new ApiError(400, code, message, List.of(field));
    }
}
