/// Plans, deploys and rolls back manifests. Stores revisions; calls nobody.
///
/// May import: db, json, tenant, format, diagnostics
///
/// Start reading at [Deployments].
@NullMarked
package dev.tenon.server.deploy;

import org.jspecify.annotations.NullMarked;
