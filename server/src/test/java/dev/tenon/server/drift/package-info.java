/// Tests of how changed schemas are found in time and told, on a real database.
///
/// May import: db, json, jobs, tenant, deploy, install, vault, outbound, schema, delivery,
/// operation, net, seal, format, spi, diagnostics, testing
///
/// Start reading at [DriftNewsTest], then [SchemaWatchTest].
@NullMarked
package dev.tenon.server.drift;

import org.jspecify.annotations.NullMarked;
