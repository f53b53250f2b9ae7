package dev.tenon.spi;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Records as bytes, not trees: walks a provider's reply and shows each record's slice of it.
public interface Records {
    /// No records.
    Records NONE = _ -> {};

    /// Shows every record once, in order. May be called more than once.
    ///
    /// @throws ProviderException.Garbled when the reply is not what was promised; the records shown
    ///   before it are not to be used
    void forEach(Visitor visitor);

    /// How much memory they take, in bytes, about; the same each time. Those that hold a reply need
    /// not walk it to tell.
    default long bytes() {
        long[] bytes = new long[1];
        forEach((_, _, json) -> bytes[0] += json.length());
        return bytes[0];
    }

    /// Sees one record at a time.
    interface Visitor {
        /// @param id the provider's id of the record
        /// @param modifiedAt when it last changed, if the provider says
        /// @param json one JSON object in UTF-8; valid only during the call
        void see(String id, @Nullable Instant modifiedAt, Slice json);
    }

    /// A part of a buffer that nobody may change.
    record Slice(byte[] buffer, int offset, int length) {}
}
