package dev.tenon.connectors.salesforce;

import dev.tenon.connectors.salesforce.SalesforceCalls.Reply;
import dev.tenon.spi.Access;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Writer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Writes collections of 200, single updates 25 at a time, and single records, each for one call of
/// the quota (REST API Developer Guide, "sObject Collections" and "Composite"). Safe for use by
/// many threads.
final class SalesforceWriter implements Writer {
    static final String COLLECTION = "collection";
    static final String COMPOSITE = "composite";
    static final String SINGLE = "single";

    private static final int MOST = 200;
    private static final int MOST_BYTES = 5_000_000;

    private final SalesforceCalls calls;
    private final WriteAnswers answers;
    private final CompositeWrites composites;

    SalesforceWriter(SalesforceCalls calls) {
        this.calls = calls;
        this.answers = new WriteAnswers(calls.errors());
        this.composites = new CompositeWrites(calls, answers);
    }

    @Override
    public List<Offer> offers(String object, Operation operation) {
        Repeat repeat = repeat(operation);
        Set<Condition.Kind> conditions = WriteConditions.honoured(object, operation);
        var offers = new ArrayList<Offer>();
        offers.add(new Offer(COLLECTION, MOST, MOST_BYTES, true, repeat));
        if (!conditions.isEmpty()) {
            offers.add(
                    new Offer(COMPOSITE, CompositeWrites.MOST, MOST_BYTES, false, repeat)
                            .withConditions(conditions));
        }
        offers.add(new Offer(SINGLE, 1, MOST_BYTES, true, repeat).withConditions(conditions));
        return List.copyOf(offers);
    }

    @Override
    public Comparison comparison(String object) {
        return WriteConditions.COMPARISON;
    }

    /// What happens when the same is done twice.
    static Repeat repeat(Operation operation) {
        return switch (operation) {
            case CREATE -> Repeat.UNSAFE;
            case UPSERT -> Repeat.SAFE_BY_EXTERNAL_ID;
            case UPDATE, DELETE -> Repeat.SAFE_BY_NATURE;
        };
    }

    @Override
    public List<Result> send(Batch batch) {
        Soql.object(batch.object());
        if (batch.items().isEmpty()) return List.of();
        return switch (batch.path()) {
            case COLLECTION -> sendCollection(batch);
            case COMPOSITE -> sendComposite(batch);
            case SINGLE -> List.of(sendSingle(batch, only(batch.items())));
            default -> throw new IllegalArgumentException("no way to write: " + batch.path());
        };
    }

    @Override
    public Map<String, String> find(String object, String keyField, List<String> keyValues) {
        return new KeyLookup(calls).find(Soql.object(object), Soql.field(keyField), keyValues);
    }

    private List<Result> sendCollection(Batch batch) {
        WriteConditions.requireNone(batch);
        return sendSeveral(batch, MOST, items -> collection(batch, items));
    }

    private List<Result> sendComposite(Batch batch) {
        if (batch.operation() != Operation.UPDATE || batch.allOrNone()) {
            throw new IllegalArgumentException("a composite call updates, each record by itself");
        }
        return sendSeveral(batch, CompositeWrites.MOST, items -> composites.send(batch, items));
    }

    /// Records that cannot be named in a request are answered here and left out of it, unless all
    /// or none is to be written: then nothing is.
    private List<Result> sendSeveral(
            Batch batch, int most, Function<List<Item>, List<Result>> call) {
        if (batch.items().size() > most) throw new IllegalArgumentException("more than " + most);
        var refused = new LinkedHashMap<Integer, Result.Failed>();
        var sent = new ArrayList<Item>();
        for (int at = 0; at < batch.items().size(); at++) {
            Item item = batch.items().get(at);
            Optional<Result.Failed> fault = WriteBodies.fault(batch, item);
            if (fault.isPresent()) refused.put(at, fault.get());
            else sent.add(item);
        }
        boolean isNothingToSend = sent.isEmpty() || (batch.allOrNone() && !refused.isEmpty());
        List<Result> answered =
                isNothingToSend ? answers.rolledBack(sent.size()) : call.apply(sent);
        var results = new ArrayList<Result>();
        var next = answered.iterator();
        for (int at = 0; at < batch.items().size(); at++) {
            Result.Failed fault = refused.get(at);
            results.add(fault != null ? fault : next.next());
        }
        return results;
    }

    private List<Result> collection(Batch batch, List<Item> items) {
        Reply reply =
                calls.send(with(WriteBodies.collection(calls, batch, items), batch.headers()));
        Optional<List<Result>> results =
                answers.toCollection(reply, batch.operation(), items.size());
        return results.orElseThrow(() -> calls.refusal(reply, true));
    }

    private Result sendSingle(Batch batch, Item item) {
        Optional<Result.Failed> fault = WriteBodies.fault(batch, item);
        if (fault.isPresent()) return fault.get();
        Access.Request request = with(WriteBodies.single(calls, batch, item), batch.headers());
        Reply reply = calls.send(with(request, WriteConditions.headers(batch, item)));
        if (WriteConditions.isBroken(reply, item)) return new Result.Changed();
        return answers.toSingle(reply, batch.operation(), recordId(item))
                .orElseGet(() -> failed(reply));
    }

    /// What is wrong with the record is its result; anything else says nothing of the record.
    private Result failed(Reply reply) {
        ProviderException refusal = calls.errors().exception(reply, true);
        if (!calls.errors().isAboutTheRecord(refusal)) throw refusal;
        return answers.refused(reply, refusal, false);
    }

    private static Access.Request with(Access.Request request, Map<String, String> headers) {
        Access.Request whole = request;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            whole = whole.with(header.getKey(), header.getValue());
        }
        return whole;
    }

    private static Item only(List<Item> items) {
        if (items.size() != 1) throw new IllegalArgumentException("a single write has one record");
        return items.getFirst();
    }

    private static String recordId(Item item) {
        @Nullable String id = item.recordId();
        return id == null ? "" : id;
    }
}
