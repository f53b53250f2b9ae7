/// Tests of durable work, with a real scheduler on a real database.
///
/// May import: db, testing
///
/// Start reading at [JobsTest].
@NullMarked
package dev.tenon.server.jobs;

import org.jspecify.annotations.NullMarked;
