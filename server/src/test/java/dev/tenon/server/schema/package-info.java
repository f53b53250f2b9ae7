/// Tests of what is known of schemas, and of what changed in them.
///
/// May import: db, json, tenant, vault, outbound, spi, diagnostics, testing
///
/// Start reading at [SchemasTest], then [DriftTest].
@NullMarked
package dev.tenon.server.schema;

import org.jspecify.annotations.NullMarked;
