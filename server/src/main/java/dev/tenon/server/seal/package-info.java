/// Secrets at rest: sealed under a data key per project, bound to their owner.
///
/// May import: db, diagnostics
///
/// Start reading at [Seal].
@NullMarked
package dev.tenon.server.seal;

import org.jspecify.annotations.NullMarked;
