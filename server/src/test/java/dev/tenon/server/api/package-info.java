/// Tests of who may call, and how often.
///
/// May import: db, seal, tenant, testing, diagnostics
///
/// Start reading at [CustomerTokensTest].
@NullMarked
package dev.tenon.server.api;

import org.jspecify.annotations.NullMarked;
