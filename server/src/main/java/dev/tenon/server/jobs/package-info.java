/// Durable work: a thin face over db-scheduler, with our lanes and without lost wake-ups.
///
/// May import: db
///
/// Start reading at [Jobs].
@NullMarked
package dev.tenon.server.jobs;

import org.jspecify.annotations.NullMarked;
