/// Tests of the console's pages on a real database, as a browser without scripts sees them.
///
/// May import: api, db, deploy, diagnostics, format, identity, install, json, net, operation,
/// people, records, seal, tenant, testing, vault
///
/// Start reading at [CustomersPageTest].
@NullMarked
package dev.tenon.server.console;

import org.jspecify.annotations.NullMarked;
