/// Tests of the write queue on a real database, against a CRM in memory.
///
/// May import: testing, db, json, jobs, tenant, deploy, install, net, vault, quota, outbound,
/// records, schema, seal, operation, format, spi, diagnostics
///
/// Start reading at [WritesTest].
@NullMarked
package dev.tenon.server.write;

import org.jspecify.annotations.NullMarked;
