/// Read runs: backfills, scheduled and triggered reads, page by page into the store.
///
/// May import: db, json, jobs, tenant, deploy, install, vault, outbound, records, schema,
/// operation, format, spi, diagnostics
///
/// Start reading at [ReadRun].
@NullMarked
package dev.tenon.server.sync;

import org.jspecify.annotations.NullMarked;
