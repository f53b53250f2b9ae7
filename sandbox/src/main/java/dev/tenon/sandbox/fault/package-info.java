/// What goes wrong on purpose, and the log of what was asked.
///
/// May import: web
///
/// Start reading at [Faults].
@NullMarked
package dev.tenon.sandbox.fault;

import org.jspecify.annotations.NullMarked;
