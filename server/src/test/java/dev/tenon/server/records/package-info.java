/// Tests of the store: its properties, on a real database, against models in memory.
///
/// May import: db, json, tenant, spi, diagnostics, testing
///
/// Start reading at [RecordStoreTest].
@NullMarked
package dev.tenon.server.records;

import org.jspecify.annotations.NullMarked;
