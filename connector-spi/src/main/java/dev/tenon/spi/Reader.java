package dev.tenon.spi;

import java.util.List;
import java.util.Set;

/// Reads records of one connection. Never retries, never sleeps, never stores: the engine does.
public interface Reader {
    /// One page, starting at the request's position.
    Page read(ReadRequest request);

    /// The records with these ids, in one page without a cursor; ids that are gone come back as
    /// deleted. At most 2,000 ids.
    Page readIds(String object, Set<String> fields, List<String> ids);

    /// The ids of all records, page by page, as cheaply as the provider can: what a page's records
    /// hold beside them does not count. The last page is `complete` when all pages together were
    /// every record that this user sees and the filters let through.
    ///
    /// @param position the beginning, or the page after one
    default Page identify(String object, List<FieldFilter> filters, Position position, int size) {
        return read(new ReadRequest(object, Set.of(), position, filters, size));
    }

    /// What reading from `position` to the end would bring and cost.
    Estimate estimate(String object, List<FieldFilter> filters, Position position);

    /// One page to read.
    ///
    /// @param object the provider's name
    /// @param fields the provider's names of the wanted fields
    /// @param position where to start
    /// @param filters all must hold
    /// @param size wanted records; the provider may give fewer or more
    record ReadRequest(
            String object,
            Set<String> fields,
            Position position,
            List<FieldFilter> filters,
            int size) {

        /// Copies its collections.
        public ReadRequest {
            fields = Set.copyOf(fields);
            filters = List.copyOf(filters);
        }
    }

    /// A field that must equal a value: a [String], [Boolean] or [java.math.BigDecimal].
    record FieldFilter(String field, Object value) {}

    /// @param records how many; -1 when the provider cannot say
    /// @param calls how many calls reading them page by page costs; -1 when not known
    record Estimate(long records, long calls) {
        /// The provider cannot say.
        public static final Estimate UNKNOWN = new Estimate(-1, -1);
    }
}
