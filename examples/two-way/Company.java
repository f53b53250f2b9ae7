import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// One company: a copy of what the CRM has, and on top of it the edits of our own people that the
/// CRM does not have yet. What people see is both together. When no edit is left, what they see is
/// what the CRM has: that is the whole proof that both sides end equal.
final class Company {
    final String id;

    /// The CRM's id of it; empty until it has one.
    String recordId = "";

    /// The CRM's values, as the change feed told them last; null while the CRM has no such record.
    Map<String, Object> crm;

    /// Edits by field.
    final Map<String, Edit> edits = new TreeMap<>();

    /// Set when our people deleted it.
    Edit removal;

    Company(String id) {
        this.id = id;
    }

    /// @param value null empties the field
    /// @param at when it was made, by our clock
    /// @param batch with which it was sent; empty while it waits
    record Edit(Object value, Instant at, String batch) {
        boolean isSent() {
            return !batch.isEmpty();
        }

        Edit in(String key) {
            return new Edit(value, at, key);
        }
    }

    /// What people see.
    Map<String, Object> shown() {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("id", id);
        shown.put("recordId", recordId);
        for (String field : Companies.FIELDS) {
            Edit edit = edits.get(field);
            Object told = crm == null ? null : crm.get(field);
            shown.put(field, edit == null ? told : edit.value());
        }
        return shown;
    }

    /// What is to be sent: each field's edit that waits.
    Map<String, Object> waiting() {
        var waiting = new LinkedHashMap<String, Object>();
        edits.forEach((field, edit) -> {
            if (!edit.isSent()) waiting.put(field, edit.value());
        });
        return waiting;
    }

    boolean isInFlight() {
        return (removal != null && removal.isSent())
                || edits.values().stream().anyMatch(Edit::isSent);
    }

    /// Nothing of it is left on either side.
    boolean isNothing() {
        return crm == null && edits.isEmpty() && removal == null;
    }
}
