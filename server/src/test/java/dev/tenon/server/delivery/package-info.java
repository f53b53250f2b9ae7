/// Tests of deliveries, on a real database and to a receiver on this machine.
///
/// May import: db, json, jobs, tenant, deploy, install, net, records, schema, seal, vault,
/// operation, format, spi, diagnostics, testing
///
/// Start reading at [DeliveriesTest].
@NullMarked
package dev.tenon.server.delivery;

import org.jspecify.annotations.NullMarked;
