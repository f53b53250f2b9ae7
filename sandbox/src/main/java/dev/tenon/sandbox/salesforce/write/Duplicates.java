package dev.tenon.sandbox.salesforce.write;

import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.schema.Field;
import dev.tenon.sandbox.salesforce.schema.ObjectType;
import dev.tenon.sandbox.salesforce.store.DuplicateRule;
import dev.tenon.sandbox.salesforce.store.Org;
import dev.tenon.sandbox.salesforce.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Refuses records that an object's duplicate rule takes for ones that are there. Used inside
/// [Org#writing].
final class Duplicates {
    private final Org org;
    private final boolean areSaved;

    /// @param areSaved whether the call wants duplicates saved where the rule lets it
    Duplicates(Org org, boolean areSaved) {
        this.org = org;
        this.areSaved = areSaved;
    }

    /// Compares a record as it is going to be.
    ///
    /// @param values those that are written
    /// @param self the record's row; -1 for a new one
    /// @throws ApiError `DUPLICATES_DETECTED`
    void refuse(ObjectType type, Map<Field, @Nullable Object> values, int self) {
        DuplicateRule rule = org.duplicateRule(type.name());
        if (rule == null || (areSaved && !rule.isBlocking())) return;
        if (rule.fields().stream().noneMatch(values::containsKey)) return;
        Table table = org.table(type);
        var wanted = new ArrayList<String>();
        for (Field field : rule.fields()) {
            Object value = value(table, field, values, self);
            if (value == null) return;
            wanted.add(value.toString());
        }
        int[] rows =
                Objects.requireNonNull(table.lookup(rule.fields().getFirst(), wanted.getFirst()));
        List<String> found =
                IntStream.of(rows)
                        .filter(row -> row != self && !table.isDeleted(row))
                        .filter(row -> isAlike(table, row, rule, wanted))
                        .mapToObj(table::id)
                        .toList();
        if (!found.isEmpty()) {
            throw ApiError.duplicates(
                    new ApiError.Duplicates(rule.name(), type.name(), !rule.isBlocking(), found));
        }
    }

    private static @Nullable Object value(
            Table table, Field field, Map<Field, @Nullable Object> values, int self) {
        if (values.containsKey(field)) return values.get(field);
        return self < 0 ? null : table.column(field).at(self);
    }

    private static boolean isAlike(Table table, int row, DuplicateRule rule, List<String> wanted) {
        for (int i = 0; i < wanted.size(); i++) {
            Object value = table.column(rule.fields().get(i)).at(row);
            if (value == null || !value.toString().equalsIgnoreCase(wanted.get(i))) return false;
        }
        return true;
    }
}
