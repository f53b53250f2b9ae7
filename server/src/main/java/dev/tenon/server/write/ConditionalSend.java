package dev.tenon.server.write;

import dev.tenon.server.write.PresentRecords.Present;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Reader;
import dev.tenon.spi.Writer;
import dev.tenon.spi.Writer.Batch;
import dev.tenon.spi.Writer.Condition;
import dev.tenon.spi.Writer.Item;
import dev.tenon.spi.Writer.Result;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Sends a call in which there may be conditions that the provider does not check. Their records
/// are read just before, all by one call, and sent when the condition holds then. What changes
/// between the two calls is not noticed. For use by one thread.
final class ConditionalSend {
    private final Writer writer;
    private final Reader reader;

    ConditionalSend(Writer writer, Reader reader) {
        this.writer = writer;
        this.reader = reader;
    }

    /// As [Writer#send]. When the records cannot be read, nothing is sent.
    List<Result> send(Batch batch) {
        Set<Condition.Kind> honoured = honoured(batch);
        List<Item> compared =
                batch.items().stream().filter(item -> isCompared(item, honoured)).toList();
        if (compared.isEmpty()) return writer.send(batch);
        Writer.Comparison comparison = writer.comparison(batch.object());
        Map<String, Present> present = read(batch, comparison, compared);
        var answers = new ArrayList<@Nullable Result>();
        var sent = new ArrayList<Item>();
        for (Item item : batch.items()) {
            Result answer =
                    isCompared(item, honoured)
                            ? obstacle(item, present.get(id(item)), comparison)
                            : null;
            answers.add(answer);
            if (answer != null) continue;
            sent.add(isCompared(item, honoured) ? new Item(item.recordId(), item.fields()) : item);
        }
        return merged(answers, sent.isEmpty() ? List.of() : writer.send(with(batch, sent)));
    }

    private Set<Condition.Kind> honoured(Batch batch) {
        return writer.offers(batch.object(), batch.operation()).stream()
                .filter(offer -> offer.path().equals(batch.path()))
                .findFirst()
                .map(Writer.Offer::conditions)
                .orElse(Set.of());
    }

    private static boolean isCompared(Item item, Set<Condition.Kind> honoured) {
        Condition condition = item.condition();
        return condition != null && !honoured.contains(condition.kind());
    }

    /// Whatever goes wrong with reading, nothing was written.
    private Map<String, Present> read(
            Batch batch, Writer.Comparison comparison, List<Item> compared) {
        Set<String> fields =
                comparison.versionField().isEmpty() ? Set.of() : Set.of(comparison.versionField());
        List<String> ids = compared.stream().map(ConditionalSend::id).distinct().toList();
        try {
            return new PresentRecords(reader, batch.object()).read(fields, ids);
        } catch (ProviderException.Unreachable | ProviderException.Garbled failure) {
            var said =
                    new ProviderException.Said(
                            failure.code(), failure.getMessage(), failure.requestId());
            throw new ProviderException.Unreachable(said, false, new IOException(failure));
        }
    }

    /// What keeps a record from being sent; null for nothing.
    private static @Nullable Result obstacle(
            Item item, @Nullable Present present, Writer.Comparison comparison) {
        if (present == null) return new Result.Changed();
        return switch (item.condition()) {
            case Condition.IfMatch(String version) ->
                    version.equals(version(present, comparison)) ? null : new Result.Changed();
            case Condition.IfUnmodifiedSince(Instant since) -> {
                Instant modified = present.modifiedAt();
                if (modified == null) yield silent();
                yield isAfter(modified, since) ? new Result.Changed() : null;
            }
            case null -> null;
        };
    }

    /// The version of a record; empty when it has none.
    static String version(Present present, Writer.Comparison comparison) {
        if (comparison.versionField().isEmpty()) return "";
        JsonNode version = present.tree().path(comparison.versionField());
        return version.isContainer() ? "" : version.asString("");
    }

    /// Who says a moment in whole seconds, as HTTP does, knows no better.
    private static boolean isAfter(Instant modified, Instant since) {
        boolean isWhole = since.equals(since.truncatedTo(ChronoUnit.SECONDS));
        return (isWhole ? modified.truncatedTo(ChronoUnit.SECONDS) : modified).isAfter(since);
    }

    private static Result silent() {
        var problem =
                new Writer.Problem(
                        "NO_TIME_OF_CHANGE",
                        "It is not told when the record last changed, so that the condition cannot be"
                                + " kept; nothing was written",
                        List.of());
        return new Result.Failed(List.of(problem), false);
    }

    private static List<Result> merged(List<@Nullable Result> answers, List<Result> sent) {
        long open = answers.stream().filter(answer -> answer == null).count();
        if (open != sent.size()) {
            throw new ProviderException.Garbled(
                    new ProviderException.Said(
                            "GARBLED", sent.size() + " results for " + open + " records", ""));
        }
        var next = sent.iterator();
        var merged = new ArrayList<Result>();
        for (Result answer : answers) merged.add(answer == null ? next.next() : answer);
        return merged;
    }

    private static Batch with(Batch batch, List<Item> items) {
        return new Batch(
                batch.path(),
                batch.object(),
                batch.operation(),
                batch.keyField(),
                batch.allOrNone(),
                batch.headers(),
                items);
    }

    private static String id(Item item) {
        return String.valueOf(item.recordId());
    }
}
