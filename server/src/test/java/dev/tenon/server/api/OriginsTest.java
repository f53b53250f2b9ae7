package dev.tenon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tenon.server.db.Db;
import dev.tenon.server.db.TimeId;
import dev.tenon.server.db.Tx;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.records.StoredRecord;
import dev.tenon.server.tenant.GroupId;
import dev.tenon.server.tenant.Groups;
import dev.tenon.server.tenant.Projects;
import dev.tenon.server.testing.TestClock;
import dev.tenon.server.testing.TestDatabase;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestDatabase.class)
class OriginsTest {
    private final TestClock clock = new TestClock();
    private final TimeId ids = new TimeId(clock, new SecureRandom());
    private final Operations operations = new Operations(ids, clock);
    private final Origins origins = new Origins(operations);

    /// The record `both` was changed by somebody else at 5, and by the product at 7.
    @Test
    void what_others_changed_since_a_readers_place_is_theirs_though_the_product_came_after(Db db) {
        GroupId group = db.asSystem(this::makeGroup);
        db.inTransaction(
                group.projectNumber(),
                tx -> {
                    long write = begin(tx, group, Operation.Action.WRITE, "");
                    long read = begin(tx, group, Operation.Action.READ, "scheduled");
                    List<StoredRecord> page =
                            List.of(
                                    record("ours", 6, write, 0),
                                    record("both", 7, write, 5),
                                    record("theirs", 8, read, 0));

                    assertThat(origins.of(tx, group, page, 4))
                            .isEqualTo(Map.of("ours", "self", "both", "read", "theirs", "read"));
                    assertThat(origins.of(tx, group, page, 5))
                            .isEqualTo(Map.of("ours", "self", "both", "self", "theirs", "read"));
                    return tx;
                });
    }

    private GroupId makeGroup(Tx tx) {
        String name = "p" + UUID.randomUUID();
        var project = new Projects(ids, clock).create(tx, name, name, "org").key();
        return new Groups(clock).ensure(tx, project, "acme", null).key();
    }

    private long begin(Tx tx, GroupId group, Operation.Action action, String readType) {
        var subject =
                new Operation.Subject(
                        UUID.randomUUID(), UUID.randomUUID(), action, "Contact", readType);
        return operations.begin(tx, group, subject).number();
    }

    private StoredRecord record(String id, long seq, long origin, long newsSeq) {
        return new StoredRecord(
                id,
                seq,
                StoredRecord.Change.UPDATED,
                "{}",
                null,
                new StoredRecord.Times(null, clock.instant(), null),
                origin,
                newsSeq);
    }
}
