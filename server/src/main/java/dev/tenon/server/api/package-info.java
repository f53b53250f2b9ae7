/// The HTTP API: every route on one page, request and reply shapes, problem+json, keys, CORS. Where
/// the wire format is awkward it is translated here and nowhere else.
///
/// May import: digest, recent, db, json, jobs, tenant, people, deploy, install, vault, outbound,
/// schema, sync, records, delivery, drift, write, proxy, operation, quota, seal, format, catalog,
/// spi, diagnostics
///
/// Start reading at [Routes].
@NullMarked
package dev.tenon.server.api;

import org.jspecify.annotations.NullMarked;
