/// What tests of the server share: one real database, a clock of their own, chance, and a customer
/// who has installed something.
///
/// May import: db, json, seal, net, tenant, deploy, vault, quota, operation, install, outbound,
/// records, schema, format, spi, diagnostics
///
/// Start reading at [TestDatabase].
@NullMarked
package dev.tenon.server.testing;

import org.jspecify.annotations.NullMarked;
