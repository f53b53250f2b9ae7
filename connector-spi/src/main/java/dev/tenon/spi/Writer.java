package dev.tenon.spi;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes records of one connection. Never retries, never sleeps: the engine does.
public interface Writer {
    /// The ways this object can be written, fewest calls per record first, so that the engine can
    /// choose by count and quota. Never empty for an operation the provider has.
    List<Offer> offers(String object, Operation operation);

    /// One call's worth, by the way `batch` names. Answers for every record, in order; throws only
    /// when nothing can be said of any. After [ProviderException.Garbled], and after
    /// [ProviderException.Unreachable] that was sent, it is not known what was written; after any
    /// other exception nothing was.
    List<Result> send(Batch batch);

    /// Looks up records by the value of an external-id field, to learn what became of writes whose
    /// outcome is unknown. Returns provider ids by key value; keys without a record are absent.
    Map<String, String> find(String object, String keyField, List<String> keyValues);

    /// What is done to a record.
    enum Operation {
        CREATE,
        UPDATE,
        UPSERT,
        DELETE
    }

    /// What happens when a call is sent twice.
    enum Repeat {
        /// Nothing, for the provider knows records by a key of ours.
        SAFE_BY_EXTERNAL_ID,
        /// Nothing, for doing it again changes nothing (an update, a delete).
        SAFE_BY_NATURE,
        /// The record may exist twice.
        UNSAFE
    }

    /// One way to write.
    ///
    /// @param path the connector's name for it, such as `collection`
    /// @param maxRecords the most records one call takes
    /// @param maxBytes the most bytes one call takes
    /// @param allOrNone whether the provider can undo the whole call when one record fails
    /// @param repeat what happens when it is sent twice
    /// @param associations whether it takes the associations of an item; a way that does not is
    ///   never given any
    record Offer(
            String path,
            int maxRecords,
            int maxBytes,
            boolean allOrNone,
            Repeat repeat,
            boolean associations) {
        /// A way that takes no associations.
        public Offer(String path, int maxRecords, int maxBytes, boolean allOrNone, Repeat repeat) {
            this(path, maxRecords, maxBytes, allOrNone, repeat, false);
        }

        /// The same way, which takes associations too.
        public Offer withAssociations() {
            return new Offer(path, maxRecords, maxBytes, allOrNone, repeat, true);
        }
    }

    /// One call's worth of writes of one kind.
    ///
    /// @param keyField the external-id field of an upsert; null for other operations
    /// @param headers the provider's own, such as a switch for duplicate rules
    record Batch(
            String path,
            String object,
            Operation operation,
            @Nullable String keyField,
            boolean allOrNone,
            Map<String, String> headers,
            List<Item> items) {

        /// Copies its collections. Written out, as in [Page], so that callers see what may be null.
        public Batch(
                String path,
                String object,
                Operation operation,
                @Nullable String keyField,
                boolean allOrNone,
                Map<String, String> headers,
                List<Item> items) {
            this.path = path;
            this.object = object;
            this.operation = operation;
            this.keyField = keyField;
            this.allOrNone = allOrNone;
            this.headers = Map.copyOf(headers);
            this.items = List.copyOf(items);
        }
    }

    /// One record to write.
    ///
    /// @param recordId the provider's id; null for create and upsert
    /// @param fields values by the provider's field names: strings, booleans, numbers, null, lists
    ///   and maps of these; of fields with a [FieldInfo#relationship], also a [Reference]
    /// @param associations other records that it is to be associated with
    record Item(
            @Nullable String recordId,
            Map<String, @Nullable Object> fields,
            List<Association> associations) {
        /// Copies its collections, keeping their order. Written out, as in [Page].
        public Item(
                @Nullable String recordId,
                Map<String, @Nullable Object> fields,
                List<Association> associations) {
            this.recordId = recordId;
            this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
            this.associations = List.copyOf(associations);
        }

        /// A record without associations.
        public Item(@Nullable String recordId, Map<String, @Nullable Object> fields) {
            this(recordId, fields, List.of());
        }
    }

    /// The record that a reference field points at, named by one of its own external ids instead of
    /// the provider's id.
    ///
    /// @param relationship as [FieldInfo#relationship] has it
    /// @param object which of the objects that the field may point at it is in; null when the field
    ///   points at one object only
    /// @param keyField the external-id field
    /// @param value its value: a string, a boolean or a number
    record Reference(String relationship, @Nullable String object, String keyField, Object value) {}

    /// Another record that a record is associated with.
    ///
    /// @param recordId the other's id at the provider
    /// @param labels what the association means; never empty
    record Association(String recordId, List<AssociationLabel> labels) {
        /// Copies its list.
        public Association {
            labels = List.copyOf(labels);
        }
    }

    /// What an association means, as the provider numbers it.
    ///
    /// @param category the provider's word for who defined it
    /// @param typeId its number in that category
    record AssociationLabel(String category, long typeId) {}

    /// What became of one record.
    sealed interface Result {
        /// Written.
        ///
        /// @param recordId the provider's id
        /// @param created whether the record is new
        record Succeeded(String recordId, boolean created) implements Result {}

        /// Refused.
        ///
        /// @param retryable whether the same record may succeed later, unchanged
        record Failed(List<Problem> problems, boolean retryable) implements Result {
            /// Copies its list.
            public Failed {
                problems = List.copyOf(problems);
            }
        }
    }

    /// Why a record was refused.
    ///
    /// @param code the provider's own code
    /// @param message the provider's own words
    /// @param fields the fields it speaks of
    record Problem(String code, String message, List<String> fields) {
        /// Copies its list.
        public Problem {
            fields = Collections.unmodifiableList(new ArrayList<>(fields));
        }
    }
}
