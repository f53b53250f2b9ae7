package dev.tenon.server.write;

import dev.tenon.server.json.Json;
import dev.tenon.server.write.WriteOutcomes.Settled;
import dev.tenon.spi.Page;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Reader;
import dev.tenon.spi.Records;
import dev.tenon.spi.Writer;
import dev.tenon.spi.Writer.Operation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Looks at the provider just before a call, where an installation's settings of fields make what
/// is sent hang on what is there: one look-up by key for upserts, one read by id for fields that
/// are written into empty ones only. Other calls cost nothing more. Who changes a record between
/// the look and the call is not noticed. For use by one thread.
final class LastLook {
    private static final int AT_ONCE = 2_000;

    private final String object;
    private final Writer writer;
    private final Reader reader;

    /// @param object the provider's name
    LastLook(String object, Writer writer, Reader reader) {
        this.object = object;
        this.writer = writer;
        this.reader = reader;
    }

    /// What is left to be sent of a call.
    ///
    /// @throws ProviderException when the provider does not tell; nothing was sent then, whatever
    ///   the exception says
    Decision decide(WriteCall call) {
        List<QueuedWrite> open = call.writes().stream().filter(LastLook::isOpen).toList();
        if (open.isEmpty()) return new Decision(call, List.of(), Map.of());
        Map<Long, String> ids = ids(open);
        Shown shown = shown(open, ids);
        var rest = new ArrayList<QueuedWrite>();
        var done = new ArrayList<Settled>();
        var warnings = new HashMap<Long, WriteProblem>();
        for (QueuedWrite write : call.writes()) {
            if (!isOpen(write)) {
                rest.add(write);
                continue;
            }
            String id = ids.get(write.id());
            Choice choice = id == null ? ofNew(write) : ofOld(write, id, shown);
            QueuedWrite left = write.without(choice.leftOut());
            if (choice.warning() != null) warnings.put(write.id(), choice.warning());
            if (id == null || hasContent(left)) rest.add(left);
            else done.add(unchanged(write, id, choice.warning()));
        }
        WriteCall last =
                rest.isEmpty() ? null : new WriteCall(call.offer(), call.allOrNone(), rest);
        return new Decision(last, done, warnings);
    }

    private static boolean isOpen(QueuedWrite write) {
        return write.content().extras().isConditional();
    }

    /// The provider's ids of the records that are there, by write.
    private Map<Long, String> ids(List<QueuedWrite> open) {
        var ids = new HashMap<Long, String>();
        var byKey = new ArrayList<QueuedWrite>();
        for (QueuedWrite write : open) {
            boolean isUpsert = write.content().kind() == Operation.UPSERT;
            if (isUpsert) byKey.add(write);
            else ids.put(write.id(), write.recordId());
        }
        inParts(
                byKey,
                part -> {
                    String field = String.valueOf(part.getFirst().content().keyField());
                    List<String> keys =
                            part.stream().map(each -> String.valueOf(each.keyValue())).toList();
                    Map<String, String> found = writer.find(object, field, keys);
                    for (QueuedWrite write : part) {
                        String id = found.get(String.valueOf(write.keyValue()));
                        if (id != null) ids.put(write.id(), id);
                    }
                });
        return ids;
    }

    /// What the provider has in the fields that must be empty.
    private Shown shown(List<QueuedWrite> open, Map<Long, String> ids) {
        var fields = new TreeSet<String>();
        var wanted = new LinkedHashSet<String>();
        for (QueuedWrite write : open) {
            String id = ids.get(write.id());
            Set<String> ifEmpty = write.content().extras().ifEmpty();
            if (id == null || ifEmpty.isEmpty()) continue;
            fields.addAll(ifEmpty);
            wanted.add(id);
        }
        var shown = new Shown(new TreeMap<>(), new HashSet<>(), wanted);
        inParts(
                List.copyOf(wanted),
                part -> {
                    Page page = reader.readIds(object, fields, part);
                    page.records().forEach((id, _, json) -> shown.records().put(id, tree(json)));
                    shown.gone().addAll(page.deletedIds());
                });
        return shown;
    }

    private static ObjectNode tree(Records.Slice json) {
        return Json.parseObject(
                new String(json.buffer(), json.offset(), json.length(), StandardCharsets.UTF_8));
    }

    private static <T> void inParts(List<T> all, Consumer<List<T>> look) {
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            look.accept(all.subList(from, Math.min(from + AT_ONCE, all.size())));
        }
    }

    private static Choice ofNew(QueuedWrite write) {
        Set<String> leftOut = write.content().extras().notOnCreate();
        return choice(write, leftOut, Map.of("the record is new", leftOut));
    }

    /// A record that is neither shown nor said to be gone may have anything in its fields.
    private static Choice ofOld(QueuedWrite write, String id, Shown shown) {
        Extras extras = write.content().extras();
        ObjectNode record = shown.record(id);
        boolean isHidden = record == null && !shown.gone().contains(id);
        var leftOut = new LinkedHashSet<>(extras.notOnUpdate());
        var told = new LinkedHashSet<String>();
        for (String field : extras.ifEmpty()) {
            JsonNode theirs = record == null ? null : value(record, field);
            if (isEmpty(theirs) && !isHidden) continue;
            if (leftOut.add(field) && !isSame(write, field, theirs)) told.add(field);
        }
        var reasons = new LinkedHashMap<String, Set<String>>();
        reasons.put("the record is there already", extras.notOnUpdate());
        reasons.put(
                isHidden
                        ? "the provider does not show the record"
                        : "the provider has a value there",
                told);
        return choice(write, leftOut, reasons);
    }

    private static Choice choice(
            QueuedWrite write, Set<String> leftOut, Map<String, Set<String>> reasons) {
        var told = new ArrayList<String>();
        reasons.forEach((reason, fields) -> {
            if (!fields.isEmpty()) told.add(String.join(", ", fields) + " (" + reason + ")");
        });
        if (told.isEmpty()) return new Choice(leftOut, null);
        return new Choice(
                leftOut,
                WriteProblem.of(
                        "write.field-left-out",
                        "Left out by the installation's settings: " + String.join("; ", told) + ".",
                        "record " + write.position(),
                        "Change the fields' settings in the installation if they should be"
                                + " written."));
    }

    private static @Nullable JsonNode value(ObjectNode record, String field) {
        JsonNode exact = record.get(field);
        if (exact != null) return exact;
        for (Map.Entry<String, JsonNode> each : record.properties()) {
            if (each.getKey().equalsIgnoreCase(field)) return each.getValue();
        }
        return null;
    }

    private static boolean isEmpty(@Nullable JsonNode value) {
        if (value == null || value.isNull()) return true;
        return value.isString()
                ? value.asString().isEmpty()
                : value.isContainer() && value.isEmpty();
    }

    /// What is there already as it was wanted is not told of.
    private static boolean isSame(QueuedWrite write, String field, @Nullable JsonNode theirs) {
        JsonNode ours = write.content().fields().get(field);
        if (ours == null || theirs == null) return false;
        if (ours.isNumber() && theirs.isNumber()) {
            return ours.decimalValue().compareTo(theirs.decimalValue()) == 0;
        }
        return ours.equals(theirs);
    }

    /// Whether anything would be changed by sending what is left.
    private static boolean hasContent(QueuedWrite write) {
        QueuedWrite.Content content = write.content();
        boolean hasFields =
                content.fields().propertyNames().stream()
                        .anyMatch(name -> !name.equals(content.keyField()));
        return hasFields
                || !content.extras().references().isEmpty()
                || !content.extras().associations().isEmpty();
    }

    private static Settled unchanged(QueuedWrite write, String id, @Nullable WriteProblem warning) {
        return new Settled(
                write, write.progress().attempts() + 1, new Verdict.Written(id, false, warning));
    }

    /// A refusal to tell, as one of a call that never went out.
    static ProviderException unsent(ProviderException refusal) {
        boolean isDoubtful =
                refusal instanceof ProviderException.Garbled
                        || refusal instanceof ProviderException.Unreachable;
        if (!isDoubtful) return refusal;
        var said =
                new ProviderException.Said(
                        refusal.code(), refusal.getMessage(), refusal.requestId());
        return new ProviderException.Unreachable(said, false, refusal);
    }

    /// What was decided of a call.
    ///
    /// @param call what is to be sent; null for nothing
    /// @param done writes that need no call
    /// @param warnings what is left out, by write
    record Decision(
            @Nullable WriteCall call, List<Settled> done, Map<Long, WriteProblem> warnings) {
        Decision {
            done = List.copyOf(done);
            warnings = Map.copyOf(warnings);
        }

        /// What became of a write, and beside it what of it was left out.
        Verdict beside(QueuedWrite write, Verdict verdict) {
            boolean isSilent =
                    verdict instanceof Verdict.Written written && written.warning() == null;
            return isSilent && verdict instanceof Verdict.Written(var id, var created, _)
                    ? new Verdict.Written(id, created, warnings.get(write.id()))
                    : verdict;
        }
    }

    /// What a read by ids brought.
    ///
    /// @param records by the provider's ids
    /// @param gone ids without a record
    private record Shown(
            NavigableMap<String, ObjectNode> records, Set<String> gone, Set<String> asked) {
        /// Some ids have a short spelling, with which the long one that comes back begins.
        @Nullable ObjectNode record(String id) {
            ObjectNode exact = records.get(id);
            if (exact != null || gone.contains(id)) return exact;
            List<String> longer =
                    records.tailMap(id).keySet().stream()
                            .takeWhile(each -> each.startsWith(id))
                            .filter(each -> !asked.contains(each))
                            .toList();
            return longer.size() == 1 ? records.get(longer.getFirst()) : null;
        }
    }

    /// @param leftOut fields that are not sent
    /// @param warning which of them are told of, and why; null for none
    private record Choice(Set<String> leftOut, @Nullable WriteProblem warning) {}
}
