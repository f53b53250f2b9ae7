/// Tests of secrets at rest, on a real database.
///
/// May import: db, tenant, diagnostics, jobs, json, testing
///
/// Start reading at [SealTest].
@NullMarked
package dev.tenon.server.seal;

import org.jspecify.annotations.NullMarked;
