package dev.tenon.server.write;

import java.util.Locale;

/// How the write of one record stands.
public enum WriteState {
    /// Accepted, and waiting for its turn.
    QUEUED,
    /// In a call that is under way.
    SENDING,
    /// Sent, and nobody knows yet what became of it. A write that ends so is never sent again.
    UNKNOWN,
    /// Written.
    SUCCEEDED,
    /// Refused, by us or by the provider.
    FAILED;

    /// The name on the wire and in the database.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The state with this name.
    static WriteState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
