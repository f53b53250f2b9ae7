package dev.tenon.server.api;

import dev.tenon.server.db.Tx;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.recent.Recent;
import dev.tenon.server.records.StoredRecord;
import dev.tenon.server.tenant.GroupId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Who changed a record: `self` for the product alone, `read` for anybody else. A record carries
/// the number of the operation that brought it; what that was never changes, and is remembered.
/// Safe for use by many threads.
final class Origins {
    private final Operations operations;
    private final Recent<Key, Boolean> known = new Recent<>(10_000);

    Origins(Operations operations) {
        this.operations = operations;
    }

    /// The origin of each of a page's records, by its id; one statement at most.
    ///
    /// @param place where in the feed the reader stands: what others changed since is news to them,
    ///   though the product changed the record last
    Map<String, String> of(Tx tx, GroupId group, List<StoredRecord> records, long place) {
        Set<Long> writes = writesAmong(tx, group, records);
        var origins = new HashMap<String, String>();
        for (StoredRecord record : records) {
            boolean isOurs = writes.contains(record.origin()) && !record.isNewsSince(place);
            origins.put(record.id(), isOurs ? "self" : "read");
        }
        return origins;
    }

    private Set<Long> writesAmong(Tx tx, GroupId group, List<StoredRecord> records) {
        var writes = new HashSet<Long>();
        var unknown = new TreeSet<Long>();
        for (StoredRecord record : records) {
            Boolean isWrite = known.get(new Key(group, record.origin()));
            if (isWrite == null) unknown.add(record.origin());
            else if (isWrite) writes.add(record.origin());
        }
        if (unknown.isEmpty()) return writes;
        Set<Long> found = operations.writesAmong(tx, group, unknown);
        unknown.forEach(number -> known.put(new Key(group, number), found.contains(number)));
        writes.addAll(found);
        return writes;
    }

    private record Key(GroupId group, long number) {}
}
