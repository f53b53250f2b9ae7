package dev.tenon.sandbox.salesforce.query;

import dev.tenon.sandbox.salesforce.error.ApiError;
import dev.tenon.sandbox.salesforce.query.Locators.Cursor;
import dev.tenon.sandbox.salesforce.soql.Parser;
import dev.tenon.sandbox.salesforce.soql.Query;
import dev.tenon.sandbox.salesforce.soql.Query.Item;
import dev.tenon.sandbox.salesforce.store.Org;
import dev.tenon.sandbox.salesforce.store.OrgUser;
import dev.tenon.sandbox.web.Json;
import dev.tenon.sandbox.web.Paging;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Answers queries: parse, find the rows, write the first page, keep a cursor for the rest.
public final class QueryRun {
    private static final int MOST_OFFSET = 2000;

    private final Locators locators;

    /// Runs that keep their cursors in `locators`.
    public QueryRun(Locators locators) {
        this.locators = locators;
    }

    /// Who asks and how.
    ///
    /// @param org the org
    /// @param user the user
    /// @param dataUrl such as `/services/data/v60.0`
    /// @param pageSize rows per page
    /// @param withDeleted whether the recycle bin is seen
    /// @param paging how pages are cut
    public record Ask(
            Org org,
            OrgUser user,
            String dataUrl,
            int pageSize,
            boolean withDeleted,
            Paging paging) {}

    /// The first page of a query's answer, as JSON.
    public byte[] first(Ask ask, String soql) {
        Query query = Parser.parse(soql);
        if (query.offset() > MOST_OFFSET) {
            throw ApiError.badRequest(
                    "NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset allowed is 2000");
        }
        return ask.org.reading(() -> answer(ask, query, soql));
    }

    private byte[] answer(Ask ask, Query query, String soql) {
        var asker = new Scope.Asker(ask.org, ask.user, ask.withDeleted);
        Scope scope = Scope.of(asker, query, soql);
        if (query.items().size() == 1
                && query.items().getFirst() instanceof Item.Call call
                && call.argument() == null) {
            return total(scope, query);
        }
        if (!Shape.isPlain(query)) return new Aggregation(scope, query).answer();
        Shape shape = Shapes.of(scope, query);
        int[] rows = new Selector(scope).select(query);
        return page(ask, new Cursor(asker, shape, rows), "", 0);
    }

    /// The rows of a query as lines of CSV, as a bulk job gives them: what it finds now, whatever
    /// changes later.
    ///
    /// @throws ApiError for queries that no bulk job takes
    public int export(Ask ask, String soql, CsvRows to) {
        Query query = Parser.parse(soql);
        if (query.offset() > 0 || !Shape.isPlain(query)) {
            throw ApiError.badRequest(
                    "API_ERROR", "Aggregate queries and OFFSET are not supported by the Bulk API.");
        }
        return ask.org.reading(() -> {
            var asker = new Scope.Asker(ask.org, ask.user, ask.withDeleted);
            Shape shape = Shapes.of(Scope.of(asker, query, soql), query);
            List<String> names = shape.columnNames();
            int[] rows = new Selector(Scope.of(asker, query, soql)).select(query);
            to.header(names);
            var values = new ArrayList<@Nullable Object>();
            for (int row : rows) {
                values.clear();
                shape.columns(row, values);
                to.row(values);
            }
            return rows.length;
        });
    }

    /// Takes the lines of a CSV.
    public interface CsvRows {
        /// The first line.
        void header(List<String> names);

        /// One record; a value is a text, a number, a flag, a day or a moment, or null.
        void row(List<@Nullable Object> values);
    }

    private static byte[] total(Scope scope, Query query) {
        int count = new Selector(scope).count(query.where());
        int limited = query.limit() == null ? count : Math.min(count, query.limit());
        var answer = Json.object().put("totalSize", limited).put("done", true);
        answer.putArray("records");
        return Json.bytes(answer);
    }

    /// The page a locator such as `01g…-2000` stands for.
    public byte[] next(Ask ask, String locator) {
        int dash = locator.lastIndexOf('-');
        String digits = dash < 0 ? "" : locator.substring(dash + 1);
        if (!digits.matches("\\d{1,9}"))
            throw ApiError.badRequest("INVALID_QUERY_LOCATOR", "invalid query locator");
        String id = locator.substring(0, dash);
        Cursor cursor = locators.find(id, ask.user.id());
        return ask.org.reading(() -> page(ask, cursor, id, Integer.parseInt(digits)));
    }

    private byte[] page(Ask ask, Cursor cursor, String id, int from) {
        int[] rows = cursor.rows();
        int most = Math.clamp(rows.length - from, 0, ask.pageSize);
        int to = Math.min(rows.length, from + ask.paging.size(most));
        boolean done = to >= rows.length;
        String locator = done || !id.isEmpty() ? id : locators.open(cursor);
        if (done && !id.isEmpty()) locators.close(id);
        int[] page =
                ask.paging.spans(Math.min(from, to), to).stream()
                        .flatMapToInt(span -> Arrays.stream(rows, span.from(), span.to()))
                        .toArray();
        return Json.written(json -> {
            json.writeStartObject();
            json.writeNumberProperty("totalSize", rows.length);
            json.writeBooleanProperty("done", done);
            if (!done)
                json.writeStringProperty(
                        "nextRecordsUrl", ask.dataUrl + "/query/" + locator + "-" + to);
            json.writeName("records");
            write(json, ask, cursor, page);
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, Ask ask, Cursor cursor, int[] page) {
        json.writeStartArray();
        for (int row : page) {
            boolean gone = !cursor.asker().withDeleted() && cursor.shape().table().isDeleted(row);
            if (!gone) cursor.shape().write(json, row, ask.dataUrl);
        }
        json.writeEndArray();
    }
}
