/// Every call to a provider: adds the credential, refreshes it once, keeps egress rules, reads
/// quota headers, and logs the call.
///
/// May import: recent, db, jobs, vault, quota, tenant, operation, net, seal, spi, diagnostics
///
/// Start reading at [Outbound].
@NullMarked
package dev.tenon.server.outbound;

import org.jspecify.annotations.NullMarked;
