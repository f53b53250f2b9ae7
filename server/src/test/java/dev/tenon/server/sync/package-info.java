/// Tests of read runs on a real database, against a provider that the tests play.
///
/// May import: db, delivery, json, jobs, tenant, deploy, install, vault, net, seal, quota,
/// outbound, records, schema, operation, format, spi, diagnostics, testing
///
/// Start reading at [ReadsTest].
@NullMarked
package dev.tenon.server.sync;

import org.jspecify.annotations.NullMarked;
