/// Installations: an integration switched on for a group, with its config merged under the revision
/// in force.
///
/// May import: db, json, tenant, operation, deploy, format, diagnostics
///
/// Start reading at [Installations].
@NullMarked
package dev.tenon.server.install;

import org.jspecify.annotations.NullMarked;
