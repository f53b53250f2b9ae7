/// Destinations, and the delivery of what changed to them: signed, in order, at least once.
///
/// May import: db, json, jobs, tenant, deploy, install, net, records, schema, seal, vault,
/// operation, format, spi, diagnostics
///
/// Start reading at [DeliveryRun].
@NullMarked
package dev.tenon.server.delivery;

import org.jspecify.annotations.NullMarked;
