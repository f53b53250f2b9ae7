/// What objects and fields a connection really has, remembered from discovery, and what changed in
/// them since.
///
/// May import: recent, db, jobs, json, tenant, vault, outbound, spi, diagnostics
///
/// Start reading at [Schemas], then [Drift].
@NullMarked
package dev.tenon.server.schema;

import org.jspecify.annotations.NullMarked;
