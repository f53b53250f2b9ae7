package dev.tenon.sandbox.salesforce.bulk;

import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.schema.Field;
import dev.tenon.sandbox.salesforce.schema.ObjectType;
import dev.tenon.sandbox.salesforce.schema.Reference;
import dev.tenon.sandbox.salesforce.store.RecordId;
import dev.tenon.sandbox.salesforce.write.Ambiguous;
import dev.tenon.sandbox.salesforce.write.Writes;
import dev.tenon.sandbox.web.Json;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/// Writes the rows of a job one by one, each as REST would. An empty cell leaves its field alone,
/// `#N/A` empties it, and `Account.Product_Id__c` names a parent by its external id (Bulk API 2.0
/// Developer Guide, "Prepare CSV Files").
final class RowWrites {
    private static final String NULL = "#N/A";

    private final IngestJobs.Order order;
    private final List<String> columns;
    private final Writes writes;

    RowWrites(IngestJobs.Order order, List<String> columns) {
        this.order = order;
        this.columns = columns;
        this.writes = new Writes(order.asker().org(), order.asker().user());
    }

    /// What became of a row.
    ///
    /// @param id of the record; empty where none is known
    /// @param created whether it is new
    /// @param error empty when it was written
    record Fate(String id, boolean created, String error) {}

    /// What makes the columns unfit for any row; empty when nothing does.
    static String fault(IngestJobs.Order order, List<String> columns) {
        ObjectType type = order.type();
        for (String column : columns) {
            boolean isKnown =
                    column.contains(".") ? isParentKey(order, column) : type.field(column) != null;
            boolean isWanted = !order.deletes() || column.equalsIgnoreCase("Id");
            if (!isKnown || !isWanted) return "InvalidBatch : Field name not found : " + column;
        }
        return "";
    }

    private static boolean isParentKey(IngestJobs.Order order, String column) {
        Field link = order.type().fieldOfRelationship(relationship(column));
        Reference reference = link == null ? null : link.reference();
        if (reference == null) return false;
        ObjectType parent = order.asker().org().object(reference.to());
        return Writes.isKey(parent, order.asker().user(), key(column));
    }

    Fate write(List<String> cells) {
        try {
            return order.asker().org().writing(() -> written(record(cells)));
        } catch (ApiError refusal) {
            return new Fate(id(cells), false, said(refusal));
        } catch (Ambiguous several) {
            String words = String.valueOf(several.getMessage());
            return new Fate("", false, said(ApiError.badRequest("DUPLICATE_EXTERNAL_ID", words)));
        }
    }

    private Fate written(ObjectNode record) {
        ObjectType type = order.type();
        return switch (order.operation()) {
            case INSERT -> new Fate(writes.create(type, record), true, "");
            case UPDATE -> {
                String id = taken(record, "Id");
                writes.update(type, id, record);
                yield new Fate(full(id), false, "");
            }
            case DELETE, HARD_DELETE -> {
                String id = taken(record, "Id");
                writes.delete(type, id);
                yield new Fate(full(id), false, "");
            }
            case UPSERT -> {
                Field key = Objects.requireNonNull(order.key());
                String value = taken(record, key.name());
                Writes.Upserted done = writes.upsert(type, key, value, record, false);
                yield new Fate(done.id(), done.created(), "");
            }
        };
    }

    private ObjectNode record(List<String> cells) {
        ObjectNode record = Json.object();
        for (int at = 0; at < columns.size(); at++) {
            String cell = cells.get(at);
            String column = columns.get(at);
            if (cell.isEmpty()) continue;
            int dot = column.indexOf('.');
            if (dot < 0 && cell.equals(NULL)) record.putNull(column);
            else if (dot < 0) record.put(column, cell);
            else record.putObject(relationship(column)).put(key(column), cell);
        }
        return record;
    }

    /// `Lead:Who.Email` names the type of a parent that may be of several.
    private static String relationship(String column) {
        return column.substring(0, column.indexOf('.')).replaceFirst(".*:", "");
    }

    private static String key(String column) {
        return column.substring(column.indexOf('.') + 1);
    }

    private static String taken(ObjectNode record, String name) {
        for (String member : List.copyOf(record.propertyNames())) {
            if (!member.equalsIgnoreCase(name)) continue;
            String value = record.path(member).asString("");
            record.remove(member);
            if (!value.isEmpty()) return value;
        }
        String message =
                name.equals("Id") ? "Id not specified in an update call" : name + " not specified";
        throw ApiError.badRequest("MISSING_ARGUMENT", message);
    }

    /// The id that a row names, for the error beside it.
    private String id(List<String> cells) {
        for (int at = 0; at < columns.size(); at++) {
            if (columns.get(at).equalsIgnoreCase("Id")) return full(cells.get(at));
        }
        return "";
    }

    private static String full(String id) {
        return Objects.requireNonNullElse(RecordId.full(id), id);
    }

    /// Such as `REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --`.
    private static String said(ApiError refusal) {
        String fields = refusal.fields().isEmpty() ? "" : String.join(" ", refusal.fields()) + " ";
        return refusal.code() + ":" + refusal.message() + ":" + fields + "--";
    }
}
