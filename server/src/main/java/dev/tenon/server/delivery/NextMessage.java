package dev.tenon.server.delivery;

import dev.tenon.server.db.TimeId;
import dev.tenon.server.db.Tx;
import dev.tenon.server.operation.Operation;
import dev.tenon.server.operation.Operations;
import dev.tenon.server.records.ChangeFeed;
import dev.tenon.server.records.Rendering;
import dev.tenon.server.records.Rendering.Output;
import dev.tenon.server.records.StoredRecord;
import dev.tenon.server.tenant.Consumer;
import dev.tenon.server.tenant.Group;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Builds the next message of a feed: as many changes of one operation as fit into 300 KB, in the
/// compatible form of a read webhook; a single record that is larger stands aside, for a link to
/// it. Changes that this product made itself by writing are passed over, so that nobody hears an
/// echo; but not where they lie over a change of somebody else that was not told yet. Safe for use
/// by many threads.
final class NextMessage {
    private static final int LARGEST = 300 * 1024;

    /// More than what stands around the rows takes.
    private static final int RESULT_INFO = 128;

    private static final int ROWS = 500;

    private final ChangeFeed changes;
    private final Operations operations;

    NextMessage(ChangeFeed changes, Operations operations) {
        this.changes = changes;
        this.operations = operations;
    }

    /// The next message; none when nothing waits. A message without records only moves the feed on.
    Optional<Built> after(Tx tx, Feed feed, Sender sender) {
        List<StoredRecord> rows = changes.after(tx, feed.dataset(), feed.deliveredSeq(), ROWS);
        if (rows.isEmpty()) return Optional.empty();
        long origin = rows.getFirst().origin();
        Operation operation =
                operations.findByNumber(tx, feed.dataset().group(), origin).orElse(null);
        boolean isOwn = operation != null && operation.subject().action() == Operation.Action.WRITE;
        boolean isNews = rows.getFirst().isNewsSince(feed.deliveredSeq());
        List<StoredRecord> same =
                rows.stream()
                        .takeWhile(row -> row.origin() == origin)
                        .takeWhile(row -> row.isNewsSince(feed.deliveredSeq()) == isNews)
                        .toList();
        if (!isOwn) return Optional.of(message(same, operation, sender));
        if (isNews) return Optional.of(message(same, null, sender));
        return Optional.of(new Built(same.getLast().seq(), 0, new byte[0], null, null));
    }

    private static Built message(
            List<StoredRecord> rows, @Nullable Operation operation, Sender sender) {
        var body = new Output();
        envelope(body, sender, operation);
        int room = LARGEST - body.size() - RESULT_INFO;
        var rendering = new Rendering(sender.shape(), null);
        var result = new Output();
        int records = 0;
        long toSeq = 0;
        for (StoredRecord row : rows) {
            var one = new Output();
            row(one, row, rendering);
            if (records > 0 && result.size() + one.size() >= room) break;
            if (records > 0) result.raw(",");
            result.append(one);
            records++;
            toSeq = row.seq();
        }
        var rowsOfResult = new Output().raw("[").append(result).raw("]");
        boolean isLarge = result.size() > room;
        body.raw(",\"resultInfo\":{\"type\":").quoted(isLarge ? "url" : "inline");
        body.raw(",\"numRecords\":").raw(Integer.toString(records)).raw("},\"result\":");
        if (isLarge) body.raw("[]}");
        else body.append(rowsOfResult).raw("}");
        return new Built(
                toSeq,
                records,
                body.toByteArray(),
                isLarge ? rowsOfResult.toByteArray() : null,
                operation == null ? null : operation.id());
    }

    private static void row(Output out, StoredRecord row, Rendering rendering) {
        out.raw("{\"id\":").quoted(row.id()).raw(",\"seq\":").raw(Long.toString(row.seq()));
        out.raw(",\"changeType\":").quoted(row.change().name().toLowerCase(Locale.ROOT)).raw(",");
        rendering.write(row, out);
        String raw = row.raw();
        out.raw(",\"raw\":").json(raw == null ? "{}" : raw).raw("}");
    }

    private static void envelope(Output out, Sender sender, @Nullable Operation operation) {
        out.raw("{\"action\":\"read\",\"projectId\":").quoted(sender.projectId());
        out.raw(",\"provider\":").quoted(sender.provider());
        if (!sender.workspace().isEmpty()) out.raw(",\"workspace\":").quoted(sender.workspace());
        out.raw(",\"groupRef\":").quoted(sender.group().ref());
        out.raw(",\"groupName\":").quoted(sender.group().name());
        Consumer consumer = sender.consumer();
        if (consumer != null) {
            out.raw(",\"consumerRef\":").quoted(consumer.ref());
            out.raw(",\"consumerName\":").quoted(consumer.name());
        }
        out.raw(",\"installationId\":").quoted(sender.installation().id());
        out.raw(",\"installationUpdateTime\":").quoted(sender.installation().updatedAt());
        out.raw(",\"objectName\":").quoted(sender.object().mapped());
        out.raw(",\"rawObjectName\":").quoted(sender.object().raw());
        if (operation != null) {
            out.raw(",\"operationId\":").quoted(operation.id().toString());
            out.raw(",\"operationTime\":").quoted(TimeId.instantOf(operation.id()).toString());
            out.raw(",\"readType\":").quoted(readType(operation));
        }
    }

    /// The compatible format knows three types of read; what a sweep finds comes on schedule.
    private static String readType(Operation operation) {
        String type = operation.subject().readType();
        return type.equals("sweep") ? "scheduled" : type;
    }

    /// A message to be sent.
    ///
    /// @param toSeq the last sequence number in it
    /// @param records how many; 0 when it is not sent at all
    /// @param largeResult the one row that is too large for the body, as an array; else null
    record Built(
            long toSeq,
            int records,
            byte[] body,
            byte @Nullable [] largeResult,
            @Nullable UUID operation) {}

    /// What every message of an installation's object says of where it comes from.
    record Sender(
            String projectId,
            String provider,
            String workspace,
            Group group,
            @Nullable Consumer consumer,
            InstallationRef installation,
            ObjectName object,
            dev.tenon.server.records.ObjectShape shape) {}

    /// The installation, as messages name it.
    record InstallationRef(String id, String updatedAt) {}

    /// The product's and the provider's name of an object.
    record ObjectName(String mapped, String raw) {}
}
