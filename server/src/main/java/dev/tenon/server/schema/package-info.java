/// What objects and fields a connection really has, remembered from discovery.
///
/// May import: db, jobs, json, tenant, vault, outbound, spi, diagnostics
///
/// Start reading at [Schemas].
@NullMarked
package dev.tenon.server.schema;

import org.jspecify.annotations.NullMarked;
