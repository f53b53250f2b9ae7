/// Tests of transactions, of the wall between projects, and of how a database is opened.
///
/// May import: diagnostics, testing
///
/// Start reading at [TenantWallTest].
@NullMarked
package dev.tenon.server.db;

import org.jspecify.annotations.NullMarked;
