/// Starts the program: reads the settings, builds every object by hand in the order data flows, and
/// stops them again.
///
/// May import: api, bench, catalog, cli, connectors, console, db, delivery, demo, deploy,
/// diagnostics, drift, fault, format, identity, install, jobs, json, net, operation, outbound,
/// people, proxy, quota, records, salesforce, sandbox, schema, seal, spi, sync, tenant, vault,
/// write
///
/// Start reading at [Server].
@NullMarked
package dev.tenon.server.boot;

import org.jspecify.annotations.NullMarked;
