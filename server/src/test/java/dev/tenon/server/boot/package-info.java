/// Tests of how the server is put together.
///
/// May import: db, seal, testing
///
/// Start reading at [SealedColumnsTest].
@NullMarked
package dev.tenon.server.boot;

import org.jspecify.annotations.NullMarked;
