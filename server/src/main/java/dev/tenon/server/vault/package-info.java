/// Credentials: provider apps, sign-in flows, connections with their sealed tokens, and refresh,
/// one at a time per credential.
///
/// May import: digest, db, json, tenant, operation, seal, net, spi, diagnostics
///
/// Start reading at [SignIns], then [Credentials].
@NullMarked
package dev.tenon.server.vault;

import org.jspecify.annotations.NullMarked;
