/// Tests of installations, on a real database.
///
/// May import: db, json, tenant, deploy, format, diagnostics, testing
///
/// Start reading at [InstallationsTest].
@NullMarked
package dev.tenon.server.install;

import org.jspecify.annotations.NullMarked;
