package dev.tenon.connectors.salesforce;

import dev.tenon.connectors.json.RecordPage.Found;
import dev.tenon.connectors.salesforce.RunState.Leg;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Reader.FieldFilter;
import dev.tenon.spi.Writer.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The queries of one page: which records come next, and their fields in as many queries as it
/// takes to keep every URI short.
final class RunQueries {
    /// The most records a query answers with at once.
    static final int MOST = 2_000;

    /// Room for the condition that ends the stretch in the second and later queries.
    private static final int ROOM_FOR_END = 400;

    private final RunState state;
    private final List<FieldFilter> filters;

    RunQueries(RunState state, List<FieldFilter> filters) {
        this.state = state;
        this.filters = filters;
    }

    /// The queries whose answers hold the next records, together with all wanted fields. The first
    /// decides which records; the others are to be narrowed by [#upTo].
    List<SoqlQuery> page(Set<String> fields, int size) {
        SoqlQuery query = next(size);
        int taken = query.selecting(List.of("")).path().length() + ROOM_FOR_END;
        var queries = new ArrayList<SoqlQuery>();
        for (List<String> part : parts(wanted(fields, query.select()), taken)) {
            List<String> ahead = queries.isEmpty() ? query.select() : List.of("Id");
            var select = new ArrayList<>(ahead);
            select.addAll(part);
            queries.add(query.selecting(select));
        }
        return queries.isEmpty() ? List.of(query) : queries;
    }

    /// All records of this leg with all wanted fields, in any order: for a job, whose query is no
    /// part of an address.
    SoqlQuery all(List<String> fields) {
        SoqlQuery query = next(0);
        var select = new ArrayList<String>(query.select());
        select.addAll(wanted(Set.copyOf(fields), query.select()));
        return new SoqlQuery(select, query.object(), query.conditions(), List.of(), 0, false);
    }

    /// How many records are left in this leg.
    SoqlQuery count() {
        SoqlQuery query = next(0);
        return new SoqlQuery(
                List.of("COUNT()"),
                query.object(),
                query.conditions(),
                List.of(),
                0,
                query.isAll());
    }

    /// The next records, by id and change time alone.
    SoqlQuery next(int size) {
        boolean isDeletes = state.leg() == Leg.DELETES;
        var select = new ArrayList<String>(List.of("Id"));
        if (!state.traits().time().isEmpty()) select.add(state.traits().time());
        var order = new ArrayList<String>(state.order().stream().toList());
        order.add("Id");
        if (state.leg() == Leg.NEWEST) order.replaceAll(field -> field + " DESC");
        return new SoqlQuery(select, state.traits().object(), conditions(), order, size, isDeletes);
    }

    /// The condition that ends a stretch of records with `last`.
    String upTo(Found last) {
        boolean isFalling = state.leg() == Leg.NEWEST;
        String id = (isFalling ? "Id >= " : "Id <= ") + Soql.quoted(last.id());
        Instant modified = last.modifiedAt();
        if (state.order().isEmpty() || modified == null) return id;
        String time = state.traits().time();
        String moment = Soql.moment(modified);
        String before = time + (isFalling ? " > " : " < ") + moment;
        return "((" + time + " = " + moment + " AND " + id + ") OR " + before + ")";
    }

    private List<String> conditions() {
        var conditions = new ArrayList<String>();
        if (state.leg() == Leg.DELETES) {
            conditions.add("IsDeleted = true");
        } else {
            for (FieldFilter filter : filters) conditions.add(condition(filter));
        }
        conditions.addAll(place());
        return conditions;
    }

    private List<String> place() {
        String id = Soql.quoted(state.afterId());
        if (state.order().isEmpty()) {
            return state.afterId().isEmpty() ? List.of() : List.of("Id > " + id);
        }
        String time = state.traits().time();
        Instant from = state.from();
        String start = from == null ? "" : time + " >= " + Soql.moment(from);
        Instant after = state.afterTime();
        if (state.leg() == Leg.NEWEST) {
            String here = after == null ? "" : behind(Soql.moment(after), id, "<");
            return Stream.of(here, start).filter(condition -> !condition.isEmpty()).toList();
        }
        String end = time + " <= " + Soql.moment(state.until());
        return List.of(after == null ? start : behind(Soql.moment(after), id, ">"), end);
    }

    /// Behind one record, in the direction of `sign`.
    private String behind(String moment, String id, String sign) {
        String time = state.traits().time();
        String next = " " + sign + " ";
        return "((" + time + " = " + moment + " AND Id" + next + id + ") OR " + time + next + moment
                + ")";
    }

    private String condition(FieldFilter filter) {
        String field = Soql.field(filter.field());
        Literal literal = state.traits().literal(field).orElseThrow(() -> Soql.unknown(field));
        return literal.write(filter.value())
                .map(value -> field + " = " + value)
                .orElseThrow(
                        () -> refused(field, "The filter's value does not fit the field's type."));
    }

    private static List<String> wanted(Set<String> fields, List<String> selected) {
        var wanted = new TreeSet<String>(String.CASE_INSENSITIVE_ORDER);
        fields.forEach(field -> wanted.add(Soql.field(field)));
        selected.forEach(wanted::remove);
        return List.copyOf(wanted);
    }

    private static List<List<String>> parts(List<String> fields, int taken) {
        var parts = new ArrayList<List<String>>();
        var part = new ArrayList<String>();
        int length = taken;
        for (String field : fields) {
            int more = field.length() + 1;
            if (length + more > SoqlQuery.LONGEST && !part.isEmpty()) {
                parts.add(List.copyOf(part));
                part.clear();
                length = taken;
            }
            if (length + more > SoqlQuery.LONGEST) {
                throw refused(field, "The filters are too long for a query's address.");
            }
            part.add(field);
            length += more;
        }
        if (!part.isEmpty()) parts.add(List.copyOf(part));
        return parts;
    }

    private static ProviderException.Invalid refused(String field, String message) {
        return new ProviderException.Invalid(
                new ProviderException.Said("INVALID_FILTER", message, ""),
                List.of(new Problem("INVALID_FILTER", message, List.of(field))));
    }
}
