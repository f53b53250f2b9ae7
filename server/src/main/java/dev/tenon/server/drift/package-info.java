/// Watches the objects that installations use, and tells products what changed in them: on the
/// schedule of `watchSchema`, or else once a day.
///
/// May import: db, json, jobs, tenant, deploy, install, vault, outbound, schema, delivery,
/// operation, format, spi, diagnostics
///
/// Start reading at [SchemaWatch], then [DriftNews].
@NullMarked
package dev.tenon.server.drift;

import org.jspecify.annotations.NullMarked;
