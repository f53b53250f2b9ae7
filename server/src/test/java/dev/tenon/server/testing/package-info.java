/// What tests of the server share: one real database, a clock of their own, chance, and a customer
/// who has installed something.
///
/// May import: db, json, jobs, seal, net, tenant, deploy, vault, quota, operation, install,
/// outbound, records, schema, delivery, format, spi, diagnostics
///
/// Start reading at [TestDatabase].
@NullMarked
package dev.tenon.server.testing;

import org.jspecify.annotations.NullMarked;
