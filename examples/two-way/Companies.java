import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/// The product's own table of companies, its place in the change feed and its outbox, in one
/// journal: whatever happens is one line, on the disk before it counts. So an edit and the note
/// that it must be sent are kept together or not at all, and so are a page of the feed and the
/// place behind it. In your product this is one transaction of your database. A start reads the
/// journal again. Any thread may use it.
final class Companies implements AutoCloseable {
    /// The fields that live on both sides, by the names of the manifest.
    static final List<String> FIELDS = List.of("name", "website", "phone", "employees");

    /// The most companies in one write; Tenon sends them to Salesforce in calls of 200.
    private static final int TOGETHER = 1_000;

    private final Map<String, Company> companies = new TreeMap<>();
    private final Map<String, Company> byRecord = new HashMap<>();
    private final Set<String> gone = new HashSet<>();
    private final FileChannel journal;
    private String place = "";
    private Batch open;
    private long batches;

    Companies(Path file) throws IOException {
        if (Files.exists(file)) {
            for (String line : wholeLines(file)) replay(Json.object(line));
        }
        journal =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.APPEND);
    }

    /// A line that a crash cut off never counted.
    private static List<String> wholeLines(Path file) throws IOException {
        String text = Files.readString(file);
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        if (whole.length() < text.length()) Files.writeString(file, whole);
        return whole.lines().toList();
    }

    /// Our people change companies: `{"id", "fields"}`, or `{"id", "delete": true}`.
    ///
    /// @throws IllegalArgumentException when one of them is something else; none is kept then
    synchronized void edit(List<Object> edits) {
        edits.forEach(Companies::check);
        keep(Map.of("is", "edit", "edits", edits, "at", Instant.now().toString()));
        notifyAll();
    }

    /// What is in the journal is read at every start: nothing wrong may come into it.
    private static void check(Object edit) {
        boolean isRight =
                edit instanceof Map<?, ?> map
                        && map.get("id") instanceof String id
                        && !id.isBlank()
                        && (Boolean.TRUE.equals(map.get("delete"))
                                || (map.get("fields") instanceof Map<?, ?> fields
                                        && FIELDS.containsAll(fields.keySet())));
        if (!isRight) throw new IllegalArgumentException("no edit: " + Json.write(edit));
    }

    /// A page of the change feed.
    synchronized void take(List<Object> rows, String next) {
        keep(Map.of("is", "page", "rows", rows, "next", next));
    }

    /// What is to be sent next, which it keeps first: a crash after this sends the very same again.
    /// Waits up to `millis` when there is nothing.
    ///
    /// @return null when there is nothing
    synchronized Batch next(long millis) throws InterruptedException {
        if (open == null && !gather()) {
            wait(millis);
            gather();
        }
        return open;
    }

    /// @param type `upsert`, `update` or `delete`
    /// @param records one for each company
    record Batch(String key, String type, List<String> companies, List<Object> records) {}

    private boolean gather() {
        for (String type : List.of("upsert", "update", "delete")) {
            var ids = new ArrayList<Object>();
            var records = new ArrayList<Object>();
            for (Company company : companies.values()) {
                if (ids.size() == TOGETHER || !type.equals(due(company))) continue;
                ids.add(company.id);
                records.add(record(company, type));
            }
            if (ids.isEmpty()) continue;
            String key = "two-way-" + UUID.randomUUID();
            var entry = new LinkedHashMap<String, Object>();
            entry.put("is", "send");
            entry.put("key", key);
            entry.put("type", type);
            entry.put("companies", ids);
            entry.put("records", records);
            keep(entry);
            return true;
        }
        return false;
    }

    /// Only one write of a company is on its way at a time, so that they arrive in order. A company
    /// that the CRM does not have yet is found there by our own id, so that it is never made twice.
    private static String due(Company company) {
        if (company.isInFlight()) return "";
        if (company.removal != null) return "delete";
        if (company.waiting().isEmpty()) return "";
        return company.recordId.isEmpty() ? "upsert" : "update";
    }

    private static Map<String, Object> record(Company company, String type) {
        var record = new LinkedHashMap<String, Object>();
        if (type.equals("upsert")) record.put("productId", company.id);
        else record.put("id", company.recordId);
        if (!type.equals("delete")) record.putAll(company.waiting());
        return record;
    }

    /// What became of the batch that is open.
    ///
    /// @param recordIds the CRM's ids, null for a record that was refused
    synchronized void sent(String key, List<String> recordIds) {
        keep(Map.of("is", "sent", "key", key, "recordIds", recordIds));
        notifyAll();
    }

    /// How far the change feed was read.
    synchronized String place() {
        return place;
    }

    synchronized List<Object> shown() {
        var shown = new ArrayList<Object>();
        for (Company company : companies.values()) {
            if (company.removal == null) shown.add(company.shown());
        }
        return shown;
    }

    /// Null when there is no such company.
    synchronized Map<String, Object> shown(String id) {
        Company company = companies.get(id);
        return company == null || company.removal != null ? null : company.shown();
    }

    /// For people and tests that watch.
    synchronized Map<String, Object> status() {
        long unsent =
                companies.values().stream()
                        .filter(company -> company.removal != null || !company.edits.isEmpty())
                        .count();
        var status = new LinkedHashMap<String, Object>();
        status.put("companies", companies.size());
        status.put("unsent", unsent);
        status.put("writes", batches);
        status.put("place", place);
        return status;
    }

    private void keep(Map<String, Object> entry) {
        try {
            byte[] line = (Json.write(entry) + "\n").getBytes(StandardCharsets.UTF_8);
            var bytes = ByteBuffer.wrap(line);
            while (bytes.hasRemaining()) journal.write(bytes);
            journal.force(false);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        replay(entry);
    }

    /// The one way in which anything changes here, now and after a start.
    private void replay(Map<String, Object> entry) {
        switch (Json.text(entry, "is")) {
            case "edit" -> edited(entry);
            case "page" -> {
                for (Object row : Json.list(entry.get("rows"))) told(Json.object(row));
                place = Json.text(entry, "next");
            }
            case "send" -> sending(entry);
            case "sent" -> wasSent(entry);
            default -> throw new IllegalStateException("an entry of another version: " + entry);
        }
    }

    private void edited(Map<String, Object> entry) {
        Instant at = Instant.parse(Json.text(entry, "at"));
        for (Object each : Json.list(entry.get("edits"))) {
            Map<String, Object> edit = Json.object(each);
            boolean isDeletion = Boolean.TRUE.equals(edit.get("delete"));
            String id = Json.text(edit, "id");
            Company company =
                    isDeletion ? companies.get(id) : companies.computeIfAbsent(id, Company::new);
            if (company == null || company.removal != null) continue;
            if (isDeletion) {
                company.edits.values().removeIf(waiting -> !waiting.isSent());
                boolean isThere = !company.recordId.isEmpty() || company.isInFlight();
                if (isThere) company.removal = new Company.Edit(null, at, "");
            } else {
                Json.object(edit.get("fields"))
                        .forEach((field, value) ->
                                company.edits.put(field, new Company.Edit(value, at, "")));
            }
            forgetIfNothing(company);
        }
    }

    /// The CRM's record as it is now, whoever changed it.
    private void told(Map<String, Object> row) {
        String recordId = Json.text(row, "id");
        if (Json.text(row, "changeType").equals("deleted")) {
            deleted(recordId);
            return;
        }
        Map<String, Object> fields = Json.object(row.get("mappedFields"));
        Company company = byRecord.get(recordId);
        if (company == null) company = linked(recordId, Json.text(fields, "productId"));
        gone.remove(recordId);
        if (Json.text(row, "origin").equals("read")) giveWay(company, row, fields);
        company.crm = new HashMap<>();
        for (String field : FIELDS) company.crm.put(field, fields.get(field));
    }

    /// Of two who changed the same field, the later one wins, and the CRM when it is a tie. An edit
    /// that was sent is in the CRM's hands: what the CRM has after it, the feed tells. Our own
    /// writes coming back (`origin` is `self`) are nobody's change, and no reason to give way.
    private static void giveWay(
            Company company, Map<String, Object> row, Map<String, Object> fields) {
        if (company.crm == null) return;
        Instant theirs = Instant.parse(Json.text(row, "modifiedAt"));
        company.edits
                .entrySet()
                .removeIf(each -> {
                    String field = each.getKey();
                    boolean isSame = Objects.equals(company.crm.get(field), fields.get(field));
                    Company.Edit edit = each.getValue();
                    return !isSame && !edit.isSent() && !edit.at().isAfter(theirs);
                });
    }

    /// Who deletes wins over who edits.
    private void deleted(String recordId) {
        gone.add(recordId);
        Company company = byRecord.remove(recordId);
        if (company == null) return;
        company.recordId = "";
        company.crm = null;
        company.edits.values().removeIf(edit -> !edit.isSent());
        if (company.removal != null && !company.removal.isSent()) company.removal = null;
        forgetIfNothing(company);
    }

    /// A company that was born in the CRM goes by the CRM's id.
    private Company linked(String recordId, String productId) {
        Company ours = companies.get(productId);
        boolean isOurs = ours != null && ours.recordId.isEmpty();
        Company company = isOurs ? ours : companies.computeIfAbsent(recordId, Company::new);
        company.recordId = recordId;
        byRecord.put(recordId, company);
        return company;
    }

    private void sending(Map<String, Object> entry) {
        String key = Json.text(entry, "key");
        List<String> ids =
                Json.list(entry.get("companies")).stream().map(Object::toString).toList();
        open = new Batch(key, Json.text(entry, "type"), ids, Json.list(entry.get("records")));
        batches++;
        for (int i = 0; i < ids.size(); i++) {
            Company company = companies.get(ids.get(i));
            Set<String> fields = Json.object(open.records.get(i)).keySet();
            company.edits.replaceAll((field, edit) -> fields.contains(field) ? edit.in(key) : edit);
            if (company.removal != null) company.removal = company.removal.in(key);
        }
    }

    /// The feed was read after the write had ended: it has told already what the CRM holds now, and
    /// the edits are not needed any more. What the CRM refused is undone by that.
    private void wasSent(Map<String, Object> entry) {
        List<Object> recordIds = Json.list(entry.get("recordIds"));
        for (int i = 0; i < recordIds.size(); i++) {
            Company company = companies.get(open.companies.get(i));
            String recordId = recordIds.get(i) == null ? "" : recordIds.get(i).toString();
            boolean isDeletion = open.type.equals("delete");
            if (isDeletion && !recordId.isEmpty()) deleted(recordId);
            // Deleted there meanwhile, with nothing of ours left but edits that came later.
            if (company == null) continue;
            if (!isDeletion && !recordId.isEmpty()) made(company, recordId, open.records.get(i));
            company.edits.values().removeIf(edit -> edit.batch().equals(open.key));
            if (isDeletion) company.removal = null;
            forgetIfNothing(company);
        }
        open = null;
    }

    /// Where Tenon could not read a new record back at once, the next scheduled read tells of it;
    /// until then it is what we sent.
    private void made(Company company, String recordId, Object record) {
        if (company.crm != null || gone.contains(recordId)) return;
        company.recordId = recordId;
        byRecord.put(recordId, company);
        company.crm = new HashMap<>(Json.object(record));
    }

    private void forgetIfNothing(Company company) {
        if (company.recordId.isEmpty() && !company.isInFlight()) company.removal = null;
        if (!company.isNothing()) return;
        companies.remove(company.id, company);
        byRecord.remove(company.recordId, company);
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
