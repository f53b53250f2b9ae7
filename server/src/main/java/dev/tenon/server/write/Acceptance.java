package dev.tenon.server.write;

import java.util.UUID;

/// What became of a request to write: it is stored, or was stored before.
public sealed interface Acceptance {
    /// The operation that tells how it goes.
    UUID operation();

    /// It is stored now; it will be done however often the server stops.
    ///
    /// @param isOpen whether there is anything to be done; not so when all records are refused
    record Taken(UUID operation, boolean isOpen) implements Acceptance {}

    /// It was stored before under the same key, and is not answered yet.
    record UnderWay(UUID operation) implements Acceptance {}

    /// It was answered before under the same key.
    record Answered(UUID operation, WriteReply reply) implements Acceptance {}
}
