package dev.tenon.server.write;

import dev.tenon.spi.Writer;
import dev.tenon.spi.Writer.Condition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What the body of a write call asks for.
///
/// @param groupRef whose installation is meant
/// @param isBatch whether the records came as a batch, so that the reply is one too
/// @param entries the records, in the caller's order
public record WriteBody(
        String groupRef,
        Writer.Operation kind,
        Mode mode,
        boolean isBatch,
        List<Entry> entries,
        Options options) {
    /// The most records of one call.
    public static final int MOST = 10_000;

    /// Copies its list and checks its size.
    public WriteBody {
        entries = List.copyOf(entries);
        if (entries.isEmpty() || entries.size() > MOST) {
            throw new IllegalArgumentException(entries.size() + " records");
        }
    }

    /// When the caller is answered.
    public enum Mode {
        /// When the outcome is known.
        SYNCHRONOUS,
        /// As soon as the write is stored.
        ASYNCHRONOUS
    }

    /// One record.
    ///
    /// @param id the provider's id; null for creates and upserts
    /// @param fields by the product's names, or the provider's
    /// @param associations other records that it is to be associated with
    /// @param condition what must hold for it to be written; null for nothing
    public record Entry(
            @Nullable String id,
            ObjectNode fields,
            List<Writer.Association> associations,
            @Nullable Condition condition) {
        /// Copies its list.
        public Entry {
            associations = List.copyOf(associations);
        }

        /// A record that is written whatever the provider has.
        public Entry(
                @Nullable String id, ObjectNode fields, List<Writer.Association> associations) {
            this(id, fields, associations, null);
        }
    }

    /// How to write.
    ///
    /// @param allOrNone whether no record is written when one is refused
    /// @param headers for the provider, as the caller gave them
    /// @param externalIdField the key of an upsert; null for the manifest's
    /// @param patience how long to go on trying
    /// @param gather how long a single record may wait for company; null when the caller says
    ///   nothing of it
    /// @param actAs the person of the group by whose connection it is written; null for the
    ///   installation's
    public record Options(
            boolean allOrNone,
            Map<String, String> headers,
            @Nullable String externalIdField,
            Duration patience,
            @Nullable Duration gather,
            @Nullable String actAs) {
        /// Copies its map.
        public Options {
            headers = Map.copyOf(headers);
        }
    }

    /// Where a record stands in the body, for messages.
    String where(int position) {
        return whereBeside(position) + ".record";
    }

    /// Where the object stands that a record and its condition are in.
    String whereBeside(int position) {
        return isBatch ? "body.batch[" + position + "]" : "body";
    }
}
