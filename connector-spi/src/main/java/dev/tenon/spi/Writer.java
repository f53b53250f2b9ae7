package dev.tenon.spi;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /// What the engine may compare by itself, with what [Reader#readIds] brings, before it writes
    /// records whose condition no offer honours.
    default Comparison comparison(String object) {
        return Comparison.NONE;
    }

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
    /// @param conditions the kinds of conditions that the provider itself checks in the moment of
    ///   writing, when a record is sent this way
    /// @param associations whether it takes the associations of an item; a way that does not is
    ///   never given any
    record Offer(
            String path,
            int maxRecords,
            int maxBytes,
            boolean allOrNone,
            Repeat repeat,
            Set<Condition.Kind> conditions,
            boolean associations) {
        /// Copies its set.
        public Offer {
            conditions = Set.copyOf(conditions);
        }

        /// A way that takes neither conditions nor associations.
        public Offer(String path, int maxRecords, int maxBytes, boolean allOrNone, Repeat repeat) {
            this(path, maxRecords, maxBytes, allOrNone, repeat, Set.of(), false);
        }

        /// The same way, on which the provider checks conditions of these kinds.
        public Offer withConditions(Set<Condition.Kind> kinds) {
            return new Offer(path, maxRecords, maxBytes, allOrNone, repeat, kinds, associations);
        }

        /// The same way, which takes associations too.
        public Offer withAssociations() {
            return new Offer(path, maxRecords, maxBytes, allOrNone, repeat, conditions, true);
        }
    }

    /// What must hold of a record at the provider for it to be changed or deleted.
    sealed interface Condition {
        /// Which kind it is of.
        Kind kind();

        /// The record is still of the version that the caller saw.
        ///
        /// @param version as the provider names versions: an ETag, a sync token
        record IfMatch(String version) implements Condition {
            @Override
            public Kind kind() {
                return Kind.IF_MATCH;
            }
        }

        /// The record has not changed after a moment. A provider may know moments in whole seconds
        /// only, and then lets pass what changed in the same second.
        record IfUnmodifiedSince(Instant moment) implements Condition {
            @Override
            public Kind kind() {
                return Kind.IF_UNMODIFIED_SINCE;
            }
        }

        /// The kinds there are.
        enum Kind {
            IF_MATCH,
            IF_UNMODIFIED_SINCE
        }
    }

    /// What of a record can be compared with a condition.
    ///
    /// @param hasTime whether records come with the moment of their last change
    /// @param versionField the field that holds a record's version in the form that
    ///   [Condition.IfMatch] takes; empty when none does
    record Comparison(boolean hasTime, String versionField) {
        /// Nothing can be compared.
        public static final Comparison NONE = new Comparison(false, "");
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
    /// @param condition what must hold, of a kind that the offer honours; null for nothing
    /// @param associations other records that it is to be associated with
    record Item(
            @Nullable String recordId,
            Map<String, @Nullable Object> fields,
            @Nullable Condition condition,
            List<Association> associations) {
        /// Copies its collections, keeping their order. Written out, as in [Page].
        public Item(
                @Nullable String recordId,
                Map<String, @Nullable Object> fields,
                @Nullable Condition condition,
                List<Association> associations) {
            this.recordId = recordId;
            this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
            this.condition = condition;
            this.associations = List.copyOf(associations);
        }

        /// A record without associations, written on a condition.
        public Item(
                @Nullable String recordId,
                Map<String, @Nullable Object> fields,
                @Nullable Condition condition) {
            this(recordId, fields, condition, List.of());
        }

        /// A record without associations that is written whatever the provider has.
        public Item(@Nullable String recordId, Map<String, @Nullable Object> fields) {
            this(recordId, fields, null, List.of());
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

        /// Not written, for its condition does not hold.
        record Changed() implements Result {}
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
