package dev.tenon.server.api;

import dev.tenon.server.db.Tx;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.records.StoredRecord;
import dev.tenon.server.tenant.GroupId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Who wrote a record last: `self` for the product, `read` for anybody else. A record carries the
/// number of the operation that brought it; what that was never changes, and is remembered. Safe
/// for use by many threads.
final class Origins {
    private final Operations operations;
    private final Recent<Key, Boolean> known = new Recent<>(10_000);

    Origins(Operations operations) {
        this.operations = operations;
    }

    /// The origin of each operation that a page's records carry; one statement at most.
    Map<Long, String> of(Tx tx, GroupId group, List<StoredRecord> records) {
        var origins = new LinkedHashMap<Long, String>();
        var unknown = new TreeSet<Long>();
        for (StoredRecord record : records) {
            if (origins.containsKey(record.origin())) continue;
            Boolean isWrite = known.get(new Key(group, record.origin()));
            if (isWrite == null) unknown.add(record.origin());
            else origins.put(record.origin(), word(isWrite));
        }
        if (unknown.isEmpty()) return origins;
        Set<Long> writes = operations.writesAmong(tx, group, unknown);
        for (long number : unknown) {
            known.put(new Key(group, number), writes.contains(number));
            origins.put(number, word(writes.contains(number)));
        }
        return origins;
    }

    private static String word(boolean isWrite) {
        return isWrite ? "self" : "read";
    }

    private record Key(GroupId group, long number) {}
}
