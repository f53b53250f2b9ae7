package dev.tenon.server.write;

import dev.tenon.server.json.Json;
import dev.tenon.spi.Access;
import dev.tenon.spi.Connector;
import dev.tenon.spi.ConnectorInfo;
import dev.tenon.spi.Discovery;
import dev.tenon.spi.JobWriter;
import dev.tenon.spi.ObjectInfo;
import dev.tenon.spi.Page;
import dev.tenon.spi.Position;
import dev.tenon.spi.ProviderException;
import dev.tenon.spi.Reader;
import dev.tenon.spi.Records;
import dev.tenon.spi.SignIn;
import dev.tenon.spi.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A CRM in memory. Its next answers can be scripted; without a script it does what it is asked.
/// For use by one thread at a time.
final class FakeCrm implements Connector, Discovery, Reader, Writer {
    private static final ProviderException.Said DOWN =
            new ProviderException.Said("503", "Down", "");

    /// Every call to write, in order.
    final List<Batch> sent = new ArrayList<>();

    /// Every look-up by key, in order.
    final List<List<String>> lookedUp = new ArrayList<>();

    /// Its jobs, closed unless a test opens them.
    final FakeIngest ingest = new FakeIngest(this);

    /// How it keeps conditions.
    final CrmConditions conditions = new CrmConditions();

    /// The ids of every reading by id, in order.
    final List<List<String>> readById = new ArrayList<>();

    /// What was asked for by every description, in order.
    final List<Set<String>> described = new ArrayList<>();

    private final Map<String, Map<String, @Nullable Object>> records = new LinkedHashMap<>();
    private final Deque<Answer> script = new ArrayDeque<>();
    private final Deque<Throwable> readScript = new ArrayDeque<>();
    private final Deque<RuntimeException> findScript = new ArrayDeque<>();
    private String poisonField = "";
    private String poison = "";
    private Runnable whenRead = () -> {};
    private int lastId;
    private int mostTogether = 200;
    private boolean associates;
    private String undescribed = "";
    private String hidden = "";

    /// What comes instead of the usual answer to a call.
    interface Answer {
        List<Result> to(Batch batch);
    }

    FakeCrm next(Answer answer) {
        script.add(answer);
        return this;
    }

    /// The next call is answered with `failure`, and nothing is done.
    FakeCrm fail(RuntimeException failure) {
        return next(_ -> {
            throw failure;
        });
    }

    /// The next call is done, and its answer is lost.
    FakeCrm loseAnswer(Throwable how) {
        return next(batch -> {
            obey(batch);
            throw thrown(how);
        });
    }

    /// The server is killed in the next call, before anything is done.
    FakeCrm die() {
        return next(_ -> {
            throw new Killed();
        });
    }

    /// Every call that has a record with this value is refused as a whole.
    void refuseCallsWith(String field, String value) {
        poisonField = field;
        poison = value;
    }

    /// The next look-up by key fails.
    FakeCrm failFinding(RuntimeException failure) {
        findScript.add(failure);
        return this;
    }

    /// The next reading of records by id fails.
    FakeCrm failReading(RuntimeException failure) {
        readScript.add(failure);
        return this;
    }

    /// The server is killed while it reads records by id.
    void dieReading() {
        readScript.add(new Killed());
    }

    /// Something happens between the answer of each reading by id and its arrival.
    void whenRead(Runnable what) {
        whenRead = what;
    }

    FakeCrm takesAtOnce(int most) {
        mostTogether = most;
        return this;
    }

    /// This object is not described from now on, for the provider is away.
    void failDescribing(String object) {
        undescribed = object;
    }

    /// This record is neither shown nor said to be gone when it is read by id.
    void hide(String id) {
        hidden = id;
    }

    /// Single records take associations from now on; many at once do not.
    void takeAssociations() {
        associates = true;
    }

    /// Somebody else changes a record, or makes it.
    void put(String id, Map<String, Object> fields) {
        records.computeIfAbsent(id, _ -> new TreeMap<>()).putAll(fields);
        conditions.touch(id);
    }

    Map<String, Map<String, @Nullable Object>> records() {
        return records;
    }

    /// The fields that were sent, call by call.
    List<List<Map<String, @Nullable Object>>> fieldsSent() {
        return sent.stream()
                .map(batch -> batch.items().stream().map(Item::fields).toList())
                .toList();
    }

    @Override
    public ConnectorInfo info() {
        var signIn =
                SignIn.oauth2(
                        SignIn.Consent.oauth2("https://crm.example/authorize", List.of()),
                        SignIn.TokenEndpoint.oauth2(
                                "https://crm.example/token",
                                "",
                                SignIn.TokenReply.oauth2(
                                        Set.of(), SignIn.Identity.NONE, Duration.ofHours(1))),
                        List.of());
        return new ConnectorInfo(
                "fake",
                "Fake CRM",
                "https://crm.example",
                Map.of(),
                signIn,
                List.of(),
                List.of(),
                "/");
    }

    @Override
    public Discovery discovery(Access access) {
        return this;
    }

    @Override
    public Reader reader(Access access) {
        return this;
    }

    @Override
    public Optional<Writer> writer(Access access) {
        return Optional.of(this);
    }

    @Override
    public Optional<JobWriter> jobWriter(Access access) {
        return ingest.isOpen() ? Optional.of(ingest) : Optional.empty();
    }

    @Override
    public List<ObjectInfo> objects() {
        return CrmSchema.objects().stream().map(ObjectSchema::object).toList();
    }

    @Override
    public Map<String, ObjectSchema> describe(Set<String> objects) {
        described.add(objects);
        if (objects.contains(undescribed)) throw new ProviderException.Busy(DOWN, Duration.ZERO);
        var found = new HashMap<String, ObjectSchema>();
        for (ObjectSchema schema : CrmSchema.objects()) {
            if (objects.contains(schema.object().name())) found.put(schema.object().name(), schema);
        }
        return found;
    }

    @Override
    public List<Offer> offers(String object, Operation operation) {
        var one =
                new Offer("one", 1, 1_000_000, true, repeat(operation))
                        .withConditions(conditions.honoured());
        return conditions.offers(
                new Offer("many", mostTogether, 1_000_000, true, repeat(operation)),
                associates ? one.withAssociations() : one);
    }

    @Override
    public Comparison comparison(String object) {
        return conditions.comparison();
    }

    /// What happens when the same is done twice.
    Repeat repeat(Operation operation) {
        return switch (operation) {
            case CREATE -> Repeat.UNSAFE;
            case UPSERT -> Repeat.SAFE_BY_EXTERNAL_ID;
            case UPDATE, DELETE -> Repeat.SAFE_BY_NATURE;
        };
    }

    @Override
    public List<Result> send(Batch batch) {
        sent.add(batch);
        refusePoison(batch);
        Answer answer = script.poll();
        return answer == null ? obey(batch) : answer.to(batch);
    }

    private void refusePoison(Batch batch) {
        boolean isThere =
                batch.items().stream()
                        .anyMatch(item -> poison.equals(item.fields().get(poisonField)));
        if (!isThere) return;
        throw new ProviderException.Invalid(
                new ProviderException.Said("PARSER", "Cannot read the request", ""), List.of());
    }

    /// Does what a call asks for.
    List<Result> obey(Batch batch) {
        return batch.items().stream().map(item -> obey(batch, item)).toList();
    }

    Result obey(Batch batch, Item item) {
        conditions.check(batch, item);
        return switch (batch.operation()) {
            case CREATE -> create(item);
            case UPDATE -> update(item);
            case UPSERT -> upsert(item, String.valueOf(batch.keyField()));
            case DELETE -> delete(item);
        };
    }

    private Result create(Item item) {
        String id = "C" + ++lastId;
        records.put(id, new TreeMap<>(item.fields()));
        conditions.touch(id);
        return new Result.Succeeded(id, true);
    }

    private Result update(Item item) {
        String id = String.valueOf(item.recordId());
        Map<String, @Nullable Object> record = records.get(id);
        if (record == null) return refused("GONE", "There is no record " + id);
        if (!conditions.holds(item)) return new Result.Changed();
        record.putAll(item.fields());
        conditions.touch(id);
        return new Result.Succeeded(id, false);
    }

    private Result upsert(Item item, String keyField) {
        String id = idBy(keyField, String.valueOf(item.fields().get(keyField)));
        if (id == null) return create(item);
        java.util.Objects.requireNonNull(records.get(id)).putAll(item.fields());
        return new Result.Succeeded(id, false);
    }

    private Result delete(Item item) {
        String id = String.valueOf(item.recordId());
        if (records.containsKey(id) && !conditions.holds(item)) return new Result.Changed();
        return records.remove(id) == null
                ? refused("GONE", "There is no record " + id)
                : new Result.Succeeded(id, false);
    }

    /// A refusal for good.
    static Result refused(String code, String message, String... fields) {
        return new Result.Failed(List.of(new Problem(code, message, List.of(fields))), false);
    }

    /// A refusal that may pass.
    static Result notNow(String code) {
        return new Result.Failed(List.of(new Problem(code, "Not now", List.of())), true);
    }

    @Override
    public Map<String, String> find(String object, String keyField, List<String> keyValues) {
        RuntimeException failure = findScript.poll();
        if (failure != null) throw failure;
        lookedUp.add(keyValues);
        var found = new HashMap<String, String>();
        for (String value : keyValues) {
            String id = idBy(keyField, value);
            if (id != null) found.put(value, id);
        }
        return found;
    }

    private @Nullable String idBy(String keyField, String value) {
        for (var record : records.entrySet()) {
            if (value.equals(String.valueOf(record.getValue().get(keyField))))
                return record.getKey();
        }
        return null;
    }

    @Override
    public Page read(ReadRequest request) {
        throw new UnsupportedOperationException("nothing is read on schedule here");
    }

    @Override
    public Page readIds(String object, Set<String> fields, List<String> ids) {
        Throwable failure = readScript.poll();
        readById.add(ids);
        if (failure != null) throw thrown(failure);
        conditions.looked(fields, ids);
        Page answer = answer(fields, ids);
        whenRead.run();
        return answer;
    }

    /// Records by their ids, as they are now.
    Page answer(Set<String> fields, List<String> ids) {
        var deleted = ids.stream().filter(id -> !records.containsKey(id)).toList();
        var slices = new TreeMap<String, Records.Slice>();
        ids.stream()
                .filter(id -> records.containsKey(id) && !id.equals(hidden))
                .forEach(id -> slices.put(id, slice(id, fields)));
        Records found =
                visitor ->
                        slices.forEach((id, slice) -> visitor.see(id, conditions.shown(id), slice));
        return new Page(found, deleted, null, null, false);
    }

    private Records.Slice slice(String id, Set<String> fields) {
        var shown = new TreeMap<String, @Nullable Object>();
        Map<String, @Nullable Object> record = java.util.Objects.requireNonNull(records.get(id));
        for (String field : fields) shown.put(field, field.equals("Id") ? id : record.get(field));
        if (fields.contains(CrmConditions.VERSION)) {
            shown.put(CrmConditions.VERSION, conditions.version(id));
        }
        byte[] json = Json.mapper().writeValueAsString(shown).getBytes(StandardCharsets.UTF_8);
        return new Records.Slice(json, 0, json.length);
    }

    @Override
    public Estimate estimate(String object, List<FieldFilter> filters, Position position) {
        return Estimate.UNKNOWN;
    }

    private static RuntimeException thrown(Throwable how) {
        if (how instanceof Error error) throw error;
        return (RuntimeException) how;
    }

    /// The server is killed while a call is under way.
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }
}
