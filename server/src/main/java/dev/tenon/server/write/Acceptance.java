package dev.tenon.server.write;

import java.util.UUID;

/// What became of a request to write: it is stored, or was stored before.
public sealed interface Acceptance {
    /// The operation that tells how it goes.
    UUID operation();

    /// It is stored now; it will be done however often the server stops.
    record Taken(UUID operation) implements Acceptance {}

    /// It was stored before under the same key, and is not answered yet.
    record UnderWay(UUID operation) implements Acceptance {}

    /// It was answered before under the same key, or needs no look at what becomes of it.
    record Answered(UUID operation, WriteReply reply) implements Acceptance {}
}
