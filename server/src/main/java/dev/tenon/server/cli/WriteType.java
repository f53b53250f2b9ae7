package dev.tenon.server.cli;

import java.util.Locale;

/// What a write does to a record; the names are what people type.
enum WriteType {
    create,
    update,
    upsert,
    delete;

    /// The most records that go in one request. A batch cannot delete.
    int mostAtOnce(boolean isAsync) {
        if (this == delete) return 1;
        return isAsync ? 1_000 : 200;
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
