/// The write queue: takes writes durably, checks them before a call is spent, sends them in as few
/// calls as the provider allows, in order per record, and never twice.
///
/// May import: digest, recent, db, json, jobs, tenant, deploy, install, vault, outbound, records,
/// schema, operation, format, spi, diagnostics
///
/// Start reading at [WriteRun].
@NullMarked
package dev.tenon.server.write;

import org.jspecify.annotations.NullMarked;
