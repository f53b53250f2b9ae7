package dev.tenon.server.write;

import dev.tenon.server.json.Json;
import dev.tenon.spi.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One call of the provider: writes of one kind that go by one way.
///
/// @param writes at least one, in the order they were accepted
record WriteCall(Writer.Offer offer, boolean allOrNone, List<QueuedWrite> writes) {
    private static final int ENVELOPE = 200;

    WriteCall {
        writes = List.copyOf(writes);
        if (writes.isEmpty()) throw new IllegalArgumentException("nothing to write");
    }

    /// Chooses the next call: the oldest write, and whatever may share a call with it. A request
    /// that wants all or none goes alone and whole, or waits until it can.
    ///
    /// @param ready oldest first
    /// @param open how many records of an operation are not done
    /// @return null when nothing can go
    static @Nullable WriteCall next(
            List<QueuedWrite> ready, Offers offers, ToIntFunction<UUID> open) {
        for (QueuedWrite first : ready) {
            List<QueuedWrite> company =
                    ready.stream()
                            .filter(each -> mayShare(first, each))
                            .filter(each ->
                                    offers.conditions().areAlike(first.content(), each.content()))
                            .toList();
            if (first.content().allOrNone()) {
                if (company.size() < open.applyAsInt(first.operation())) continue;
                boolean associates = company.stream().anyMatch(WriteCall::hasAssociations);
                Writer.Offer offer =
                        offers.of(first.content().kind(), company.size(), true, associates);
                return new WriteCall(offer, true, company);
            }
            List<QueuedWrite> few = company.stream().limit(first.progress().together()).toList();
            Writer.Offer offer = offers.of(first.content(), few.size());
            return new WriteCall(offer, false, fitting(few, offer));
        }
        return null;
    }

    /// Whether two writes may be in one call.
    static boolean mayShare(QueuedWrite first, QueuedWrite other) {
        QueuedWrite.Content one = first.content();
        QueuedWrite.Content two = other.content();
        boolean isSameOperation = first.operation().equals(other.operation());
        if (one.allOrNone() || two.allOrNone()) return isSameOperation;
        boolean isSameKey =
                one.kind() != Writer.Operation.UPSERT
                        || String.valueOf(one.keyField()).equals(two.keyField());
        boolean isSuspect = first.progress().together() != other.progress().together();
        return one.kind() == two.kind()
                && Objects.equals(one.actor(), two.actor())
                && isSameKey
                && hasAssociations(first) == hasAssociations(other)
                && !isSuspect
                && one.headers().equals(two.headers());
    }

    private static boolean hasAssociations(QueuedWrite write) {
        return !write.content().extras().associations().isEmpty();
    }

    private static List<QueuedWrite> fitting(List<QueuedWrite> writes, Writer.Offer offer) {
        var fitting = new ArrayList<QueuedWrite>();
        long bytes = 0;
        for (QueuedWrite write : writes) {
            bytes += bytes(write);
            boolean isFull = fitting.size() == offer.maxRecords() || bytes > offer.maxBytes();
            if (isFull && !fitting.isEmpty()) break;
            fitting.add(write);
        }
        return fitting;
    }

    /// About how long a record is in a call. JSON is counted in characters, which are up to three
    /// bytes each.
    static long bytes(QueuedWrite write) {
        return ENVELOPE + 3L * write.content().bytes();
    }

    /// The connection by which it is written; null for the installation's.
    @Nullable UUID actor() {
        return writes.getFirst().content().actor();
    }

    /// Whether somebody waits for the outcome of one of them.
    boolean isAwaited() {
        return writes.stream().anyMatch(write -> write.progress().isAwaited());
    }

    /// As the connector takes it.
    Writer.Batch batch(String object) {
        QueuedWrite.Content first = writes.getFirst().content();
        var items = new ArrayList<Writer.Item>();
        for (QueuedWrite write : writes) {
            QueuedWrite.Content content = write.content();
            items.add(
                    new Writer.Item(
                            content.recordId(),
                            values(write),
                            content.condition(),
                            content.extras().associations()));
        }
        return new Writer.Batch(
                offer.path(),
                object,
                first.kind(),
                first.kind() == Writer.Operation.UPSERT ? first.keyField() : null,
                allOrNone,
                first.headers(),
                items);
    }

    private static Map<String, @Nullable Object> values(QueuedWrite write) {
        var values = new LinkedHashMap<String, @Nullable Object>();
        write.content()
                .fields()
                .properties()
                .forEach(each -> values.put(each.getKey(), value(each.getValue())));
        values.putAll(write.content().extras().references());
        return values;
    }

    /// A value as connectors take it.
    static @Nullable Object value(JsonNode node) {
        if (node.isNull()) return null;
        if (node.isBoolean()) return node.booleanValue();
        if (node.isNumber()) return node.numberValue();
        if (node.isString()) return node.asString();
        return Json.mapper().convertValue(node, Object.class);
    }

    /// Whether a call that was cut off can be mended: by doing it again, or by looking the record
    /// up.
    boolean isMendable(QueuedWrite write) {
        return offer.repeat() != Writer.Repeat.UNSAFE
                || write.keyValue() != null
                || write.content().condition() != null;
    }

    /// Whether it was we who looked whether the write's condition holds, before the call.
    boolean isCompared(QueuedWrite write) {
        Writer.Condition condition = write.content().condition();
        return condition != null && !offer.conditions().contains(condition.kind());
    }
}
