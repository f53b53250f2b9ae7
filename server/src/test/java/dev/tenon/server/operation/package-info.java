/// Tests of operations, their logs and the log of calls, on a real database.
///
/// May import: db, json, tenant, diagnostics, testing
///
/// Start reading at [OperationsTest].
@NullMarked
package dev.tenon.server.operation;

import org.jspecify.annotations.NullMarked;
