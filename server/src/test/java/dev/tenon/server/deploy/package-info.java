/// Tests of plans, deploys and rollbacks, on a real database.
///
/// May import: db, json, tenant, format, diagnostics, testing
///
/// Start reading at [DeploymentsTest].
@NullMarked
package dev.tenon.server.deploy;

import org.jspecify.annotations.NullMarked;
