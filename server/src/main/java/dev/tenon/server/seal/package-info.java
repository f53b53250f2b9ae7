/// Secrets at rest: sealed under data keys per project, bound to their owner; and the exchange of
/// those keys.
///
/// May import: db, diagnostics, jobs, json, net
///
/// Start reading at [Seal].
@NullMarked
package dev.tenon.server.seal;

import org.jspecify.annotations.NullMarked;
