/// Tests of projects, keys, customers and the audit, on a real database.
///
/// May import: db, json, diagnostics, testing
///
/// Start reading at [ApiKeysTest].
@NullMarked
package dev.tenon.server.tenant;

import org.jspecify.annotations.NullMarked;
