/// What tests of the server share: one real database, and a clock of their own.
///
/// May import: db, diagnostics
///
/// Start reading at [TestDatabase].
@NullMarked
package dev.tenon.server.testing;

import org.jspecify.annotations.NullMarked;
