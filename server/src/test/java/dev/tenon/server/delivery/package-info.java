/// Tests of deliveries, on a real database.
///
/// May import: db, seal, tenant, diagnostics, testing
///
/// Start reading at [LargeResultsTest].
@NullMarked
package dev.tenon.server.delivery;

import org.jspecify.annotations.NullMarked;
